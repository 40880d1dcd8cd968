import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { access, chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Account, commandAs, give } from './account.ts'
import type { Binaries } from './binaries.ts'

/** The data folder on disk and what is needed to use it. */
export interface Cluster {
  readonly folder: string
  readonly logFile: string
  readonly password: string
  readonly account: Account | undefined
  readonly binaries: Binaries
}

export const superuser = 'koppel'

/** Finds the cluster in `data` or makes it; a first start that was killed halfway is made anew. */
export async function prepareCluster(
  data: string,
  account: Account | undefined,
  binaries: Binaries,
): Promise<Cluster> {
  await mkdir(data, { recursive: true, mode: 0o700 })
  // PostgreSQL runs as somebody else: it may pass through to its own folder, and see nothing on the way.
  if (account) await chmod(data, 0o711)
  const folder = join(data, 'postgres')
  const password = await readPassword(join(data, 'postgres-password'))
  const cluster = { folder, logFile: join(data, 'postgres.log'), password, account, binaries }
  if (!(await exists(join(folder, 'PG_VERSION')))) await createCluster(cluster)
  return cluster
}

export async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}

async function readPassword(file: string): Promise<string> {
  // Exclusive, so that of two processes starting at once one decides.
  await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch(
    () => undefined,
  )
  const password = (await readFile(file, 'utf8')).trim()
  if (password !== '') return password
  await rm(file)
  return await readPassword(file)
}

async function createCluster(cluster: Cluster): Promise<void> {
  const { folder, account, binaries, password } = cluster
  const building = `${folder}-${randomBytes(4).toString('hex')}.new`
  const passwordFile = join(building, 'password')
  const fresh = join(building, 'data')
  try {
    await mkdir(fresh, { recursive: true, mode: 0o700 })
    await writeFile(passwordFile, password, { mode: 0o600 })
    for (const path of [building, fresh, passwordFile]) await give(path, account)
    const args = [
      `--pgdata=${fresh}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Independent of the locales this machine happens to have.
      '--locale-provider=builtin',
      '--locale=C.UTF-8',
      '--lc-collate=C',
      '--lc-ctype=C',
      '--lc-messages=C',
    ]
    await initialise(await commandAs(account, binaries.initdb, args, [fresh]))
    await rename(fresh, folder).catch(async (error: unknown) => {
      // Another process was faster; its cluster has the same password.
      if (!(await exists(join(folder, 'PG_VERSION')))) throw error
    })
  } finally {
    await rm(building, { recursive: true, force: true })
  }
}

async function initialise({ file, args, options }: Awaited<ReturnType<typeof commandAs>>): Promise<void> {
  const child = spawn(file, args, { ...options, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`The embedded PostgreSQL could not be created: ${complaint.trim()}`))
    })
  })
}
