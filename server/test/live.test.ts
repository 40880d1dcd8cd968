import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from './eventually.ts'
import { useWholeApp } from './whole-app.ts'

const world = useWholeApp({ beatMs: 50 })

/** The stream of events as a browser reads it. */
async function watch(cookie: string) {
  const stop = new AbortController()
  const answer = await world.request('GET', '/api/v1/events', { cookie, signal: stop.signal })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'text/event-stream')
  const { text, ended, reader } = reading(answer)
  return { text, ended, stop: () => reader.cancel() }
}

function reading(answer: Response) {
  const reader = (answer.body ?? assert.fail('no body')).getReader()
  const decoder = new TextDecoder()
  let seen = ''
  const ended = (async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      seen += decoder.decode(value)
    }
  })()
  return { reader, ended, text: () => seen }
}

test('an edit of a record reaches everybody who looks', async () => {
  const [anna, ben] = [await world.signedIn('anna', 'user'), await world.signedIn('ben', 'readOnly')]
  const [one, two] = [await watch(anna), await watch(ben)]

  const answer = await world.request('POST', '/api/v1/records/company', {
    cookie: anna,
    body: { fields: { name: 'Nieuw BV' }, companyId: null },
  })
  const { id } = (await answer.json()) as { id: number }

  for (const { text } of [one, two])
    await eventually(() => assert.match(text(), /data: .*"records".*"company"/))
  const event = JSON.parse(/^data: (.*)$/m.exec(one.text())?.[1] ?? '{}')
  assert.deepEqual(event, { kind: 'records', recordType: 'company', ids: [id] })
  await Promise.all([one.stop(), two.stop()])
})

test('a heartbeat keeps the stream open', async () => {
  const stream = await watch(await world.signedIn('cas', 'user'))

  await eventually(() => assert.match(stream.text(), /(: beat\n\n.*){2}/s))
  await stream.stop()
})

test('nobody looks any more once the browser has gone', async () => {
  const { live } = world.ready()
  await eventually(() => assert.equal(live.watching(), 0))
  const stream = await watch(await world.signedIn('dan', 'user'))
  assert.equal(live.watching(), 1)

  await stream.stop()

  await eventually(() => assert.equal(live.watching(), 0))
})

test('the stream ends when its user signs out', async () => {
  const cookie = await world.signedIn('eva', 'user')
  const stream = await watch(cookie)

  await world.request('POST', '/api/v1/auth/sign-out', { cookie })

  await stream.ended
})

test('the stream ends when its user is disabled, and others go on', async () => {
  const administrator = await world.signedIn('chief', 'administrator')
  const stream = await watch(await world.signedIn('fay', 'user'))
  const other = await watch(administrator)
  const { id } = await world.database.db
    .selectFrom('appUser')
    .select('id')
    .where('name', '=', 'fay')
    .executeTakeFirstOrThrow()

  await world.request('PATCH', `/api/v1/users/${id}`, { cookie: administrator, body: { disabled: true } })

  await stream.ended
  assert.equal(world.ready().live.watching(), 1)
  await other.stop()
})

test('the stream ends when its session expires', async () => {
  const stream = await watch(await world.signedIn('gus', 'user'))

  await world.database.db.updateTable('userSession').set({ expiresAt: '2026-01-01T00:00:00Z' }).execute()

  await stream.ended
})

test('the stream ends when events may have been missed, so that the browser reads everything again', async () => {
  const stream = await watch(await world.signedIn('hal', 'user'))

  await world.database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen%'`,
  )

  await stream.ended
})
