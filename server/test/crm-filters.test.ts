import assert from 'node:assert/strict'
import { test } from 'node:test'
import { done, refused, useCrm } from './crm-desk.ts'

const { database, call, add, found, titles } = useCrm()
const bea = { as: 'bea' } as const

type Filter = Readonly<Record<string, unknown>>
const filtered = (recordType: string, filters: readonly Filter[], more: Record<string, string> = {}) =>
  titles(recordType, { ...more, filters: JSON.stringify(filters) })

async function link(connectionId: number, recordId: number, more: string = ''): Promise<void> {
  await database.pool.query(
    `insert into link (connection_id, actor_type, actor_key, record_type, record_id, synced_at ${more && `, ${more}`})
     values ($1, 'customer', $2::bigint::text, 'company', $2::bigint, now() ${more && ', now()'})`,
    [connectionId, recordId],
  )
}

/** One connection for everyone, one that anna has no part in. */
async function connections() {
  const connector = await database.pool.query(
    `insert into connector (name, url) values ($1, 'builtin:f') returning id`,
    ['F'],
  )
  const connection = async (name: string, scope: string) =>
    (
      await database.pool.query(
        `insert into connection (connector_id, name, active, scope) values ($1, $2, true, $3) returning id`,
        [connector.rows[0].id, name, scope],
      )
    ).rows[0].id
  const open = await connection('Open', 'everyone')
  const closed = await connection('Gesloten', 'selected')
  for (const id of [open, closed]) {
    await database.pool.query(
      `insert into actor_type (connection_id, type, capabilities) values ($1, 'customer', '{}')`,
      [id],
    )
  }
  return { open, closed }
}

const made = memo(connections)

function memo<T>(make: () => Promise<T>): () => Promise<T> {
  let once: Promise<T> | undefined
  return () => {
    once ??= make()
    return once
  }
}

test('a text filter finds what contains it, begins with it, is it, or what is blank', async () => {
  await add('company', { name: 'Tekst een', postalCity: 'Gent', postalZip: '9000' })
  await add('company', { name: 'Tekst twee', postalCity: 'Gent-Zuid', postalZip: '9010' })
  await add('company', { name: 'Tekst drie' })
  const by = (filter: Filter) => filtered('company', [filter], { q: 'tekst' })
  const city = { kind: 'text', field: 'postalCity' }

  assert.deepEqual(await by({ ...city, operator: 'contains', value: 'ZUID' }), ['Tekst twee'])
  assert.deepEqual(await by({ ...city, operator: 'begins', value: 'gént' }), ['Tekst een', 'Tekst twee'])
  assert.deepEqual(await by({ ...city, operator: 'is', value: 'gent' }), ['Tekst een'])
  assert.deepEqual(await by({ kind: 'text', field: 'postalZip', operator: 'begins', value: '90_' }), [])
  assert.deepEqual(await by({ kind: 'blank', field: 'postalZip', blank: true }), ['Tekst drie'])
  assert.deepEqual(await by({ kind: 'blank', field: 'city', blank: false }), ['Tekst een', 'Tekst twee'])
})

test('filters go by numbers, ticks, dates and list items of user-defined fields, and all must be true', async () => {
  const field = async (more: object) =>
    done(await call('POST', '/custom-fields', { recordType: 'project', ...more }, bea)).key
  const named = (nl: string) => ({ label: { nl, en: nl } })
  const size = await field({ ...named('Omvang'), type: 'decimal' })
  const done_ = await field({ ...named('Gereed'), type: 'checkbox' })
  await add('project', { name: 'Filter a', [size]: '9.5', [done_]: true, endDate: '2027-01-31' })
  await add('project', { name: 'Filter b', [size]: '10.25', endDate: '2027-02-01' })
  await add('project', { name: 'Filter c' })
  const by = (...filters: Filter[]) => filtered('project', filters, { q: 'filter' })

  assert.deepEqual(await by({ kind: 'number', field: size, from: '9.6' }), ['Filter b'])
  assert.deepEqual(await by({ kind: 'number', field: size, from: '9', to: '9.5' }), ['Filter a'])
  assert.deepEqual(await by({ kind: 'checkbox', field: done_, checked: true }), ['Filter a'])
  assert.deepEqual(await by({ kind: 'checkbox', field: done_, checked: false }), ['Filter b', 'Filter c'])
  const january = { kind: 'date', field: 'endDate', from: '2027-01-01', to: '2027-01-31' }
  assert.deepEqual(await by(january), ['Filter a'])
  assert.deepEqual(await by(january, { kind: 'number', field: size, from: '10' }), [])
  assert.deepEqual(await by({ kind: 'date', field: 'updatedAt', days: 1 }), [
    'Filter a',
    'Filter b',
    'Filter c',
  ])
  assert.deepEqual(await by({ kind: 'date', field: 'updatedAt', to: '2020-01-01' }), [])
})

test('a list filter finds records with one of its items', async () => {
  const fields = done(await call('GET', '/records/company/fields'))
  const [first, second, third] = fields.find(({ key }: { key: string }) => key === 'country').items
  await add('company', { name: 'Lijst a', country: first.key })
  await add('company', { name: 'Lijst b', country: second.key })
  await add('company', { name: 'Lijst c', country: third.key })

  const filter = { kind: 'list', field: 'country', items: [first.key, third.key] }
  assert.deepEqual(await filtered('company', [filter], { q: 'lijst' }), ['Lijst a', 'Lijst c'])
})

test('a filter on links finds them by connection and state', async () => {
  const { open } = await made()
  for (const name of ['Koppel a', 'Koppel b', 'Koppel c']) {
    const { id } = await add('company', { name })
    if (name === 'Koppel a') await link(open, id)
    if (name === 'Koppel b') await link(open, id, 'held_at')
  }
  const by = (filter: Filter) => filtered('company', [{ kind: 'link', ...filter }], { q: 'koppel' })

  assert.deepEqual(await by({ state: 'any' }), ['Koppel a', 'Koppel b'])
  assert.deepEqual(await by({ state: 'none' }), ['Koppel c'])
  assert.deepEqual(await by({ state: 'held', connectionId: open }), ['Koppel b'])
  assert.deepEqual(await by({ state: 'inSync' }), ['Koppel a'])
  const { rows } = await found('company', { q: 'koppel' })
  assert.deepEqual(
    rows.map(({ link }: { link: string | null }) => link),
    ['inSync', 'held', null],
  )
})

test('a link in a connection out of scope is not seen, filtered by, or counted', async () => {
  const { open, closed } = await made()
  const { id } = await add('company', { name: 'Geheim bedrijf' })
  await link(closed, id)
  const by = async (filter: Filter) => {
    const filters = JSON.stringify([{ kind: 'link', ...filter }])
    const { rows, total } = await found('company', { q: 'geheim', filters })
    return [rows.length, total]
  }

  assert.equal((await found('company', { q: 'geheim' })).rows[0].link, null)
  assert.deepEqual(await by({ state: 'any' }), [0, 0])
  assert.deepEqual(await by({ state: 'none' }), [1, 1])
  assert.deepEqual(await by({ state: 'any', connectionId: closed }), [0, 0])
  const { connections } = done(await call('GET', '/records/company/columns'))
  assert.deepEqual(connections, [{ id: open, name: 'Open' }])
})

test('deleted records are found only by asking for them', async () => {
  const { id } = await add('company', { name: 'Prullenbak' })
  await database.pool.query('update company set deleted_at = now() where id = $1', [id])

  assert.deepEqual(await titles('company', { q: 'prullenbak' }), [])
  assert.deepEqual(await filtered('company', [{ kind: 'deleted' }]), ['Prullenbak'])
})

test('a filter that fits no field is refused, with the name of the field', async () => {
  for (const filter of [
    { kind: 'text', field: 'nothing', operator: 'is', value: 'x' },
    { kind: 'number', field: 'postalCity', from: '1' },
    { kind: 'blank', field: "x' or true --", blank: true },
  ]) {
    const filters = encodeURIComponent(JSON.stringify([filter]))
    refused(await call('GET', `/records/company?filters=${filters}`), 400, 'unknownFilter')
  }
})

test('a selection is its own user’s: to save, use, rename and delete', async () => {
  const view = { q: 'tekst', filters: [{ kind: 'deleted' }], sort: 'city', columns: ['number'] }
  const saved = done(await call('POST', '/selections', { recordType: 'company', name: 'Mijn lijst', view }))
  assert.deepEqual(saved.view, view)
  refused(
    await call('POST', '/selections', { recordType: 'company', name: 'mijn LIJST', view: {} }),
    409,
    'nameTaken',
  )
  done(await call('PATCH', `/selections/${saved.id}`, { name: 'Andere naam' }))
  const of = async (as: 'anna' | 'rik') =>
    done(await call('GET', '/selections?recordType=company', undefined, { as })).map(
      ({ name }: { name: string }) => name,
    )
  assert.deepEqual([await of('anna'), await of('rik')], [['Andere naam'], []])
  refused(await call('PATCH', `/selections/${saved.id}`, { name: 'x' }, { as: 'rik' }), 404, 'notFound')
  refused(await call('DELETE', `/selections/${saved.id}`, undefined, { as: 'rik' }), 404, 'notFound')
  assert.equal((await call('DELETE', `/selections/${saved.id}`)).status, 204)
  assert.deepEqual(await of('anna'), [])
})

test('how a list was last looked at is kept for each user and type', async () => {
  assert.deepEqual(done(await call('GET', '/list-views/person')), {})
  const view = { sort: 'updatedAt', order: 'desc', columns: ['email', 'company'] }
  assert.equal((await call('PUT', '/list-views/person', view)).status, 204)

  assert.deepEqual(done(await call('GET', '/list-views/person')), view)
  assert.deepEqual(done(await call('GET', '/list-views/company')), {})
  assert.deepEqual(done(await call('GET', '/list-views/person', undefined, { as: 'rik' })), {})
})
