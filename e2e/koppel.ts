import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A Koppel of its own: fresh data folder, embedded PostgreSQL, demo ERP. */
export interface Koppel extends AsyncDisposable {
  readonly url: string
  readonly administrator: { readonly email: string; readonly password: string }
  /** The folder with all it keeps. */
  readonly data: string
  readonly pid: number
  /** What the server wrote so far. */
  output(): string
}

export const administrator = { email: 'beheer@voorbeeld.example', password: 'een heel lang wachtwoord' }
const root = join(import.meta.dirname, '..')

/** Starts a fresh installation; without `administrator` nobody can sign in until the setup link is used. */
export async function startKoppel(
  first?: Koppel['administrator'],
  nodeOptions: readonly string[] = [],
): Promise<Koppel> {
  const data = await mkdtemp(join(tmpdir(), 'koppel-e2e-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let output = ''
  const server = spawn(process.execPath, [...nodeOptions, 'server/src/main.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      DATABASE_URL: '',
      KOPPEL_DATA: data,
      PORT: String(port),
      KOPPEL_URL: url,
      KOPPEL_ADMIN_EMAIL: first?.email ?? '',
      KOPPEL_ADMIN_PASSWORD: first?.password ?? '',
      KOPPEL_OUTBOUND_ALLOW: '127.0.0.0/8',
    },
  })
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (chunk) => {
      output = (output + String(chunk)).slice(-200_000)
    })
  }
  const end = async () => {
    await stop(server)
    await rm(data, { recursive: true, force: true })
  }
  try {
    await serves(url, server, () => output)
  } catch (error) {
    await end()
    throw error
  }
  const pid = server.pid ?? 0
  return { url, administrator, data, pid, output: () => output, [Symbol.asyncDispose]: end }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No port was given')
  return address.port
}

async function serves(url: string, process: ChildProcess, said: () => string): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;) {
    if (process.exitCode !== null) throw new Error(`The server stopped at once:\n${said()}`)
    if (Date.now() > deadline) throw new Error(`The server does not serve within a minute:\n${said()}`)
    const answer = await fetch(`${url}/api/v1/health`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function stop(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null) return
  const ended = once(process, 'exit')
  process.kill('SIGTERM')
  await ended
}
