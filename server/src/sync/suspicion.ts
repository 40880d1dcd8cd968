import type { Value } from '@koppel/sdk'
import type { Names, Reason } from './carry-out.ts'
import type { Why } from './decide.ts'
import type { Base } from './mapping.ts'
import { own } from './own.ts'

/** A value the ERP would take from a record, or its name: harmless once, a disaster for all of them. */
export interface Suspicion extends Names {
  readonly kind: 'blank' | 'renamed'
  readonly target: 'crm'
  readonly before: Value
  readonly after: Value
}

/** How many links of a connection would be hit. */
export interface Hits {
  /** Values emptied, or the actor gone. */
  readonly lost: number
  /** Given another name or number. */
  readonly renamed: number
  /** The most that would be given the same one. */
  readonly same: number
}

/** What tells records apart, by CRM field. */
const identifying: ReadonlySet<string> = new Set([
  ...['name', 'number', 'code', 'vatNo', 'email'],
  ...['lastName', 'firstName'],
])

const ofErp: ReadonlySet<Why> = new Set(['erpChanged', 'newest', 'noTime', 'erpWins'])

/** What of a plan would be a disaster if it were the same for most links. A field that only begins is none. */
export function suspicionsOf(reasons: readonly Reason[], base: Base): readonly Suspicion[] {
  return reasons.flatMap(({ target, why, erpField, crmField, before, after }): Suspicion[] => {
    if (target !== 'crm' || !ofErp.has(why) || !own(base, erpField) || before === null) return []
    const found = { erpField, crmField, target, before, after }
    if (after === null) return [{ kind: 'blank', ...found }]
    return identifying.has(crmField) ? [{ kind: 'renamed', ...found }] : []
  })
}

/** So few links are never too many. */
export const FEW_LINKS = 20

/** Whether so many of `links` links are hit that an administrator must say that it is right. */
export function isDisaster({ lost, renamed, same }: Hits, links: number): boolean {
  return lost > mostOf(links) || same > mostOf(links) || renamed > Math.max(FEW_LINKS, links / 2)
}

function mostOf(links: number): number {
  return Math.max(FEW_LINKS, links * 0.05)
}

/**
 * Whether a comparison shows that this is the ERP the links belong to: at most half of them, and no more than would
 * stop a pass, are gone or have other names.
 */
export function isSameErp({ gone, renamed }: { gone: number; renamed: number }, links: number): boolean {
  return gone + renamed <= Math.min(mostOf(links), links / 2)
}
