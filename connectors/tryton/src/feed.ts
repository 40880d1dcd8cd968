import type { Page, Reading } from '@koppel/sdk'
import { advance, type Cursor, decode, due, encode, type Mark, start } from './cursor.ts'
import type { Kind } from './kinds.ts'
import { byId, changedAt, changedSince, readRecords, readsFor, toActor, versionOf } from './records.ts'
import type { Rpc } from './rpc.ts'
import { type Domain, idOf, momentToWire, type Row } from './wire.ts'

/** How many records one call of a scan answers with: times only, so they may be many. */
const SCAN = 2_000

/**
 * The changes of one actor type. First a scan of the times of what may have changed (one call when
 * nothing did), then the records themselves, a page at a time.
 */
export async function* changesOf(
  rpc: Rpc,
  kind: Kind,
  cursorText: string | undefined,
  { fields, pageSize }: Reading,
  language: string,
): AsyncIterable<Page> {
  const scope = JSON.stringify([kind.type, kind.scope])
  let cursor = cursorText === undefined ? start(scope) : decode(cursorText, scope)
  const marks = await scan(rpc, kind, cursor, language)
  const waiting = due(marks, cursor)
  const reads = readsFor(kind, fields)

  for (let first = 0; first < waiting.length; first += pageSize) {
    const page = waiting.slice(first, first + pageSize)
    const ids = page.map((mark) => mark.id)
    const rows = await readRecords(rpc, kind, [['id', 'in', ids]], reads, language)
    cursor = advance(cursor, marks, page, waiting.slice(first + pageSize))
    yield { actors: inOrder(rows, ids).map((row) => toActor(row, kind, fields)), cursor: encode(cursor) }
  }
  if (waiting.length === 0) yield { actors: [], cursor: encode(advance(cursor, marks, [], [])) }
}

async function scan(rpc: Rpc, kind: Kind, cursor: Cursor, language: string): Promise<readonly Mark[]> {
  const changed: Domain = cursor.since === '' ? [] : [changedSince(kind, momentToWire(cursor.since))]
  const marks: Mark[] = []
  for (let after = 0; ; ) {
    const domain = [...kind.scope, ...changed, ['id', '>', after]]
    const rows = await readRecords(rpc, kind, domain, [], language, { ...byId, limit: SCAN })
    for (const row of rows) marks.push(markOf(row, kind))
    if (rows.length < SCAN) return marks
    after = marks.at(-1)?.id ?? after
  }
}

function markOf(row: Row, kind: Kind): Mark {
  return { id: idOf(row), at: changedAt(row, kind), version: versionOf(row, kind) }
}

function inOrder(rows: readonly Row[], ids: readonly number[]): readonly Row[] {
  const byKey = new Map(rows.map((row) => [idOf(row), row]))
  return ids.map((id) => byKey.get(id)).filter((row) => row !== undefined)
}
