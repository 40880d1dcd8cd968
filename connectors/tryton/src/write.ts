import type { Draft, Outcome } from '@koppel/sdk'
import { objectionTo } from './objections.ts'
import { readRecords, readsFor, toActor, versionOf } from './records.ts'
import { type Ready, type Sent, send, type Writing } from './send.ts'
import { idOf, idOfKey, type Row } from './wire.ts'

/** How many drafts go into one call; a call is one transaction of Tryton. */
const BATCH = 100

/** One outcome for each draft, in the same order. */
export async function writeAll(
  writing: Writing,
  drafts: readonly Draft[],
  fields: readonly string[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (let first = 0; first < drafts.length; first += BATCH) {
    const batch = drafts.slice(first, first + BATCH)
    try {
      outcomes.push(...(await writeBatch(writing, batch, fields)))
    } catch (error) {
      // Only before the first batch may a failure speak for all of them.
      if (outcomes.length === 0) throw error
      return [...outcomes, ...drafts.slice(first).map(() => unknown(`not sent: ${error}`))]
    }
  }
  return outcomes
}

async function writeBatch(
  writing: Writing,
  drafts: readonly Draft[],
  fields: readonly string[],
): Promise<readonly Outcome[]> {
  const rows = await currentRows(writing, drafts, fields)
  const prepared = await Promise.all(drafts.map((draft) => prepare(writing, draft, rows, fields)))
  const ready = prepared.filter((one) => 'values' in one)
  const sent = await send(writing, ready)
  const later = await rowsAfter(writing, [...sent.values()], fields)
  return prepared.map((one) => {
    if (!('values' in one)) return one
    return outcomeOf(writing, sent.get(one) ?? { kind: 'unknown', detail: 'not sent' }, later, fields)
  })
}

/** The fields and times of the records the updates are about, in one call. */
async function currentRows(
  { rpc, kind, language }: Writing,
  drafts: readonly Draft[],
  fields: readonly string[],
): Promise<ReadonlyMap<number, Row>> {
  const updates = drafts.filter((draft) => draft.kind === 'update')
  const ids = updates.flatMap((draft) => idOfKey(draft.key) ?? [])
  if (ids.length === 0) return new Map()
  const touched = updates.flatMap((draft) => Object.keys(draft.fields))
  const stamps = [
    '_timestamp',
    ...kind.parts.filter((part) => part !== 'relations').map((part) => `${part}._timestamp`),
  ]
  const reads = [...readsFor(kind, [...fields, ...touched]), ...stamps]
  const rows = await readRecords(rpc, kind, [...kind.reachable, ['id', 'in', ids]], reads, language)
  return new Map(rows.map((row) => [idOf(row), row]))
}

async function prepare(
  writing: Writing,
  draft: Draft,
  rows: ReadonlyMap<number, Row>,
  fields: readonly string[],
): Promise<Ready | Outcome> {
  const { kind } = writing
  const row = draft.kind === 'update' ? rows.get(idOfKey(draft.key) ?? 0) : undefined
  if (draft.kind === 'update') {
    if (!row) return { kind: 'gone' }
    if (draft.version !== undefined && draft.version !== versionOf(row, kind))
      return { kind: 'outdated', current: toActor(row, kind, fields) }
  }
  const parent = draft.kind === 'create' && draft.parent ? idOfKey(draft.parent.key) : undefined
  const objection = await objectionTo(writing, draft, parent)
  if (objection) return objection
  const changes = kind.columns.flatMap(({ field, change }) => {
    const value = draft.fields[field.key]
    return value !== undefined && change ? [change(value === '' ? null : value)] : []
  })
  const values = kind.values(changes, row, parent)
  return { kind: draft.kind, values, row }
}

/** What was taken or found changed, as it is now, in one call; undefined when that cannot be read. */
async function rowsAfter(
  { rpc, kind, language }: Writing,
  sent: readonly Sent[],
  fields: readonly string[],
): Promise<ReadonlyMap<number, Row> | undefined> {
  const ids = sent.flatMap((one) => ('id' in one ? (one.id ?? []) : []))
  if (ids.length === 0) return new Map()
  const domain = [...kind.reachable, ['id', 'in', ids]]
  const rows = await readRecords(rpc, kind, domain, readsFor(kind, fields), language).catch(() => undefined)
  return rows && new Map(rows.map((row) => [idOf(row), row]))
}

function outcomeOf(
  { kind }: Writing,
  sent: Sent,
  later: ReadonlyMap<number, Row> | undefined,
  fields: readonly string[],
): Outcome {
  if (sent.kind === 'unknown') return sent
  if (!later) return unknown(`${sent.kind}, but it could not be read back`)
  const row = sent.id === undefined ? undefined : later.get(sent.id)
  if (sent.id !== undefined && !row) return { kind: 'gone' }
  if (sent.kind === 'refused') return { kind: 'refused', reason: sent.reason }
  if (!row) return unknown('Tryton did not say which record it is')
  const actor = toActor(row, kind, fields)
  return sent.kind === 'taken' ? { kind: 'written', actor } : { kind: 'outdated', current: actor }
}

function unknown(detail: string): Outcome {
  return { kind: 'unknown', detail }
}
