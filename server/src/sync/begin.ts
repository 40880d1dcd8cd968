import type { Value } from '@koppel/sdk'
import { canonicalPair } from './base.ts'
import type { MappedField, Pair, PutBack, Starts } from './mapping.ts'
import { canonical } from './value.ts'

/** How a field without a base is to begin. */
export type Beginning = Starts[string]

export function isPutBack(start: Beginning | undefined): start is PutBack {
  return typeof start === 'object' && 'putBack' in start
}

/** Of a field whose ERP value is being put back: its base again, once that is done or void. */
export function settledPutBack(field: MappedField, start: PutBack, now: Pair): Pair | undefined {
  const from = canonicalPair(field, start.from)
  if (now[0] === valueToPutBack(field, start)) return [now[0], from[1]]
  const moved = now[0] !== from[0] || now[1] !== from[1]
  return moved || field.erp.readOnly ? from : undefined
}

/** In canonical form, as the field takes it now. */
export function valueToPutBack(field: MappedField, { putBack }: PutBack): Value {
  const read = canonical(field.erp.type, putBack)
  return read.ok ? read.value : putBack
}

/** The same beginning with the CRM's side, for a field that may not write. */
export function followed(start: Beginning): Beginning {
  return typeof start === 'object' && 'repair' in start ? { ...start, repair: 'crm' } : 'crm'
}

export function beginsWithErp(start: Beginning | undefined): boolean {
  return start === 'erp' || (typeof start === 'object' && 'repair' in start && start.repair === 'erp')
}
