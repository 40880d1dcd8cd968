import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { useDatabase } from './database.ts'
import { eventually } from './eventually.ts'
import { cookieOf, fromOurPages } from './whole-app.ts'

const main = join(import.meta.dirname, '../src/main.ts')
const started = new Set<ChildProcess>()
const database = useDatabase()
let data = ''
let port = 0

before(async () => {
  data = await mkdtemp(join(tmpdir(), 'koppel-main-'))
  port = await freePort()
})
after(() => {
  for (const child of started) child.kill('SIGKILL')
})

function start(settings: Record<string, string> = {}, ...argv: string[]) {
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    KOPPEL_DATA: data,
    PORT: String(port),
    ...settings,
  }
  const child = spawn(process.execPath, [main, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  started.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const ended = once(child, 'exit').then(([code]) => {
    started.delete(child)
    return code as number
  })
  return { child, ended, output: () => output }
}

const url = (path: string) => `http://127.0.0.1:${port}${path}`
const serving = () => eventually(async () => assert.equal((await fetch(url('/api/v1/health'))).status, 200))

test('the program says where it is and how to get in, serves, and ends cleanly when asked to', async () => {
  const { child, ended, output } = start()
  await serving()
  const token = /\/setup\?token=([\w-]+)/.exec(output())?.[1]
  assert.match(output(), /The demo ERP has a page of its own: (http:\/\/127\.0\.0\.1:\d+)/)

  const person = { name: 'Ann', email: 'ann@example.com', password: 'correct horse battery' }
  const made = await post('/api/v1/setup', { token, ...person })
  assert.equal(made.status, 204, await made.text())
  const signedIn = await post('/api/v1/auth/sign-in/email', person)
  const cookie = cookieOf(signedIn)
  const { demoErpUrl } = (await (await fetch(url('/api/v1/session'), { headers: { cookie } })).json()) as {
    demoErpUrl: string
  }
  assert.equal((await fetch(demoErpUrl)).status, 200)
  const stream = await fetch(url('/api/v1/events'), { headers: { cookie } })
  assert.match(await (await fetch(url('/metrics'))).text(), /koppel_http_request_seconds/)

  const asked = Date.now()
  child.kill('SIGTERM')

  assert.equal(await ended, 0, output())
  assert.ok(Date.now() - asked < 10_000)
  await stream.text()
  await assert.rejects(fetch(url('/api/v1/health')))
})

test('the data is there at the next start, which makes no new first administrator', async () => {
  const { child, ended, output } = start({
    KOPPEL_ADMIN_EMAIL: 'eve@example.com',
    KOPPEL_ADMIN_PASSWORD: 'correct horse battery',
  })
  await serving()

  assert.doesNotMatch(output(), /setup\?token/)
  const signIn = (email: string) =>
    post('/api/v1/auth/sign-in/email', { email, password: 'correct horse battery' })
  assert.equal((await signIn('ann@example.com')).status, 200)
  assert.equal((await signIn('eve@example.com')).status, 401)

  child.kill('SIGINT')
  assert.equal(await ended, 0, output())
})

test('a port that is taken and a setting that is wrong are told in a sentence', async () => {
  const taken = createServer().listen(port, '127.0.0.1')
  await once(taken, 'listening')
  const first = start({ KOPPEL_DEMO: 'off' })
  assert.equal(await first.ended, 1)
  assert.match(first.output(), /koppel: the port is taken by another program/)
  taken.close()

  const second = start({ PORT: 'many' })
  assert.equal(await second.ended, 1)
  assert.match(second.output(), /^koppel: PORT is "many"; it should be a whole number/)

  const elsewhere = start({
    KOPPEL_DEMO: 'off',
    DATABASE_URL: 'postgres://eve:open-sesame@127.0.0.1:1/koppel',
  })
  assert.equal(await elsewhere.ended, 1)
  assert.match(elsewhere.output(), /koppel: connect ECONNREFUSED 127\.0\.0\.1:1/)
  assert.doesNotMatch(elsewhere.output(), /open-sesame/)

  const third = start({}, 'everything')
  assert.equal(await third.ended, 1)
  assert.match(
    third.output(),
    /^koppel: Start it with "server", with "worker", with neither for both, or with "access-link EMAIL"/,
  )
})

test('server and worker run as processes of their own', async () => {
  const worker = start({ KOPPEL_DEMO: 'off' }, 'worker')
  const server = start({ KOPPEL_DEMO: 'off' }, 'server')
  await serving()
  await eventually(() => assert.match(worker.output(), /The worker runs/))
  const workers = () => database.db.selectFrom('worker').select('id').execute()
  assert.equal((await workers()).length, 1)

  for (const { child } of [worker, server]) child.kill('SIGTERM')
  assert.deepEqual([await worker.ended, await server.ended], [0, 0], worker.output() + server.output())
  assert.deepEqual(await workers(), [])
})

function post(path: string, body: unknown): Promise<Response> {
  return fetch(url(path), { method: 'POST', headers: fromOurPages, body: JSON.stringify(body) })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : assert.fail('no port')
}
