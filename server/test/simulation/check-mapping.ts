import type { Complain } from './check-rest.ts'
import type { Evidence } from './evidence.ts'
import { fieldIn } from './fields.ts'
import type { Decision, World } from './world.ts'

/** I17: from the moment a field is no longer mapped, nothing is written to its CRM field on its account. */
export function checkUnmapped(world: World, evidence: Evidence, complain: Complain): void {
  const { kind } = world
  const isName = (erp: string) => fieldIn(kind, erp).crm === fieldIn(kind, 'NAME').crm
  const maps = world.decisions.filter(({ kind }) => kind === 'map')
  for (const [index, one] of maps.entries()) {
    if (one.direction !== null || one.erpField === null || isName(one.erpField)) continue
    const next = maps.slice(index + 1).find(({ erpField }) => erpField === one.erpField)
    checkBetween(world, evidence, { erpField: one.erpField, from: one, to: next }, complain)
  }
}

interface Unmapped {
  readonly erpField: string
  readonly from: Decision
  readonly to: Decision | undefined
}

function checkBetween(
  { pairs, kind }: World,
  { crmChanges }: Evidence,
  { erpField, from, to }: Unmapped,
  complain: Complain,
): void {
  const { crm, otherCrm } = fieldIn(kind, erpField)
  const written = crmChanges
    .filter(({ by, field }) => by === 'engine' && (field === crm || field === otherCrm))
    .filter(({ at }) => at > (from.moment ?? 0) && at < (to?.moment ?? Number.POSITIVE_INFINITY))
  for (const { recordId, field, value } of written) {
    const key = pairs.find((pair) => pair.recordId === recordId)?.key ?? `company ${recordId}`
    complain(`I17 ${value} was written to ${field} of ${key} although ${erpField} was no longer mapped`)
  }
}
