import { createHash } from 'node:crypto'
import type { Actor } from '@koppel/sdk'
import { everything } from './catalog.ts'
import type { Kind } from './kinds.ts'
import { titleOf } from './party-columns.ts'
import type { Rpc } from './rpc.ts'
import { type Domain, idOf, type Row, rowsOf, textOf } from './wire.ts'

/** The order and part of a reading. */
export interface Slice {
  readonly order: readonly (readonly [string, 'ASC'])[]
  readonly offset?: number
  readonly limit?: number
}

export const byId: Slice = { order: [['id', 'ASC']] }

/** Reads records with the times of their parts, in one call. */
export async function readRecords(
  rpc: Rpc,
  kind: Kind,
  domain: Domain,
  reads: readonly string[],
  language: string,
  { order, offset = 0, limit }: Slice = byId,
): Promise<readonly Row[]> {
  const fields = [...new Set([...timesOf(kind), ...reads])]
  const context = { ...everything, language }
  return rowsOf(
    await rpc.read(`model.${kind.model}.search_read`, domain, offset, limit ?? null, order, fields, context),
  )
}

const timeFields = ['write_date', 'create_date']

function timesOf(kind: Kind): readonly string[] {
  return [...timeFields, ...kind.parts.flatMap((part) => timeFields.map((field) => `${part}.${field}`))]
}

/** True for records of which any part changed at `since` or later. */
export function changedSince(kind: Kind, since: unknown): Domain {
  return ['OR', ...timesOf(kind).map((field) => [field, '>=', since])]
}

/** When the record or one of its parts last changed, to the microsecond. */
export function changedAt(row: Row, kind: Kind): string {
  const times = stamps(row, kind).map(([, , time]) => time)
  return times.toSorted().at(-1) ?? ''
}

/** Moves with every change of the record or of a part, also when a part is deleted. */
export function versionOf(row: Row, kind: Kind): string {
  const text = stamps(row, kind)
    .map((stamp) => stamp.join(' '))
    .sort()
    .join('\n')
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}

function stamps(row: Row, kind: Kind): readonly (readonly [string, number, string])[] {
  const own = [kind.model, idOf(row), timeOf(row)] as const
  const parts = kind.parts.flatMap((part) =>
    rowsOf(row[`${part}.`]).map((child) => [part, idOf(child), timeOf(child)] as const),
  )
  return [own, ...parts]
}

function timeOf(row: Row): string {
  return textOf(row.write_date) ?? textOf(row.create_date) ?? ''
}

/** What to read for the columns asked for. */
export function readsFor(kind: Kind, fields: readonly string[]): readonly string[] {
  const columns = kind.columns.filter((column) => fields.includes(column.field.key))
  return [...kind.reads, ...columns.flatMap((column) => column.reads)]
}

export function toActor(row: Row, kind: Kind, fields: readonly string[]): Actor {
  const parent = kind.parentOf(row)
  const at = changedAt(row, kind)
  const columns = kind.columns.filter((column) => fields.includes(column.field.key))
  return {
    key: String(idOf(row)),
    title: titleOf(row),
    version: versionOf(row, kind),
    ...(at !== '' && { modifiedAt: at }),
    ...(parent && { parent }),
    fields: Object.fromEntries(columns.map((column) => [column.field.key, column.value(row)])),
  }
}
