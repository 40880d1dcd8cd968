import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Ids, type Row, table } from './authorization-table.ts'
import { ask, ids, keys, known, nameOf, world, wrongOf } from './authorization-world.ts'
import { type Answer, done } from './erp-desk.ts'
import { bodyOf } from './whole-app.ts'

const rows = (which: (row: Row) => boolean) =>
  Object.keys(table).filter((name) => which(table[name] ?? { access: 'public' }))
const notPublic = () => rows(({ access }) => access !== 'public')
const refusedAs = (status: number, code: string) => (answer: Answer) =>
  answer.status === status && (answer.body === undefined || answer.body.code === code)
const letIn = ({ status, body }: Answer) => ![401, 403, 500].includes(status) && body?.code !== 'notFound'

describe('every route of the API', () => {
  test('has a row in the table, and every row is a route', () => {
    assert.ok(known().length > 110, `${known().length} routes`)
    assert.deepEqual(known().map(nameOf).sort(), Object.keys(table).sort())
  })

  test('says in the document who may call it, as the table does', () => {
    const different = known().filter((route) => table[nameOf(route)]?.access !== route.access)

    assert.deepEqual(different.map(nameOf), [])
  })

  test('answers 401 to whoever is not signed in, was disabled, or shows a key that opens nothing', async () => {
    const wrongKey = { authorization: 'Bearer koppel_nothing' }
    for (const [as, headers] of [
      ['nobody', {}],
      ['dirk', {}],
      ['chief', wrongKey],
    ] as const) {
      const few = as === 'chief' ? notPublic().slice(0, 15) : notPublic()
      assert.deepEqual(
        await wrongOf(few, (name) => ask(name, ids.first, as, headers), refusedAs(401, 'notSignedIn')),
        [],
        as,
      )
    }
  })

  test('answers 403 to a user when it is for administrators', async () => {
    const names = rows(({ access }) => access === 'administrator')
    for (const as of ['inny', 'roby']) {
      assert.deepEqual(
        await wrongOf(names, (name) => ask(name, ids.first, as), refusedAs(403, 'notAllowed')),
        [],
        as,
      )
    }
  })

  test('answers 403 to who may only read when it changes something', async () => {
    const names = rows(({ access }) => access === 'user')
    assert.deepEqual(
      await wrongOf(names, (name) => ask(name, ids.first, 'roby'), refusedAs(403, 'notAllowed')),
      [],
    )
  })

  test('refuses an administrator nothing for want of a role', async () => {
    const names = rows(({ access, scoped }) => access === 'administrator' && scoped === undefined)
    assert.deepEqual(
      await wrongOf(
        names,
        (name) => ask(name, ids.first, 'chief'),
        ({ status }) => ![401, 403, 500].includes(status),
      ),
      [],
    )
  })

  test('takes a key as its user with the lower role, or says that it is for persons', async () => {
    const personal = new Set(
      known()
        .filter(({ byPerson }) => byPerson)
        .map(nameOf),
    )
    const byKey = (key: string) => (name: string) =>
      ask(name, ids.first, 'nobody', { authorization: `Bearer ${key}` })
    const names = rows(({ scoped }) => scoped === undefined)

    assert.deepEqual(
      await wrongOf(names, byKey(keys.readOnly), (answer, name) => {
        if (personal.has(name)) return refusedAs(403, 'keyNotAllowed')(answer)
        const { access = 'public' } = table[name] ?? {}
        if (access === 'user' || access === 'administrator') return refusedAs(403, 'notAllowed')(answer)
        return ![401, 500].includes(answer.status)
      }),
      [],
    )
    assert.deepEqual(
      await wrongOf(names, byKey(keys.administrator), (answer, name) =>
        personal.has(name)
          ? refusedAs(403, 'keyNotAllowed')(answer)
          : ![401, 500].includes(answer.status) && answer.body?.code !== 'notAllowed',
      ),
      [],
    )
  })
})

describe('what belongs to a connection', () => {
  const named = () => rows(({ scoped }) => scoped !== undefined && scoped !== 'list')

  test('does not exist for a user outside its scope: the answer is that to a number that is not there', async () => {
    const unknown: Ids = {
      connection: 999_999,
      link: 999_999,
      record: ids.first.record,
      conflict: 999_999,
      intent: '00000000-0000-4000-8000-000000000000',
      import: 999_999,
    }
    const same = (answer: Answer) => ({ ...answer.body, requestId: '' })
    for (const name of named()) {
      const [outside, nowhere] = [await ask(name, ids.first, 'outy'), await ask(name, unknown, 'outy')]

      assert.deepEqual([outside.status, outside.body.code], [404, 'notFound'], name)
      assert.deepEqual(same(outside), same(nowhere), name)
    }
  })

  test('does not exist without the licence either', async () => {
    assert.deepEqual(
      await wrongOf(
        named(),
        (name) => ask(name, ids.first, 'lisa'),
        ({ status }) => status === 404,
      ),
      [],
    )
  })

  test('is not on the lists of who is outside its scope or has no licence', async () => {
    const telling = /moved First|key First|"1"|First/
    for (const name of rows(({ scoped }) => scoped === 'list')) {
      for (const as of ['outy', 'lisa']) {
        const { status, text } = await ask(name, ids.first, as)
        assert.ok([200, 404, 403].includes(status), `${name} as ${as}: ${status} ${text}`)
        assert.doesNotMatch(text, telling, `${name} as ${as}`)
      }
    }
    assert.match((await ask('GET /sync-log', ids.first, 'inny')).text, /moved First/)
  })

  test('is there for who is in its scope, to read', async () => {
    const names = rows(({ access, scoped }) => access === 'reader' && scoped !== undefined)
    for (const as of ['inny', 'roby']) {
      assert.deepEqual(await wrongOf(names, (name) => ask(name, ids.first, as), letIn), [], as)
    }
  })

  test('is there for who is in its scope, to change', async () => {
    // Last, what ends it.
    const names = rows(({ access, scoped }) => access === 'user' && scoped !== undefined)
    const ending = names.filter((name) => name.startsWith('DELETE') || name.includes('decision'))
    const order = [...names.filter((name) => !ending.includes(name)), ...ending].filter(
      // The actor of these is not in the ERP.
      (name) => !/comparisons|\/links$/.test(name),
    )
    assert.deepEqual(
      await wrongOf(
        order,
        (name) => ask(name, ids.first, 'inny'),
        ({ status }) => ![401, 403, 500].includes(status),
      ),
      [],
    )
  })
})

describe('a right that is changed acts on the next request', () => {
  const tab = (as: string) => world.call('GET', `/links/${ids.second.link}/why`, undefined, as)
  const idOf = async (name: string) =>
    done(await world.call('GET', '/users')).find((user: { name: string }) => user.name === name).id

  test('of a licence', async () => {
    const id = await idOf('outy')
    assert.equal((await tab('outy')).status, 200)
    done(await world.call('PATCH', `/users/${id}`, { licences: [] }))
    assert.equal((await tab('outy')).status, 404)
    done(await world.call('PATCH', `/users/${id}`, { licences: ['erpSync'] }))
    assert.equal((await tab('outy')).status, 200)
  })

  test('of the members of a group in a scope', async () => {
    const group = done(await world.call('POST', '/groups', { name: 'Nieuw' })).id
    const { version } = done(await world.call('GET', `/connections/${ids.second.connection}`))
    const scope = { kind: 'selected', users: [], groups: [{ id: group, canCreate: false }] }
    done(await world.call('PATCH', `/connections/${ids.second.connection}`, { version, scope }))
    assert.equal((await tab('outy')).status, 404)

    done(await world.call('PUT', `/groups/${group}/members`, { userIds: [await idOf('outy')] }))
    assert.equal((await tab('outy')).status, 200)
    done(await world.call('PUT', `/groups/${group}/members`, { userIds: [] }))
    assert.equal((await tab('outy')).status, 404)
  })

  test('of a role', async () => {
    const id = await idOf('inny')
    const company = { fields: { name: 'Later' } }
    assert.equal((await world.call('POST', '/records/company', company, 'inny')).status, 200)
    done(await world.call('PATCH', `/users/${id}`, { role: 'readOnly' }))
    assert.equal((await world.call('POST', '/records/company', company, 'inny')).status, 403)
  })

  test('of a key that is revoked, and of a session that is ended', async () => {
    const headers = { authorization: `Bearer ${keys.readOnly}` }
    const read = () => world.call('GET', '/session', undefined, 'nobody', headers)
    assert.equal((await read()).status, 200)
    const [key] = done(await world.call('GET', '/api-keys')).filter(
      (one: { name: string }) => one.name === 'readOnly',
    )
    done(await world.call('DELETE', `/api-keys/${key.id}`))
    assert.equal((await read()).status, 401)

    assert.equal((await tab('outy')).status, 404)
    done(await world.call('DELETE', `/users/${await idOf('outy')}/sessions`))
    assert.equal((await tab('outy')).status, 401)
  })
})

test('what nobody may set is passed over: rights and owners cannot be slipped in', async () => {
  const answer = await world.request('PATCH', '/api/v1/session/user', {
    headers: { authorization: `Bearer ${keys.administrator}` },
    body: { language: 'nl', role: 'administrator' },
  })

  assert.deepEqual([answer.status, (await bodyOf(answer)).code], [403, 'keyNotAllowed'])
})
