import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { done, refused, useCrm } from './crm-desk.ts'

const { add, call, database, titles } = useCrm()

async function change(record: { recordType: string; id: number; version: number }, fields: object) {
  const { version, recordType, id } = record
  return done(await call('PATCH', `/records/${recordType}/${id}`, { version, fields }))
}

async function history(path: string, query = '') {
  return done(await call('GET', `${path}/history${query}`))
}

/** Kind, who and what of each entry. */
async function told(path: string, query = '') {
  const { rows } = await history(path, query)
  return rows.map(({ kind, by, changes, other }: Entry) => [
    kind,
    by.kind === 'user' ? by.name : by.kind,
    ...changes.map((one) => `${one.key}: ${one.old} → ${one.new}`),
    ...(other ? [other.title] : []),
  ])
}

interface Entry {
  readonly kind: string
  readonly at: string
  readonly by: { readonly kind: string; readonly name: string | null }
  readonly changes: readonly { readonly key: string; readonly old: unknown; readonly new: unknown }[]
  readonly other: { readonly title: string } | null
}

describe('the history of a record', () => {
  test('tells who changed what from what to what, newest first', async () => {
    const one = await add('company', { name: 'Molen' })
    const two = await change(one, { phone: '1', postalCity: 'Delft' })
    await change(two, { phone: '2' })

    assert.deepEqual(await told(`/records/company/${one.id}`), [
      ['changed', 'anna', 'phone: 1 → 2'],
      ['changed', 'anna', 'phone: null → 1', 'postalCity: null → Delft'],
      ['created', 'anna'],
    ])
  })

  test('can be read a page at a time and of one field', async () => {
    const one = await add('company', { name: 'Bladzijden' })
    let now = one
    for (const phone of ['1', '2', '3']) now = await change(now, { phone, fax: phone })
    const path = `/records/company/${one.id}`

    const pages: string[][] = []
    let next: string | null = ''
    while (next !== null) {
      const page: { rows: Entry[]; next: string | null } = await history(
        path,
        `?limit=2${next ? `&after=${encodeURIComponent(next)}` : ''}`,
      )
      pages.push(
        page.rows.map(({ changes, kind }) => String(changes.find(({ key }) => key === 'fax')?.new ?? kind)),
      )
      next = page.next
    }
    assert.deepEqual(pages, [
      ['3', '2'],
      ['1', 'created'],
    ])
    assert.deepEqual(await told(path, '?field=fax&limit=1'), [['changed', 'anna', 'fax: 2 → 3']])
  })

  test('tells of a change made in the database that nobody knows by whom', async () => {
    const one = await add('company', { name: 'Ernaast' })
    const beside = new pg.Client({ connectionString: database.url })
    await beside.connect()
    await beside.query(`update company set phone = '9' where id = $1`, [one.id])
    await beside.end()

    assert.deepEqual((await told(`/records/company/${one.id}`))[0], [
      'changed',
      'database',
      'phone: null → 9',
    ])
  })

  test('names the companies between which a person moved', async () => {
    const [from, to] = [await add('company', { name: 'Van' }), await add('company', { name: 'Naar' })]
    const person = await add('person', { lastName: 'Reiziger' }, from.id)
    const path = `/records/person/${person.id}`
    done(await call('PATCH', path, { version: person.version, fields: {}, companyId: to.id }))

    assert.deepEqual((await told(path))[0], ['changed', 'anna', 'companyId: Van → Naar'])
  })

  test('is there to read for who may only read, and not of a record that is not there', async () => {
    const one = await add('company', { name: 'Leesbaar' })
    assert.equal(
      (await call('GET', `/records/company/${one.id}/history`, undefined, { as: 'rik' })).status,
      200,
    )
    refused(await call('GET', '/records/company/999999/history'), 404, 'notFound')
  })
})

describe('a record in the bin', () => {
  test('is in no list, can be read, and comes back as it was', async () => {
    const one = await add('company', { name: 'Prullenbak', phone: '7' })
    const path = `/records/company/${one.id}`
    await add('person', { lastName: 'Blijft' }, one.id)
    const outlook = done(await call('GET', `${path}/deletion`))
    assert.deepEqual(outlook, { links: 0, connections: [], persons: 1, projects: 0 })

    const gone = done(await call('PUT', `${path}/deletion`, { version: one.version }))
    assert.notEqual(gone.deletedAt, null)
    assert.deepEqual(await titles('company', { q: 'prullenbak' }), [])

    const back = done(await call('DELETE', `${path}/deletion`))
    assert.deepEqual([back.deletedAt, back.fields], [null, one.fields])
    assert.deepEqual(await titles('company', { q: 'prullenbak' }), ['Prullenbak'])
    assert.deepEqual(
      (await told(path)).map(([kind]: string[]) => kind),
      ['restored', 'deleted', 'created'],
    )
  })

  test('is not put there when somebody changed it since, nor twice', async () => {
    const one = await add('company', { name: 'Tweemaal' })
    const path = `/records/company/${one.id}/deletion`
    const two = await change(one, { phone: '1' })
    const { current } = refused(await call('PUT', path, { version: one.version }), 409, 'recordChanged')
    assert.equal(current.fields.phone, '1')

    done(await call('PUT', path, { version: two.version }))
    refused(await call('PUT', path, { version: two.version + 1 }), 404, 'notFound')
    done(await call('DELETE', path))
    refused(await call('DELETE', path), 404, 'notFound')
  })
})

describe('what is being typed', () => {
  test('is compared with what is there, and says why it may be the same', async () => {
    const one = await add('company', {
      name: 'Dubbel Werk B.V.',
      vatNo: 'NL 8012.34.567.B01',
      postalCity: 'Breda',
    })
    const look = (fields: object, except?: number) =>
      call('POST', '/records/company/duplicates', { fields, ...(except === undefined ? {} : { except }) })

    const [found] = done(await look({ name: 'dubbel werk', vatNo: '801234567B01' }))
    assert.deepEqual([found.id, found.title, found.city], [one.id, 'Dubbel Werk B.V.', 'Breda'])
    assert.deepEqual(found.keys, ['vatNo', 'name'])
    assert.deepEqual(done(await look({ name: 'Dubbel Werk' }, one.id)), [])
    assert.deepEqual(done(await look({ name: null })), [])
  })
})

describe('two records that are one', () => {
  async function pair(recordType = 'company') {
    const [key, more] = recordType === 'person' ? ['lastName', {}] : ['name', {}]
    const stays = await add(recordType, { [key]: 'Blijver', ...more })
    const goes = await add(recordType, { [key]: 'Ganger', ...more })
    const path = `/records/${recordType}/${stays.id}/merge/${goes.id}`
    const given = { version: stays.version, otherVersion: goes.version, take: [] as string[] }
    return { stays, goes, path, given }
  }

  test('become one with the values that were chosen; persons and projects come along', async () => {
    const stays = await add('company', { name: 'Blijver', phone: '1', fax: '1' })
    const goes = await add('company', { name: 'Ganger', phone: '2', fax: '2', note: 'van de ander' })
    const person = await add('person', { lastName: 'Mee' }, goes.id)
    const project = await add('project', { name: 'Ook mee' }, goes.id)
    const path = `/records/company/${stays.id}/merge/${goes.id}`
    assert.deepEqual(done(await call('GET', path)), { persons: 1, projects: 1, links: 0, clashes: [] })

    const given = { version: stays.version, otherVersion: goes.version, take: ['phone', 'note'] }
    const merged = done(await call('PUT', path, given))

    const { name, phone, fax, note } = merged.fields
    assert.deepEqual([name, phone, fax, note], ['Blijver', '2', '1', 'van de ander'])
    assert.equal(done(await call('GET', `/records/person/${person.id}`)).company.id, stays.id)
    assert.equal(done(await call('GET', `/records/project/${project.id}`)).company.id, stays.id)
    const gone = done(await call('GET', `/records/company/${goes.id}`))
    assert.deepEqual([gone.deletedAt !== null, gone.mergedInto], [true, { id: stays.id, title: 'Blijver' }])
    assert.deepEqual(await told(`/records/company/${stays.id}`), [
      ['changed', 'anna', 'phone: 1 → 2', 'note: null → van de ander'].toSorted(byText),
      ['merged', 'anna', 'Ganger'],
      ['created', 'anna'],
      ['created', 'anna'],
    ])
    refused(await call('DELETE', `/records/company/${goes.id}/deletion`), 409, 'recordMerged')
  })

  test('are two again when it is undone, but for what was changed since', async () => {
    const stays = await add('company', { name: 'Terug', phone: '1', fax: '1' })
    const goes = await add('company', { name: 'Weer twee', phone: '2', fax: '2' })
    const [back, moved] = [
      await add('person', { lastName: 'A' }, goes.id),
      await add('person', { lastName: 'B' }, goes.id),
    ]
    const elsewhere = await add('company', { name: 'Elders' })
    const path = `/records/company/${stays.id}/merge/${goes.id}`
    const given = { version: stays.version, otherVersion: goes.version, take: ['phone', 'fax'] }
    const merged = done(await call('PUT', path, given))
    await change(merged, { fax: '3' })
    const { version } = done(await call('GET', `/records/person/${moved.id}`))
    done(await call('PATCH', `/records/person/${moved.id}`, { version, fields: {}, companyId: elsewhere.id }))

    const undone = done(await call('DELETE', path))

    assert.deepEqual(undone.kept, { fields: ['fax'], links: 0, persons: 1 })
    assert.deepEqual([undone.record.fields.phone, undone.record.fields.fax], ['1', '3'])
    assert.equal(done(await call('GET', `/records/company/${goes.id}`)).deletedAt, null)
    assert.equal(done(await call('GET', `/records/person/${back.id}`)).company.id, goes.id)
    assert.equal(done(await call('GET', `/records/person/${moved.id}`)).company.id, elsewhere.id)
    refused(await call('DELETE', path), 404, 'notFound')
  })

  test('stay two when somebody changed either meanwhile, or one is in the bin', async () => {
    const { stays, goes, path, given } = await pair()
    await change(goes, { phone: '1' })
    const { current } = refused(await call('PUT', path, given), 409, 'recordChanged')
    assert.equal(current.id, goes.id)

    const { version } = await change(stays, { phone: '1' })
    refused(await call('PUT', path, { ...given, version, otherVersion: 1 }), 409, 'recordChanged')
    done(await call('PUT', `/records/company/${goes.id}/deletion`, { version: 2 }))
    refused(await call('PUT', path, { ...given, version, otherVersion: 3 }), 404, 'notFound')
    refused(await call('GET', path), 404, 'notFound')
  })

  test('are not one and the same, and have only fields that exist', async () => {
    const { stays, path, given } = await pair()
    const itself = `/records/company/${stays.id}/merge/${stays.id}`
    refused(await call('PUT', itself, given), 422, 'sameRecord')
    refused(await call('PUT', path, { ...given, take: ['nergens'] }), 422, 'invalidFields')
  })

  test('may be persons, of which one may know the company', async () => {
    const company = await add('company', { name: 'Werkgever' })
    const stays = await add('person', { lastName: 'Smit' })
    const goes = await add('person', { lastName: 'Smits', phoneMobile: '06' }, company.id)
    const path = `/records/person/${stays.id}/merge/${goes.id}`
    const take = ['companyId', 'phoneMobile']

    const merged = done(await call('PUT', path, { version: stays.version, otherVersion: goes.version, take }))

    assert.deepEqual([merged.company.id, merged.fields.phoneMobile], [company.id, '06'])
    const undone = done(await call('DELETE', path))
    assert.deepEqual([undone.record.company, undone.record.fields.phoneMobile], [null, null])
  })

  test('leave a row in the audit', async () => {
    const { path, given, stays } = await pair('project')
    done(await call('PUT', path, given))
    done(await call('DELETE', path))

    const { rows } = await database.pool.query('select action from audit where subject = $1 order by id', [
      `project/${stays.id}`,
    ])
    assert.deepEqual(
      rows.map(({ action }) => action),
      ['mergeRecords', 'undoMerge'],
    )
  })
})

function byText(a: string, b: string): number {
  // Kind and who stay in front; fields come in the order PostgreSQL keeps keys: the shorter first.
  const rank = (text: string) => (text.includes(':') ? (text.split(':')[0] ?? '').length : -1)
  return rank(a) - rank(b)
}
