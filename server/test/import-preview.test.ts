import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { done, useDesk } from './erp-desk.ts'
import { importDesk, newCustomer, openImports } from './import-desk.ts'

let connection = 0
const desk = useDesk({
  prepare: async () => {
    connection = await openImports(desk)
  },
})
const imports = importDesk(desk)

const call = (method: string, path: string, body?: unknown, as?: string) => desk.call(method, path, body, as)
const verdictsOf = async (keys: readonly string[], settings: object = {}) =>
  imports.verdicts(await imports.judged(connection, keys, settings))

describe('who may import', () => {
  test('is who has the licence for it, or anybody in scope while the engine is off', async () => {
    const begin = () => call('POST', '/imports', { connectionId: connection, actorType: 'customer' }, 'carl')
    const sources = () => call('GET', '/import-sources', undefined, 'carl')
    await desk.db.pool.query('update engine set running = true')
    assert.equal((await begin()).body.code, 'mayNotImport')
    assert.equal(done(await sources()).blocked.code, 'mayNotImport')

    await desk.db.pool.query('update engine set running = false')
    assert.equal((await begin()).status, 200)
    assert.equal(done(await sources()).blocked, null)
    await desk.db.pool.query('update engine set running = true')
  })

  test('is told that importing needs the licence for ERP sync, too', async () => {
    const licences = (list: string) =>
      desk.db.pool.query(`update app_user set licences = $1 where id = 'carl'`, [list])
    await licences('{import}')
    const { blocked, connections } = done(await call('GET', '/import-sources', undefined, 'carl'))
    assert.equal(blocked.code, 'needsErpSync')
    assert.deepEqual(connections, [])
    await licences('{erpSync}')
  })

  test('sees the own imports only, and an administrator those of everybody', async () => {
    const id = await imports.begin(connection, 'customer', 'anna')

    assert.equal((await call('GET', `/imports/${id}`, undefined, 'bert')).status, 404)
    assert.equal((await call('GET', `/imports/${id}`, undefined, 'chief')).status, 200)
    const ids = done(await call('GET', '/imports', undefined, 'bert')).map((one: { id: number }) => one.id)
    assert.ok(!ids.includes(id))
  })
})

describe('choosing actors', () => {
  test('adds those that were ticked once, and takes them out again', async () => {
    const [first, second] = [newCustomer(desk, { NAME: 'Aak' }), newCustomer(desk, { NAME: 'Botter' })]
    const id = await imports.begin(connection)

    done(await call('POST', `/imports/${id}/rows`, { keys: [first] }))
    const { counts } = done(await call('POST', `/imports/${id}/rows`, { keys: [first, second, 'nobody'] }))
    assert.equal(counts.rows, 2)
    assert.equal(counts.unjudged, 2)
    const chosen = done(await call('POST', `/imports/${id}/chosen-keys`, { keys: [second, 'nobody'] }))
    assert.deepEqual(chosen.keys, [second])

    const left = done(await call('POST', `/imports/${id}/removals`, { keys: [first] }))
    assert.equal(left.counts.rows, 1)
  })

  test('adds all that match, more than a page of the ERP, without the browser having seen them', async () => {
    desk.erp.generate(450)
    for (const key of desk.erp.generate(230)) desk.erp.edit('customer', key, { STREETCITY: 'Urk' })
    const id = await imports.begin(connection)

    const asked = done(
      await call('POST', `/imports/${id}/collections`, {
        criteria: [{ field: 'STREETCITY', operator: 'equals', values: ['Urk'] }],
      }),
    )
    assert.equal(asked.work.of, 'collection')
    assert.equal((await call('POST', `/imports/${id}/previews`, {})).body.code, 'importBusy')
    await imports.work(id)
    assert.equal((await imports.read(id)).counts.rows, 230)

    done(await call('POST', `/imports/${id}/collections`, {}))
    await imports.work(id)
    assert.ok((await imports.read(id)).counts.rows > 680)
  })

  test('refuses a criterion on a field that cannot be searched', async () => {
    const id = await imports.begin(connection)
    const criteria = [{ field: 'NOTHING', operator: 'equals', values: ['x'] }]

    const answer = await call('POST', `/imports/${id}/collections`, { criteria })

    assert.deepEqual([answer.status, answer.body.code], [422, 'invalidCriterion'])
  })
})

describe('the preview', () => {
  test('finds the record with the same VAT number, however it is written, and says what would change', async () => {
    const key = newCustomer(desk, { NAME: 'Klipper BV', VATNO: 'NL123456701B01', STREETCITY: 'Hoorn' })
    const record = await desk.record('company', {
      name: 'De Klipper',
      vatNo: 'nl 1234.567.01 b01',
      streetCity: 'Edam',
    })
    const id = await imports.judged(connection, [key])

    const [row] = (await imports.rows(id)).rows
    assert.deepEqual([row.verdict, row.matchedBy, row.record.id], ['update', 'vatNo', record])
    const city = row.changes.find((change: { crmField: string }) => change.crmField === 'streetCity')
    assert.deepEqual([city.from, city.to], ['Edam', 'Hoorn'])
  })

  test('keeps values of the record where the ERP has a blank, unless blanks count as well', async () => {
    const key = newCustomer(desk, { NAME: 'Tjalk', VATNO: 'NL222222201B01' })
    await desk.record('company', { name: 'Tjalk', vatNo: 'NL222222201B01', phone: '0515 1' })
    const changed = async (settings: object) => {
      const [row] = (await imports.rows(await imports.judged(connection, [key], settings))).rows
      return row.changes.map((change: { crmField: string }) => change.crmField)
    }

    assert.ok(!(await changed({})).includes('phone'))
    assert.ok((await changed({ blanks: true })).includes('phone'))
  })

  test('calls it a possible duplicate when several match, and lays the candidates beside each other', async () => {
    const key = newCustomer(desk, { NAME: 'Skûtsje', EMAIL: 'info@skutsje.example' })
    const one = await desk.record('company', { name: 'Skûtsje Sneek', email: 'INFO@skutsje.example' })
    const two = await desk.record('company', { name: 'Skûtsje Joure', email: 'info@skutsje.example' })
    const id = await imports.judged(connection, [key])

    const [row] = (await imports.rows(id, '?verdict=duplicate')).rows
    assert.deepEqual(
      row.candidates.map((one: { recordId: number }) => one.recordId).sort(),
      [one, two].sort(),
    )
    assert.equal(row.compared.length, row.candidates[0].fields.length)
    assert.equal((await imports.read(id)).counts.undecided, 1)
  })

  test('leaves a near name to a person, and a sister company with the same address and telephone alone', async () => {
    await desk.record('company', { name: 'Scheepswerf Harlingen', phone: '0517 1', streetZip: '8861 AA' })
    const near = newCustomer(desk, { NAME: 'Scheepswerf Harlinghen' })
    const sister = newCustomer(desk, { NAME: 'Touwslagerij Lont', PHONE: '0517 1', STREETZIP: '8861AA' })

    assert.deepEqual(await verdictsOf([near, sister]), { [near]: 'duplicate', [sister]: 'new' })
    assert.equal((await verdictsOf([near], { nearNames: false }))[near], 'new')
  })

  test('does not take a record whose VAT number is another one for the same, whatever else fits', async () => {
    await desk.record('company', { name: 'Boeier', vatNo: 'NL333333301B01', email: 'info@boeier.example' })
    const key = newCustomer(desk, { NAME: 'Boeier', VATNO: 'NL444444401B01', EMAIL: 'info@boeier.example' })

    const [row] = (await imports.rows(await imports.judged(connection, [key]))).rows

    assert.deepEqual([row.verdict, row.problem.code], ['duplicate', 'numbersDiffer'])
  })

  test('goes by the keys that are set, in their order', async () => {
    const byNumber = await desk.record('company', { name: 'Schouw', number: '40012345' })
    const byEmail = await desk.record('company', { name: 'Schouw', email: 'info@schouw.example' })
    const key = newCustomer(desk, { NAME: 'Iets', NUMBER2: '40012345', EMAIL: 'info@schouw.example' })
    const found = async (keys: readonly string[]) => {
      const id = await imports.judged(connection, [key], { keys, nearNames: false })
      return (await imports.rows(id)).rows[0].record?.id
    }

    assert.equal(await found(['number', 'email']), byNumber)
    assert.equal(await found(['email']), byEmail)
    assert.equal(await found([]), undefined)
  })

  test('means each record once, and tells of actors of the ERP that may be one', async () => {
    await desk.record('company', { name: 'Pluut', vatNo: 'NL555555501B01' })
    const [first, second] = [
      newCustomer(desk, { NAME: 'Pluut', VATNO: 'NL555555501B01' }),
      newCustomer(desk, { NAME: 'Pluut', VATNO: 'NL 5555 55501 B01' }),
    ]
    const [third, fourth] = [
      newCustomer(desk, { NAME: 'Westlander', VATNO: 'NL666666601B01' }),
      newCustomer(desk, { NAME: 'Westlander Beurtveer', VATNO: '666666601B01' }),
    ]

    assert.deepEqual(await verdictsOf([first, second, third, fourth]), {
      [first]: 'update',
      [second]: 'duplicate',
      [third]: 'new',
      [fourth]: 'duplicate',
    })
  })

  test('warns of a value that is left out, and goes on without it', async () => {
    const key = newCustomer(desk, { NAME: 'Praam', CATEGORY: 'A' })

    const [row] = (await imports.rows(await imports.judged(connection, [key]))).rows

    assert.equal(row.verdict, 'new')
    assert.deepEqual(
      row.warnings.map(({ code, crmField }: { code: string; crmField: string }) => [code, crmField]),
      [['unmappedItem', 'category']],
    )
  })

  test('is done anew when other keys are set, and forgets what was decided', async () => {
    const key = newCustomer(desk, { NAME: 'Bol', EMAIL: 'info@bol.example' })
    await desk.record('company', { name: 'Iemand', email: 'info@bol.example' })
    const id = await imports.judged(connection, [key], { keys: ['email'] })
    const { settings } = await imports.read(id)
    assert.equal((await imports.verdicts(id))[key], 'update')

    const now = done(await call('PUT', `/imports/${id}/settings`, { ...settings, keys: ['number'] }))
    assert.equal(now.counts.unjudged, 1)
    await imports.preview(id)
    assert.equal((await imports.verdicts(id))[key], 'new')
  })
})

describe('decisions', () => {
  test('are made for one row, or for all of a verdict at once', async () => {
    const keys = ['Zalm', 'Zeelt', 'Zander'].map((NAME) =>
      newCustomer(desk, { NAME, EMAIL: `${NAME}@vis.example` }),
    )
    for (const NAME of ['Zalm', 'Zeelt', 'Zander']) {
      await desk.record('company', { name: `${NAME} Noord`, email: `${NAME}@vis.example` })
      await desk.record('company', { name: `${NAME} Zuid`, email: `${NAME}@vis.example` })
    }
    const id = await imports.judged(connection, keys)
    const [first] = (await imports.rows(id)).rows
    const [, second] = first.candidates

    const link = { do: 'link', recordId: second.recordId }
    done(await call('PATCH', `/imports/${id}/rows`, { ids: [first.id], choice: link }))
    const rest = { where: { undecided: 'true' }, choice: { do: 'create' } }
    const answer = done(await call('PATCH', `/imports/${id}/rows`, rest))

    assert.equal(answer.rows, 2)
    assert.deepEqual([answer.import.counts.undecided, answer.import.counts.toDo], [0, 3])
    assert.deepEqual((await imports.rows(id)).rows[0].choice, link)
    const unticked = done(
      await call('PATCH', `/imports/${id}/rows`, { where: { q: 'zeelt' }, ticked: false }),
    )
    assert.deepEqual([unticked.rows, unticked.import.counts.toDo], [1, 2])
  })

  test('take none but a record that was found', async () => {
    const key = newCustomer(desk, { NAME: 'Snoek', EMAIL: 'snoek@vis.example' })
    await desk.record('company', { name: 'Snoek A', email: 'snoek@vis.example' })
    await desk.record('company', { name: 'Snoek B', email: 'snoek@vis.example' })
    const stranger = await desk.record('company', { name: 'Vreemd' })
    const id = await imports.judged(connection, [key])
    const [row] = (await imports.rows(id)).rows

    const answer = await call('PATCH', `/imports/${id}/rows`, {
      ids: [row.id],
      choice: { do: 'link', recordId: stranger },
    })

    assert.deepEqual([answer.status, answer.body.code], [422, 'notACandidate'])
  })
})

test('defaults are checked as if they were typed', async () => {
  const id = await imports.begin(connection)
  const { settings } = await imports.read(id)
  const form = done(await call('GET', `/imports/${id}/settings-form`))
  const category = form.defaults.find((field: { key: string }) => field.key === 'category')

  const good = await call('PUT', `/imports/${id}/settings`, {
    ...settings,
    defaults: { category: category.items[0].key },
  })
  assert.equal(good.body.settings.defaults.category, category.items[0].key)
  const bad = await call('PUT', `/imports/${id}/settings`, { ...settings, defaults: { category: '999999' } })
  assert.deepEqual([bad.status, bad.body.code], [422, 'invalidFields'])
})
