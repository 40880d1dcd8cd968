import { spawn } from 'node:child_process'
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { commandAs } from './account.ts'
import { type Cluster, superuser } from './cluster.ts'

/** A running PostgreSQL server, whoever started it. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
}

export interface PostmasterOptions {
  /** Without, a crash of the machine may lose the data: for tests only. */
  readonly durable: boolean
  readonly port: number | undefined
}

const patienceMs = 60_000
const stepMs = 25

export function urlOf({ password }: Cluster, port: number, database: string): string {
  return `postgres://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
}

/** Takes over the server that already runs on this cluster, or starts one; resolves when it answers. */
export async function raise(cluster: Cluster, options: PostmasterOptions): Promise<Postmaster> {
  const deadline = Date.now() + patienceMs
  let failure = ''
  while (Date.now() < deadline) {
    const running = await findRunning(cluster)
    if (running) {
      if (await answers(cluster, running, deadline)) return running
      continue
    }
    const port = options.port ?? (await freePort())
    const started = await launch(cluster, port, options.durable)
    if (await answers(cluster, started, deadline)) return started
    // The port was taken meanwhile, another process started it first, or the remains of a killed server
    // still hold its memory for a moment: look again.
    failure = await lastLines(cluster.logFile)
    await pause(stepMs * 8)
  }
  throw new Error(`The embedded PostgreSQL did not start. The end of ${cluster.logFile}:\n${failure}`)
}

/** Ends sessions and stops; resolves when the process is gone. */
export async function lower(cluster: Cluster, { pid }: Postmaster): Promise<void> {
  const deadline = Date.now() + patienceMs
  signal(pid, 'SIGINT')
  while (await isPostmaster(cluster, pid)) {
    if (Date.now() > deadline) throw new Error(`The embedded PostgreSQL (process ${pid}) does not stop.`)
    await pause(stepMs)
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // Gone already.
  }
}

async function findRunning(cluster: Cluster): Promise<Postmaster | undefined> {
  const file = join(cluster.folder, 'postmaster.pid')
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  const port = Number(lines[3])
  if (!pid) return undefined
  if (await isPostmaster(cluster, pid)) return port ? { pid, port } : undefined
  // The number may belong to another process by now, and PostgreSQL would refuse to start because of it.
  await rm(file, { force: true })
  return undefined
}

/** A process number alone says nothing after a reboot or in a container: the program and its folder must fit. */
async function isPostmaster({ folder }: Cluster, pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  if (process.platform !== 'linux') return true
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  if (/\) [ZX] /.test(state)) return false
  const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
  return command.includes(folder)
}

/** Waits until the server takes connections; false when it ended instead. */
async function answers(cluster: Cluster, { pid, port }: Postmaster, deadline: number): Promise<boolean> {
  while (Date.now() < deadline) {
    const client = new pg.Client({ connectionString: urlOf(cluster, port, 'postgres') })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return true
    } catch (error) {
      if (codeOf(error) === '28P01') {
        throw new Error(`The password in postgres-password beside ${cluster.folder} does not fit its data.`)
      }
    } finally {
      await client.end().catch(() => undefined)
    }
    if (!(await isPostmaster(cluster, pid))) return false
    await pause(stepMs)
  }
  return false
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

const notDurable = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off']

/** An eighth of the memory, within limits: with less, a pass writes back pages it needs again. */
function sharedMb(): number {
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)
  return Math.round(Math.min(1_024, Math.max(128, memory / 8 / 2 ** 20)))
}

async function launch(cluster: Cluster, port: number, durable: boolean): Promise<Postmaster> {
  const { folder, account, binaries, logFile } = cluster
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    'jit=off',
    'max_connections=200',
    ...(durable ? [`shared_buffers=${sharedMb()}MB`] : notDurable),
  ]
  const args = ['-D', folder, ...settings.flatMap((setting) => ['-c', setting])]
  const { file, args: all, options } = await commandAs(account, binaries.postgres, args, [folder])
  await limitSize(logFile)
  const log = await open(logFile, 'a', 0o600)
  try {
    // A session of its own: Ctrl-C in the terminal is for us, and we stop it when our work is done.
    const child = spawn(file, all, {
      ...options,
      cwd: '/',
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { LC_ALL: 'C', TZ: 'UTC' },
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', reject)
    })
    child.unref()
    if (!child.pid) throw new Error('The embedded PostgreSQL has no process number.')
    return { pid: child.pid, port }
  } finally {
    await log.close()
  }
}

async function limitSize(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  )
  if (size > 10_000_000) await writeFile(logFile, '')
}

async function lastLines(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-8).join('\n')
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No free port was found.')
  return address.port
}
