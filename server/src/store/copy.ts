import { CompiledQuery } from 'kysely'
import pg from 'pg'
import type { Tx } from './store.ts'

// Rows in bulk, the way PostgreSQL reads them fastest. A row it refuses fails the statement, as with INSERT.

/** `statement` is `copy … from stdin`; `lines` are of {@link copyLine}. */
export async function copyRows(tx: Tx, statement: string, lines: readonly string[]): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(statement, [lines.join('')]))
}

/** A value as text; jsonb as its JSON. */
export type CopyValue = string | number | boolean | null

/** One row in COPY's text format. */
export function copyLine(values: readonly CopyValue[]): string {
  return `${values.map(copyText).join('\t')}\n`
}

function copyText(value: CopyValue): string {
  if (value === null) return '\\N'
  if (typeof value !== 'string') return String(value)
  return special.test(value) ? value.replaceAll(everySpecial, (found) => escapes[found] ?? found) : value
}

const special = /[\\\t\n\r]/
const everySpecial = /[\\\t\n\r]/g
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

interface Wire {
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/**
 * The driver's client; a `copy … from stdin` takes its rows as the one value of the query. A statement that begins with
 * `/* kept *\/` is read and planned once a connection, and kept there: for the few whose text is the same pass after pass.
 *
 * A transaction begins with its first statement, and in one message with it if that begins with `/* first *\/` and takes
 * no values.
 */
export class CopyingClient extends pg.Client {
  #begins = false

  override query(...given: unknown[]): never {
    const [text, values, ...more] = given
    if (text === 'begin' && more.length === 0 && typeof values !== 'function') {
      this.#begins = true
      return nothingDone('BEGIN')
    }
    if (!this.#begins) return this.#ask(given)
    this.#begins = false
    if (text === 'commit' || text === 'rollback') return nothingDone(text.toUpperCase())
    const begin = super.query as (text: string) => Promise<unknown>
    if (isFirst(text, values)) return begin.call(this, `begin;${text}`).then(lastOf) as never
    return begin.call(this, 'begin').then(() => this.#ask(given)) as never
  }

  #ask(given: unknown[]): never {
    const [text, values] = given
    const query = super.query as (...given: unknown[]) => unknown
    const name = typeof text === 'string' && kept.test(text) ? nameOf(text) : undefined
    if (name !== undefined) return query.call(this, { name, text, values }) as never
    if (!isCopy(text) || !Array.isArray(values)) return query.apply(this, given) as never
    return new Promise((resolve, reject) => {
      const submitted = {
        // All at once: rows that PostgreSQL did not want after all it reads over.
        submit: (wire: Wire) => {
          wire.query(text)
          wire.sendCopyFromChunk(Buffer.from(String(values[0])))
          wire.endCopyFrom()
        },
        handleCopyInResponse: () => undefined,
        handleCommandComplete: () => undefined,
        handleReadyForQuery: () => resolve({ command: 'COPY', rowCount: null, rows: [] }),
        handleError: reject,
      }
      query.call(this, submitted)
    }) as never
  }
}

const kept = /^\s*\/\* kept \*\//
const first = /^\s*\/\* first \*\//

function isFirst(text: unknown, values: unknown): text is string {
  return typeof text === 'string' && first.test(text) && (!Array.isArray(values) || values.length === 0)
}

/** Of several statements in one message each has its result. */
function lastOf(results: unknown): unknown {
  return Array.isArray(results) ? results.at(-1) : results
}

function nothingDone(command: string): never {
  return Promise.resolve({ command, rowCount: null, rows: [] }) as never
}

const names = new Map<string, string>()
// Each connection remembers them all: of a text with many forms, those that come first are kept.
const mostKept = 500

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= mostKept) return known
  const name = `kept_${names.size}`
  names.set(text, name)
  return name
}

function isCopy(text: unknown): text is string {
  return typeof text === 'string' && /^copy .* from stdin$/.test(text)
}
