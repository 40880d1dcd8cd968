import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** One address. `version` is the number of the change that last touched it. */
export interface Entry {
  readonly key: string
  readonly version: number
  /** Of the create that made it, so that it is not made twice. */
  readonly createdBy?: string
  readonly name: string
  readonly city: string | null
  readonly phone: string | null
}

export type Book = ReturnType<typeof openBook>

/** An address book in one JSON file. Every change gets the next number, so nothing that changed can be missed. */
export function openBook(file: string) {
  let entries: readonly Entry[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []

  return {
    all: () => entries,
    find: (key: string) => entries.find((entry) => entry.key === key),

    /** Stores an entry as the newest change. */
    put(entry: Omit<Entry, 'version'>): Entry {
      const version = Math.max(0, ...entries.map((known) => known.version)) + 1
      const stored = { ...entry, version }
      entries = [...entries.filter(({ key }) => key !== entry.key), stored]
      // Whole or not at all, also if the machine stops in between.
      writeFileSync(`${file}.new`, JSON.stringify(entries, null, 2))
      renameSync(`${file}.new`, file)
      return stored
    },
  }
}
