import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { audit } from '../src/store/index.ts'
import { bodyOf, useWholeApp } from './whole-app.ts'

let chief = ''
let anna = { id: '', cookie: '' }
const world = useWholeApp({
  prepare: async () => {
    chief = await world.signedIn('chief', 'administrator')
    const cookie = await world.signedIn('anna', 'user')
    anna = { id: (await bodyOf(await ask('/session', cookie))).user.id, cookie }
  },
})

const ask = (path: string, cookie = chief, language = 'nl') =>
  world.request('GET', `/api/v1${path}`, { cookie, headers: { 'accept-language': language } })
const change = (method: string, path: string, body?: unknown) =>
  world.request(method, `/api/v1${path}`, { cookie: chief, body })

async function rows(query: string, language = 'nl') {
  const answer = await ask(`/audit?${query}`, chief, language)
  assert.equal(answer.status, 200, await answer.clone().text())
  return (await bodyOf(answer)).rows
}

describe('the audit', () => {
  test('tells who changed what, by name, with the old and the new value, in the language of who reads', async () => {
    await change('PATCH', `/users/${anna.id}`, { role: 'readOnly' })

    const [dutch] = await rows(`subject=user/${anna.id}`)
    assert.partialDeepStrictEqual(dutch, {
      kind: 'people',
      action: 'changeUser',
      user: { name: 'chief' },
      subject: { ref: `user/${anna.id}`, name: 'anna' },
      text: 'heeft gebruiker anna gewijzigd',
      changes: [{ field: 'Rol', old: 'Gebruiker', new: 'Alleen lezen' }],
    })
    const [english] = await rows(`subject=user/${anna.id}`, 'en')
    assert.equal(english.text, 'changed user anna')
    assert.deepEqual(english.changes, [{ field: 'Role', old: 'User', new: 'Read only' }])
  })

  test('calls what is gone by the name it had', async () => {
    const { id } = await bodyOf(await change('POST', '/groups', { name: 'Verkoop' }))
    await change('DELETE', `/groups/${id}`)

    const [deleted, made] = await rows(`subject=group/${id}`)
    assert.deepEqual(
      [deleted.text, made.text],
      ['heeft groep Verkoop verwijderd', 'heeft groep Verkoop toegevoegd'],
    )
  })

  test('tells of a list mapping by the names of its items, also of those that are gone', async () => {
    const { db, pool } = world.database
    const {
      rows: [item],
    } = await pool.query("select id, name->>'nl' as name from crm_list_item order by id limit 1")
    const {
      rows: [connector],
    } = await pool.query(
      "insert into connector (name, url) values ('Remote', 'https://erp.example') returning id",
    )
    const {
      rows: [connection],
    } = await pool.query("insert into connection (name, connector_id) values ('Wien', $1) returning id", [
      connector.id,
    ])
    await pool.query(
      `insert into erp_list_item (connection_id, list, key, label, position, in_erp)
      values ($1, 'industry', 'T', '{"en": "Technology", "nl": "Techniek"}', 1, false)`,
      [connection.id],
    )
    const lists = { erpList: 'industry', crmList: 'industry' }
    await audit(db, {
      ...{ userId: null, action: 'changeListMapping', subject: `connection/${connection.id}` },
      old: { ...lists, items: [{ erpItem: 'T', crmItem: String(item.id) }] },
      new: { ...lists, items: [{ erpItem: 'X', crmItem: '999999999' }] },
    })

    const [told] = await rows(`subject=connection/${connection.id}`)
    assert.deepEqual(told.changes, [
      { field: 'Items › Techniek › SuperCRM-item', old: item.name, new: null },
      { field: 'Items › X › SuperCRM-item', old: null, new: '999999999' },
    ])
  })

  test('tells of a mapping by the labels of its fields, of both sides, and by the key what has no label', async () => {
    const { db, pool } = world.database
    const {
      rows: [connection],
    } = await pool.query(
      `with c as (insert into connector (name, url) values ('Labels', 'https://labels.example') returning id)
      insert into connection (name, connector_id) select 'Graz', id from c returning id`,
    )
    await pool.query(
      `insert into actor_type (connection_id, type, capabilities) values ($1, 'customer', '{}')`,
      [connection.id],
    )
    await pool.query(
      `insert into erp_field (connection_id, actor_type, key, label, type, position, rank)
      select $1, 'customer', key, label::jsonb, 'text', 1, 1 from (values
        ('PHONE', '{"en": "Phone number", "nl": "Telefoonnummer"}'),
        ('FAX', '{"en": "Number"}'), ('CATEGORY', '{"en": "Category", "nl": "Categorie"}'), ('FAX2', '{"en": "Number"}')) as f(key, label)`,
      [connection.id],
    )
    const told = (crmField: string | null) => ({
      actorType: 'customer',
      fields: ['PHONE', 'FAX', 'FAX2', 'GONE'].map((key) => ({ key, crmField })),
    })
    await audit(db, {
      ...{ userId: null, action: 'changeMapping', subject: `connection/${connection.id}` },
      ...{ old: told(null), new: told('phone') },
    })

    const [mapped] = await rows(`subject=connection/${connection.id}`)
    assert.deepEqual(
      mapped.changes.map((change: { field: string; new: string }) => [change.field, change.new]),
      ['Telefoonnummer', 'Number (FAX)', 'Number (FAX2)', 'GONE'].map((name) => [
        `Velden › ${name} › SuperCRM-veld`,
        'Telefoon',
      ]),
    )

    // A default value of a field with a list is told by the name of its item, also once it is gone.
    await pool.query(
      "update erp_field set type = 'list', list = 'category' where connection_id = $1 and key = 'CATEGORY'",
      [connection.id],
    )
    await pool.query(
      `insert into erp_list_item (connection_id, list, key, label, position, in_erp)
      values ($1, 'category', 'C', '{"en": "C customer", "nl": "C-klant"}', 1, false)`,
      [connection.id],
    )
    const preset = (value: string) => ({
      actorType: 'customer',
      fields: [
        { key: 'CATEGORY', value },
        { key: 'PHONE', value },
      ],
    })
    await audit(db, {
      ...{ userId: null, action: 'changeDefaults', subject: `connection/${connection.id}` },
      ...{ old: preset('C'), new: preset('Z') },
    })
    const [given] = await rows(`subject=connection/${connection.id}`)
    assert.deepEqual(given.changes, [
      { field: 'Velden › Categorie › Waarde', old: 'C-klant', new: 'Z' },
      { field: 'Velden › Telefoonnummer › Waarde', old: 'C', new: 'Z' },
    ])
  })

  test('knows what was done by nobody who was signed in', async () => {
    await world.signIn('ghost@example.com', 'no such password')

    const [failed] = await rows('userId=nobody&kind=signIn')
    assert.equal(failed.user, null)
    assert.match(failed.text, /ghost@example\.com/)
  })

  test('is searched by person, kind and time', async () => {
    const all = await rows('limit=200')
    const { id } = (await bodyOf(await ask('/session'))).user

    const byChief = await rows(`userId=${id}&limit=200`)
    assert.ok(byChief.length > 0 && byChief.length < all.length)
    assert.ok(byChief.every((row: { user: { id: string } }) => row.user.id === id))
    const people = await rows('kind=people&limit=200')
    assert.ok(people.length > 0 && people.every((row: { kind: string }) => row.kind === 'people'))
    const [newest] = all
    assert.deepEqual(await rows(`from=${new Date(Date.now() + 1_000).toISOString()}`), [])
    const until = await rows(`to=${new Date(newest.at).toISOString()}&limit=200`)
    assert.ok(until.length < all.length)
  })

  test('is read page by page to its end, each row once, also while new ones come', async () => {
    const { db } = world.database
    for (let n = 0; n < 25; n += 1)
      await audit(db, { userId: null, action: 'changeEngine', subject: 'engine' })
    const seen: number[] = []
    let next: number | null | undefined
    do {
      const page = await bodyOf(await ask(`/audit?kind=sync&limit=10${next ? `&before=${next}` : ''}`))
      seen.push(...page.rows.map(({ id }: { id: number }) => id))
      await audit(db, { userId: null, action: 'changeEngine', subject: 'engine' })
      next = page.next
    } while (next)

    assert.equal(seen.length, 25)
    assert.deepEqual(
      seen,
      [...new Set(seen)].sort((a, b) => b - a),
    )
  })

  test('is searched by the API key something was done with', async () => {
    const { id: userId } = (await bodyOf(await ask('/session'))).user
    const given = { name: 'Webwinkel', userId, role: 'administrator', expiresAt: null }
    const { id, key } = await bodyOf(await change('POST', '/api-keys', given))
    await world.request('PUT', '/api/v1/engine', {
      headers: { authorization: `Bearer ${key}` },
      body: { running: false, intervalSeconds: 33 },
    })

    const byKey = await rows(`apiKeyId=${id}`)
    assert.deepEqual(
      byKey.map((row: { action: string; apiKey: object }) => [row.action, row.apiKey]),
      [['changeEngine', { id, name: 'Webwinkel' }]],
    )
  })

  test('names links, connections and actions it does not know without failing', async () => {
    const { db } = world.database
    const subjects = ['link/7', 'connection/0', 'run/12', 'field/company/x', 'odd', 'user/', 'group/abc', '/']
    for (const subject of subjects) await audit(db, { userId: null, action: 'somethingNew', subject })

    const found = await rows('kind=other')
    assert.equal(found.length, subjects.length)
    assert.ok(found.every(({ text }: { text: string }) => text.length > 0))
  })

  test('names the API key a change was made with, beside the user it acts for', async () => {
    const { id: userId } = (await bodyOf(await ask('/session'))).user
    const given = { name: 'Boekhouding', userId, role: 'administrator', expiresAt: null }
    const { id, key } = await bodyOf(await change('POST', '/api-keys', given))
    const byKey = await world.ready().app.request('http://koppel.example/api/v1/engine', {
      method: 'PUT',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ running: false, intervalSeconds: 77 }),
    })
    assert.equal(byKey.status, 200, await byKey.text())
    await change('PUT', '/engine', { running: false, intervalSeconds: 78 })

    const [signedIn, withKey] = await rows('subject=engine')
    assert.partialDeepStrictEqual(withKey, { user: { name: 'chief' }, apiKey: { id, name: 'Boekhouding' } })
    assert.equal(signedIn.apiKey, null)
    const csv = await (await ask('/audit/export?subject=engine')).text()
    assert.match(csv, /;chief;Boekhouding;heeft de synchronisatie ingesteld;/)
  })

  test('is for administrators', async () => {
    assert.equal((await ask('/audit', anna.cookie)).status, 403)
    assert.equal((await ask('/audit/export', anna.cookie)).status, 403)
  })
})

describe('the audit as CSV', () => {
  test('holds what was asked for, one line a changed field, and no formula', async () => {
    await change('PATCH', `/users/${anna.id}`, { name: '=HYPERLINK("http://evil")', role: 'user' })

    const answer = await ask(`/audit/export?subject=user/${anna.id}`)
    const text = await answer.text()

    assert.match(answer.headers.get('content-type') ?? '', /text\/csv/)
    assert.match(answer.headers.get('content-disposition') ?? '', /attachment/)
    const lines = text.trim().split('\r\n')
    assert.equal(lines[0], 'Tijd (UTC);Wie;API-sleutel;Wat;Veld;Oude waarde;Nieuwe waarde;Code;Onderwerp')
    assert.match(text, /;Naam;anna;"'=HYPERLINK\(""http:\/\/evil""\)";changeUser;/)
    assert.ok(!lines.some((line) => /(^|;)"?=/.test(line)), text)
  })

  test('is complete, however long it is', async () => {
    const { pool } = world.database
    await pool.query(
      "insert into audit (action, subject) select 'changeRetention', 'engine' from generate_series(1, 1234)",
    )

    const text = await (await ask('/audit/export?kind=sync', chief, 'en')).text()

    assert.equal(text.split('\r\n').filter((line) => line.includes('changeRetention')).length, 1234)
  })
})
