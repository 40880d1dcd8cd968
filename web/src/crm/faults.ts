import { misread, type Value } from '../ui/field.ts'
import { changes, type Draft } from './draft.ts'
import type { CrmField } from './queries.ts'

// What is wrong with what somebody typed, as far as the field itself tells. Pure.

export type FaultOfValue =
  | { readonly is: 'mandatory' | 'misread.decimal' | 'misread.integer' | 'misread.date' }
  | { readonly is: 'tooLong' | 'tooManyDecimals'; readonly most: number; readonly count: number }

export function faultOf(field: CrmField, value: Value): FaultOfValue | undefined {
  const { type, mandatory } = field
  if (value === null || String(value).trim() === '') {
    return mandatory && type !== 'checkbox' ? { is: 'mandatory' } : undefined
  }
  if (!misread(field, value)) return faultOfSize(field, String(value))
  return { is: type === 'integer' || type === 'decimal' ? `misread.${type}` : 'misread.date' }
}

function faultOfSize({ type, maxLength, decimals }: CrmField, value: string): FaultOfValue | undefined {
  if (type === 'text' && maxLength !== null) return tooMuch('tooLong', maxLength, [...value.trim()].length)
  if (type === 'decimal' && decimals !== null) return tooMuch('tooManyDecimals', decimals, digitsOf(value))
  return undefined
}

/** Of the fields that somebody changed. */
export function faultsTyped(draft: Draft, fields: readonly CrmField[]): readonly [CrmField, FaultOfValue][] {
  const typed = changes(draft)
  return fields.flatMap((field): [CrmField, FaultOfValue][] => {
    if (!Object.hasOwn(typed, field.key)) return []
    const fault = faultOf(field, typed[field.key] ?? null)
    return fault ? [[field, fault]] : []
  })
}

function tooMuch(is: 'tooLong' | 'tooManyDecimals', most: number, count: number): FaultOfValue | undefined {
  return count > most ? { is, most, count } : undefined
}

// 1.50 has one digit after the point that says something.
function digitsOf(decimal: string): number {
  return (decimal.split('.')[1] ?? '').replace(/0+$/, '').length
}
