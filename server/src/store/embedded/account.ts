import { execFile } from 'node:child_process'
import { chown, readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Whom PostgreSQL runs as: it refuses root, so root needs somebody else. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** Nothing to change unless we are root. */
export async function findAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const known = (await account('postgres')) ?? (await account('koppel'))
  if (known) return known
  await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'koppel']).catch(
    () => undefined,
  )
  return (await account('koppel')) ?? (await account('nobody'))
}

async function account(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

export async function give(path: string, to: Account | undefined): Promise<void> {
  if (to) await chown(path, to.uid, to.gid)
}

export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly options: { readonly uid?: number; readonly gid?: number }
}

/** The command as the account runs it, also where the way to the files is closed to it (`/root`, `mktemp -d`). */
export async function commandAs(
  to: Account | undefined,
  file: string,
  args: readonly string[],
  paths: readonly string[],
): Promise<Command> {
  if (!to) return { file, args, options: {} }
  const open = await Promise.all([file, ...paths].map((path) => canReach(path, to)))
  if (open.every(Boolean)) return { file, args, options: to }

  const pass = await passage()
  const grant = [`--inh-caps=-all,+${pass}`, `--ambient-caps=-all,+${pass}`, `--bounding-set=-all,+${pass}`]
  // initdb asks access(2) whether it may run its neighbour; that ignores capabilities without this bit.
  const identity = [
    `--reuid=${to.uid}`,
    `--regid=${to.gid}`,
    '--clear-groups',
    '--securebits=+no_setuid_fixup',
  ]
  return { file: 'setpriv', args: [...identity, ...grant, file, ...args], options: {} }
}

/** May the account enter every folder on the way to `path`? */
async function canReach(path: string, { uid, gid }: Account): Promise<boolean> {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const found = await stat(folder)
    const isOpen =
      found.uid === uid ? found.mode & 0o100 : found.gid === gid ? found.mode & 0o010 : found.mode & 0o001
    if (!isOpen) return false
    if (folder === dirname(folder)) return true
  }
}

/** The smallest capability we hold that lets a process through closed folders. */
async function passage(): Promise<'dac_read_search' | 'dac_override'> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`)
  const readSearch = 1n << 2n
  return (effective & readSearch) !== 0n ? 'dac_read_search' : 'dac_override'
}
