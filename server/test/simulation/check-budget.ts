import type { Complain } from './check-rest.ts'
import type { ErpChange } from './erp.ts'
import type { Evidence } from './evidence.ts'
import { fieldIn } from './fields.ts'
import type { Pair, World } from './world.ts'

/**
 * I8 in numbers: of each field of each record, the sync writes no more than people wrote in the other systems, and what
 * they decided. Only where every answer of the ERP arrived; what got no answer may be told again.
 */
export function checkBudget(world: World, evidence: Evidence, complain: Complain): void {
  const { changes, runs } = world.erp
  if (changes.some(({ by, run }) => by === 'engine' && !runs[run]?.answered)) return
  world.trace.push('writes were counted')
  for (const pair of world.pairs)
    for (const crm of new Set(world.kind.fields.map((field) => field.crm)))
      checkRecord(world, evidence, { pair, crm }, complain)
}

interface Place {
  readonly pair: Pair
  readonly crm: string
}

function checkRecord(world: World, { crmChanges }: Evidence, { pair, crm }: Place, complain: Complain): void {
  // Fields that share a CRM field, now or after another mapping, move together.
  const sharing = world.kind.fields.filter((field) => field.crm === crm)
  const names = new Set(sharing.flatMap(({ crm: one, otherCrm }) => [one, otherCrm ?? one]))
  const inCrm = crmChanges.filter(({ recordId, field }) => recordId === pair.recordId && names.has(field))
  const inErp = world.erp.changes.filter(
    ({ key, field }) => key === pair.key && names.has(fieldIn(world.kind, field).crm),
  )
  const wanted =
    inCrm.filter(({ by }) => by !== 'engine').length +
    inErp.filter(({ by }) => by === 'user').length +
    decidedFor(world, pair, new Set(sharing.map(({ erp }) => erp))) +
    unheard(world, inErp, new Set(sharing.map(({ erp }) => erp)))
  const complainOf = (what: string, count: number) => {
    if (count > wanted)
      complain(`I8 ${pair.key}.${what} was written ${count} times, and wanted ${wanted} times`)
  }
  for (const { erp } of sharing)
    complainOf(erp, inErp.filter(({ by, field }) => by === 'engine' && field === erp).length)
  for (const name of names)
    complainOf(name, inCrm.filter(({ by, field }) => by === 'engine' && field === name).length)
}

/** Links, mappings, conflicts, resyncs and the like: each may bring both sides in line once. */
function decidedFor({ decisions, long }: World, pair: Pair, fields: ReadonlySet<string>): number {
  const decided = decisions.filter(
    (one) => (one.pair === null || one.pair === pair) && (one.erpField === null || fields.has(one.erpField)),
  )
  return decided.length + long.resyncs.length + long.undone.size + (pair.made ? 1 : 0)
}

/** An answer that comes after another field was mapped is left aside: the actor is read, and may be told again. */
function unheard(
  { decisions, erp }: World,
  changes: readonly ErpChange[],
  fields: ReadonlySet<string>,
): number {
  const runs = new Set(changes.flatMap(({ by, run }) => (by === 'engine' ? [erp.runs[run]] : [])))
  const others = decisions.filter(
    ({ kind, erpField }) =>
      (kind === 'map' || kind === 'items') && erpField !== null && !fields.has(erpField),
  )
  return others.filter(({ seq }) => [...runs].some((run) => run && run.from < seq && seq < run.to)).length
}
