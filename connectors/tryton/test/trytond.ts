import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Furniture, furnish } from './furniture.ts'

/** A Tryton of its own for a test: on SQLite, in a temporary folder, on a free port. */
export interface Tryton extends Furniture {
  readonly url: string
  readonly database: string
  readonly user: string
  readonly password: string
  /** The database, for what no client can do, such as setting back the time of a change. */
  readonly file: string
  /** Calls a method as the administrator; the context of `model.…` methods is filled in. */
  call(method: string, params: readonly unknown[]): Promise<unknown>
  stop(): Promise<void>
}

const database = 'tryton'
const user = 'admin'
const password = 'a-password-for-tests'
const modules = ['party', 'party_relationship', 'project', 'sale', 'product', 'sale_price_list']

/** Raise it when what the template holds changes. */
const edition = 1

const run = promisify(execFile)

/**
 * Starts a Tryton. The first time it initialises a database (about 20 s), which it keeps as a template
 * under the temporary folder of the system; after that it takes about two seconds.
 */
export async function startTryton({ port }: { readonly port?: number } = {}): Promise<Tryton> {
  const template = await templateDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'koppel-trytond-'))
  await copyFile(template, join(folder, `${database}.sqlite`))
  return serve(folder, port ?? (await freePort()))
}

async function templateDatabase(): Promise<string> {
  const { stdout } = await run('trytond', ['--version']).catch(() => {
    throw new Error(
      'These tests need Tryton. Install it with: apt-get install -y tryton-server ' +
        'tryton-modules-party tryton-modules-party-relationship tryton-modules-sale ' +
        'tryton-modules-product tryton-modules-project tryton-modules-sale-price-list',
    )
  })
  const contents = JSON.stringify([stdout.trim(), modules, password, edition])
  const name = createHash('sha256').update(contents).digest('hex').slice(0, 12)
  const template = join(tmpdir(), `koppel-tryton-template-${name}.sqlite`)
  if (!(await exists(template))) await makeTemplate(template)
  return template
}

async function makeTemplate(template: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'koppel-tryton-template-'))
  const file = join(folder, `${database}.sqlite`)
  await (await open(file, 'w')).close()
  await writeFile(join(folder, 'password'), password)
  const config = await configure(folder, await freePort())
  const env = { ...process.env, TRYTONPASSFILE: join(folder, 'password') }
  const admin = ['-c', config, '-d', database]
  await run('trytond-admin', [...admin, '--all', '--email', 'admin@example.com'], { env })
  await run('trytond-admin', [...admin, '-u', ...modules, '--activate-dependencies'], { env })

  const server = await serve(folder, await freePort(), async () => {
    // Another process may have made one meanwhile; they are equal, so whichever comes last may stay.
    await copyFile(file, `${template}.${process.pid}`)
    await rename(`${template}.${process.pid}`, template)
  })
  await server.stop()
}

async function serve(folder: string, port: number, beforeRemoval?: () => Promise<void>): Promise<Tryton> {
  const config = await configure(folder, port)
  const log = await open(join(folder, 'trytond.log'), 'w')
  const server = spawn('trytond', ['-c', config], { stdio: ['ignore', log.fd, log.fd] })
  const url = `http://localhost:${port}`
  const stop = async () => {
    await ended(server)
    await log.close()
    await beforeRemoval?.()
    await rm(folder, { recursive: true, force: true })
  }
  // A test that ends without `stop` must not leave a server behind.
  process.once('exit', () => server.kill('SIGKILL'))
  await answers(url, server)
  const call = await caller(url)
  const file = join(folder, `${database}.sqlite`)
  return { url, database, user, password, file, call, stop, ...(await furnish(call)) }
}

async function configure(folder: string, port: number): Promise<string> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'trytond.conf')
  await writeFile(file, `[database]\nuri = sqlite://\npath = ${folder}\n[web]\nlisten = localhost:${port}\n`)
  return file
}

async function caller(url: string): Promise<Tryton['call']> {
  const session = await rpc(`${url}/${database}/`, 'common.db.login', [user, { password }])
  if (!Array.isArray(session)) throw new Error('Tryton gave no session')
  const authorization = `Session ${Buffer.from(`${user}:${session[0]}:${session[1]}`).toString('base64')}`
  return (method, params) =>
    rpc(`${url}/${database}/`, method, method.startsWith('model.') ? [...params, {}] : params, {
      authorization,
    })
}

async function rpc(url: string, method: string, params: readonly unknown[], headers = {}): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ id: 0, method, params }),
  })
  const answer: { readonly error?: unknown; readonly result?: unknown } = response.ok
    ? JSON.parse(await response.text())
    : { error: `HTTP ${response.status}` }
  if (answer.error !== undefined) throw new Error(`${method}: ${JSON.stringify(answer.error)}`)
  return answer.result
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await wait(50)) {
    if (server.exitCode !== null) throw new Error('trytond ended at once; see trytond.log in its folder')
    const version = await rpc(`${url}/`, 'common.server.version', []).catch(() => undefined)
    if (version !== undefined) return
  }
  throw new Error('trytond did not answer within 30 seconds')
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGKILL')
  await gone
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, 'localhost', () => {
      const address = probe.address()
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(address)))
    })
  })
}

async function exists(file: string): Promise<boolean> {
  const opened = await open(file).catch(() => undefined)
  await opened?.close()
  return opened !== undefined
}
