import type { Value } from '@koppel/sdk'
import type { MappedField, Shape } from './mapping.ts'
import { accepted, canonical, type FieldType, type Read, refused, rounded } from './value.ts'

export type Side = 'erp' | 'crm'

// What is not here would lose information and is not offered: text → checkbox, decimal → integer, …
const becomes: Readonly<Record<FieldType, readonly FieldType[]>> = {
  text: ['text'],
  password: [],
  integer: ['integer', 'decimal', 'text'],
  decimal: ['decimal', 'text'],
  checkbox: ['checkbox', 'text'],
  list: ['list'],
  date: ['date', 'datetime', 'text'],
  datetime: ['datetime', 'text'],
}

/** Whether each value of the one type has its place in the other. Secrets fit nowhere: they stay where they are. */
export function fits(from: FieldType, to: FieldType): boolean {
  return becomes[from].includes(to)
}

/** The value of the other side as `target` would store it. `value` is canonical. */
export function convert(field: MappedField, target: Side, value: Value): Read {
  const [from, to] = target === 'crm' ? [field.erp, field.crm] : [field.crm, field.erp]
  if (!fits(from.type, to.type)) return refused({ kind: 'typesDoNotFit', from: from.type, to: to.type })
  if (value === null) return accepted(null)
  if (from.type === 'list') return counterpart(field, target, String(value))
  // What is canonical already stays so.
  const read = from.type === to.type ? accepted(value) : canonical(to.type, shaped(to.type, from.type, value))
  return read.ok ? limited(to, read) : read
}

function counterpart(field: MappedField, target: Side, item: string): Read {
  const found = (target === 'crm' ? field.list?.toCrm : field.list?.toErp)?.get(item)
  return found === undefined ? refused({ kind: 'unmappedItem', item }) : accepted(found)
}

function shaped(to: FieldType, from: FieldType, value: Value): Value {
  if (to === 'text' || to === 'decimal') return String(value)
  return to === 'datetime' && from === 'date' ? `${value}T00:00:00Z` : value
}

function limited(shape: Shape, read: Extract<Read, { ok: true }>): Read {
  if (typeof read.value !== 'string') return read
  if (shape.type === 'decimal' && shape.decimals !== undefined)
    return accepted(rounded(read.value, shape.decimals))
  return shape.type === 'text' ? short(read.value, shape.maxLength) : read
}

function short(text: string, limit: number | undefined): Read {
  if (limit === undefined || text.length <= limit) return accepted(text)
  const { length } = Array.from(text)
  return length <= limit ? accepted(text) : refused({ kind: 'tooLong', length, limit })
}
