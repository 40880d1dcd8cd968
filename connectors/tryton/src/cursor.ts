import { createHash } from 'node:crypto'
import { ConnectorError } from '@koppel/sdk'

/** One changed record, as far as the order of changes needs it. */
export interface Mark {
  readonly id: number
  /** When it changed, to the microsecond. */
  readonly at: string
  readonly version: string
}

/** How far the changes were delivered. */
export interface Cursor {
  /** What was read, so that a cursor of another choice of category is not believed. */
  readonly scope: string
  /** Everything up to this change was delivered… */
  readonly at: string
  readonly id: number
  /** …except what commits late: from here on the next reading looks again. Empty: from the beginning. */
  readonly since: string
  /** What was delivered between `since` and the position: a fingerprint of each bucket of ids. */
  readonly seen: Fingerprints
}

type Fingerprints = { readonly [bucket: string]: string }

/** A transaction of Tryton gets its time when it begins and is seen when it ends; this is how long it may take. */
export const overlapMs = 10 * 60_000

const BUCKETS = 1024

export function start(scope: string): Cursor {
  return { scope, at: '', id: 0, since: '', seen: {} }
}

/** The marks still to be delivered, in order of change. */
export function due(marks: readonly Mark[], cursor: Cursor): readonly Mark[] {
  const now = fingerprints(marks.filter((mark) => !isAfter(mark, cursor)))
  return marks
    .filter((mark) => isAfter(mark, cursor) || now[bucketOf(mark)] !== cursor.seen[bucketOf(mark)])
    .sort((one, other) => compare(one, other))
}

/** The cursor once `page`, the first of what is `due`, was delivered and `rest` is not yet. */
export function advance(
  cursor: Cursor,
  marks: readonly Mark[],
  page: readonly Mark[],
  rest: readonly Mark[],
): Cursor {
  const last = page.at(-1)
  const to = last && isAfter(last, cursor) ? last : cursor
  const since = later(earlier(to.at), cursor.since)
  const waiting = new Set(rest)
  const delivered = marks.filter((mark) => mark.at >= since && compare(mark, to) <= 0 && !waiting.has(mark))
  return { scope: cursor.scope, at: to.at, id: to.id, since, seen: fingerprints(delivered) }
}

export function encode(cursor: Cursor): string {
  return JSON.stringify([1, cursor.scope, cursor.at, cursor.id, cursor.since, cursor.seen])
}

/** The cursor in a text we gave out for this scope. */
export function decode(text: string, scope: string): Cursor {
  const [format, of, at, id, since, seen] = parts(text)
  if (format !== 1 || of !== scope || !isFingerprints(seen)) throw expired()
  return { scope, at: String(at), id: Number(id), since: String(since), seen }
}

function parts(text: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}

function isFingerprints(value: unknown): value is Fingerprints {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((one) => typeof one === 'string')
  )
}

function expired(): ConnectorError {
  return new ConnectorError('cursorExpired', {
    en: 'What counts as this kind of party has changed; everything is read again.',
    nl: 'Wat als dit soort relatie telt, is veranderd; alles wordt opnieuw gelezen.',
  })
}

/** One text for each bucket of ids: small, however many records changed, and equal only if nothing moved. */
function fingerprints(marks: readonly Mark[]): Fingerprints {
  const buckets = Map.groupBy(
    [...marks].sort((one, other) => one.id - other.id),
    bucketOf,
  )
  return Object.fromEntries(
    [...buckets].map(([bucket, members]) => {
      const text = members.map((mark) => `${mark.id} ${mark.version}`).join('\n')
      return [bucket, createHash('sha256').update(text).digest('base64url').slice(0, 6)]
    }),
  )
}

function bucketOf(mark: Mark): string {
  return String(mark.id % BUCKETS)
}

function isAfter(mark: Mark, cursor: Cursor): boolean {
  return compare(mark, cursor) > 0
}

function compare(one: { at: string; id: number }, other: { at: string; id: number }): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1
  return one.id - other.id
}

function earlier(at: string): string {
  if (at === '') return ''
  // The engine's clock has milliseconds only; cutting the rest off moves the bound back, which is safe.
  return new Date(Date.parse(at) - overlapMs).toISOString().replace('Z', '000Z')
}

function later(one: string, other: string): string {
  return one > other ? one : other
}
