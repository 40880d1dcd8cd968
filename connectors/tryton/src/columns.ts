import type { Field, Value } from '@koppel/sdk'
import type { Row } from './wire.ts'

/** One field of an actor type: where Tryton keeps it, and how to read, change and find it. */
export interface Column {
  readonly field: Field
  /** Fields to read, dotted for those of related records. */
  readonly reads: readonly string[]
  value(row: Row): Value
  /** Left out for what cannot be written. */
  readonly change?: (value: Value) => Change
  /** The path whose values a search may narrow down with; every match has a value there. */
  readonly path?: string
  /** The value at the path has more in it than the field. */
  readonly partOfPath?: true
}

/** One value on its way into a record; several of them make up one write. */
export type Change =
  | { readonly at: 'record'; readonly name: string; readonly value: unknown }
  | { readonly at: 'address'; readonly name: string; readonly value: unknown }
  | { readonly at: 'street'; readonly line: number; readonly value: string }
  | { readonly at: 'mechanism'; readonly type: string; readonly value: string | null }
  | { readonly at: 'taxNumber'; readonly value: string | null }
  | { readonly at: 'category'; readonly id: number | null }

/** Tryton refuses line ends and tabs in one-line texts; ends of lines from elsewhere become spaces. */
export function oneLine(value: Value): string | null {
  return value === null ? null : String(value).replace(/\s*[\r\n]+\s*/g, ' ')
}

/** The same field under another key, label or access. */
export function as(column: Column, field: Partial<Field>): Column {
  return { ...column, field: { ...column.field, ...field } }
}
