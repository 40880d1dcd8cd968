import type { Value } from '@koppel/sdk'
import { type Beginning, isPutBack, valueToPutBack } from './begin.ts'
import { convert, type Side } from './convert.ts'
import type { MappedField, Pair, PutBack, Start } from './mapping.ts'
import { compareTimes } from './value.ts'

/** What decided that a value was written; kept in the log. */
export type Why =
  | 'erpChanged'
  | 'crmChanged'
  /** The side that does not own a one-way field was edited: its value is put back. */
  | 'restored'
  | 'newest'
  /** Newest wins, but a time was missing or both were equal: the ERP stands. */
  | 'noTime'
  | 'erpWins'
  | 'crmWins'
  /** Both changed and one was emptied, of a field that never takes blanks. */
  | 'notBlank'
  /** Somebody chose, or a mapping change stated it. */
  | 'chosen'
  /** Just linked, nobody chose: the source of the field stands. */
  | 'justLinked'
  /** Somebody had differences repaired. */
  | 'repair'
  /** Somebody undid what a run wrote. */
  | 'undo'
  /** Somebody had everything synchronised again in this direction. */
  | 'resync'

export type ConflictReason =
  | 'bothMoved'
  /** Two systems rewrite each other's value over and over. */
  | 'keepsChanging'

export type Verdict =
  | { readonly do: 'nothing' }
  /** The present values are the new base. */
  | { readonly do: 'agree' }
  | { readonly do: 'write'; readonly target: Side; readonly why: Why; readonly ordered?: Ordered }
  | { readonly do: 'ask'; readonly reason: ConflictReason }

/** A write that a run asked for. */
export interface Ordered {
  readonly run: number
  /** This very value, whatever the other side has. */
  readonly value?: Value
}

/** When each side last changed, ISO UTC; missing where the side cannot tell. */
export interface Times {
  readonly erp?: string | null
  readonly crm?: string | null
}

/** Decides what becomes of one field, from canonical values. */
export function decide(
  field: MappedField,
  now: Pair,
  base: Pair | undefined,
  start: Beginning | undefined,
  times: Times,
): Verdict {
  if (!base) return begin(field, now, start)
  const erpMoved = now[0] !== base[0]
  const crmMoved = now[1] !== base[1]
  if (!erpMoved && !crmMoved) return nothing
  if (field.direction === 'toCrm') return toCrm(erpMoved ? 'erpChanged' : 'restored')
  if (field.direction === 'toErp') return toErp(crmMoved ? 'crmChanged' : 'restored')
  if (erpMoved && crmMoved) return settle(field, now, times)
  return erpMoved ? toCrm('erpChanged') : toErp('crmChanged')
}

function begin(field: MappedField, now: Pair, stated: Beginning | undefined): Verdict {
  if (isPutBack(stated)) return putBack(field, stated)
  if (typeof stated !== 'object') return beginBy(stated, stated ? 'chosen' : 'justLinked', field, now)
  const verdict = beginBy(stated.repair, stated.why ?? 'repair', field, now)
  return verdict.do === 'write' ? { ...verdict, ordered: { run: stated.run } } : verdict
}

function beginBy(stated: Start | undefined, why: Why, field: MappedField, now: Pair): Verdict {
  // The CRM's value may be chosen for a field that comes from the ERP, but not for one the ERP fills in itself.
  const start = stated === 'crm' && field.erp.readOnly ? 'erp' : stated
  if (start === 'asIs' || equivalent(field, now)) return agree
  const side = start ?? (field.direction === 'toErp' ? 'crm' : 'erp')
  if (side === 'ask') return ask
  return side === 'erp' ? toCrm(why) : toErp(why)
}

function putBack(field: MappedField, stated: PutBack): Verdict {
  const ordered = { run: stated.run, value: valueToPutBack(field, stated) }
  return { do: 'write', target: 'erp', why: 'undo', ordered }
}

function settle(field: MappedField, now: Pair, times: Times): Verdict {
  if (equivalent(field, now)) return agree
  const [erp, crm] = now
  if (field.keepOnBlank && crm === null) return toCrm('notBlank')
  if (field.keepOnBlank && erp === null) return toErp('notBlank')
  switch (field.conflictRule) {
    case 'erp':
      return toCrm('erpWins')
    case 'crm':
      return toErp('crmWins')
    case 'newest':
      return newest(times)
    case 'ask':
      return ask
  }
}

function newest({ erp, crm }: Times): Verdict {
  const order = compareTimes(erp, crm)
  if (!order) return toCrm('noTime')
  return order > 0 ? toCrm('newest') : toErp('newest')
}

// A one-way field is right only if its target is what the source converts to. A two-way field is also
// right when the ERP keeps less of the CRM's value, e.g. fewer decimals.
export function equivalent(field: MappedField, [erp, crm]: Pair): boolean {
  const inCrm = field.direction === 'toErp' ? undefined : convert(field, 'crm', erp)
  const inErp = field.direction === 'toCrm' ? undefined : convert(field, 'erp', crm)
  return (inCrm?.ok && inCrm.value === crm) || (inErp?.ok && inErp.value === erp) || false
}

const nothing: Verdict = { do: 'nothing' }
const agree: Verdict = { do: 'agree' }
const ask: Verdict = { do: 'ask', reason: 'bothMoved' }

function toCrm(why: Why): Verdict {
  return { do: 'write', target: 'crm', why }
}

function toErp(why: Why): Verdict {
  return { do: 'write', target: 'erp', why }
}
