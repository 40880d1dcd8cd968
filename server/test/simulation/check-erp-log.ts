import type { Complain } from './check-rest.ts'
import type { ErpChange } from './erp.ts'
import type { Evidence, LogRow } from './evidence.ts'
import { essence, plain } from './fields.ts'
import type { Pair, World } from './world.ts'

interface Case {
  readonly world: World
  readonly evidence: Evidence
  readonly pair: Pair
  readonly log: readonly LogRow[]
  readonly complain: Complain
}

/** I26: each value the sync wrote to the ERP has a row in the log, if anybody could hear of it. */
export function checkErpLog(one: Case, field: string, change: ErpChange): void {
  if (plain(change.old) === plain(change.value)) return
  const { world, pair, log, complain } = one
  if (!isHeard(world, pair, change) && !isFoundOut(one, change)) return
  const logged = log.some(
    (row) => row.direction === 'toErp' && row.erpField === field && isLogOf(row, change),
  )
  if (!logged) complain(`I26 not in the log: ERP ${pair.key}.${field} ${change.old} → ${change.value}`)
}

/** Whoever lost what he was making to another before the ERP answered may store no answer (I20): the other finds out. */
function isHeard({ erp, takenOver }: World, { recordId, made }: Pair, { run }: ErpChange): boolean {
  if (!erp.runs[run]?.answered) return false
  return !(made && takenOver.some((one) => one.erpRun === run && one.recordId === recordId))
}

/**
 * Whose answer was lost is found out, unless somebody changed it before the engine looked. That an actor is gone is
 * found out too, and then the log says that there was no answer.
 */
function isFoundOut({ world, evidence, pair }: Case, change: ErpChange): boolean {
  const ofField = world.erp.changes.filter(({ key, field }) => key === pair.key && field === change.field)
  if (ofField.at(-1) !== change || isLate(world, pair, change)) return false
  const broken = pair.linkId !== null && evidence.links.get(pair.linkId)?.broken === true
  const later = world.decisions.filter((one) => one.pair === pair && one.seq > change.seq)
  return later.every(({ kind }) => kind === 'gone' && broken)
}

/**
 * The call was on its way for so long that others, who had taken over, looked and did not find it: that it is carried
 * out after all is up to the ERP, and looks like somebody's edit. In time a call is over before its lease is
 * (`outlives` in engine/lease.ts); only a schedule ends the one in the middle of the other.
 */
function isLate({ erp }: World, { key }: Pair, { run, seq }: ErpChange): boolean {
  const began = erp.runs[run]?.from ?? seq
  const looked = erp.actors.get(key)?.shownRuns ?? new Set()
  return erp.runs.some(({ from, to }, other) => from > began && to < seq && looked.has(other))
}

/** Without an answer nobody heard what the ERP made of the value: it is logged as it was sent. */
function isLogOf({ rule, newValue }: LogRow, { value }: ErpChange): boolean {
  return rule === 'unanswered' ? essence(newValue) === essence(value) : plain(newValue) === plain(value)
}
