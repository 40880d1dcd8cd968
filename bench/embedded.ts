import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The address of the embedded PostgreSQL of a Koppel that keeps its things in this folder. */
export async function databaseUrlIn(data: string): Promise<string> {
  const folder = join(data, 'postgres')
  const password = (await readFile(join(folder, 'postgres-password'), 'utf8')).trim()
  const files = await readdir(folder, { recursive: true })
  const pidFile = files.find((file) => file.endsWith('postmaster.pid')) ?? ''
  const port = (await readFile(join(folder, pidFile), 'utf8')).split('\n')[3]
  return `postgres://koppel:${password}@127.0.0.1:${port}/koppel`
}
