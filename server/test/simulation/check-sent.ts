import type { Complain } from './check-rest.ts'
import type { Evidence } from './evidence.ts'
import { fieldOf } from './fields.ts'
import type { Decision, World } from './world.ts'

/** Somebody chose that the CRM's value stands, also in a field that otherwise comes from the ERP. */
function chosen({ decisions, schedule }: World, key: string, field: string): boolean {
  const crmStands = decisions.some(
    ({ start, pair, erpField }) =>
      start === 'crm' && (pair === null || pair.key === key) && (erpField === null || erpField === field),
  )
  return crmStands || schedule.start === 'crm'
}

const closes = ({ kind }: Decision) => kind === 'unlink' || kind === 'hold'

/** I18: nothing is sent to a field that is not for it. I14: nothing is written for a pair that is not linked. */
export function checkSent(
  world: World,
  { log }: Evidence,
  directionAt: (field: string, seq: number) => string | null,
  complain: Complain,
) {
  // What a run told the ERP is put back there, also if the field is no longer for it.
  const undone = (key: string, field: string) =>
    log.some((row) => row.rule === 'undo' && row.actorKey === key && row.erpField === field)
  for (const { seq, run, key, field, value } of world.erp.sent) {
    const began = world.erp.runs[run]?.from ?? seq
    const allowed = [directionAt(field, seq), directionAt(field, began)].some(
      (one) => one === 'both' || one === 'toErp',
    )
    if (fieldOf(field).access === 'readOnly')
      complain(`I18 ${value} was sent to the read-only ${key}.${field}`)
    else if (!allowed && !chosen(world, key, field) && !undone(key, field))
      complain(`I18 ${value} was sent to ${key}.${field}, which is not for the ERP`)
    const ofPair = world.decisions.filter(
      ({ pair, kind }) => pair?.key === key && ['link', 'unlink', 'hold', 'release'].includes(kind),
    )
    // Also of a link that was made, or released, while the run went on.
    const reopened = ofPair.some((one) => one.seq > began && one.seq < seq && !closes(one))
    const last = ofPair.findLast((one) => one.seq < began)
    if (last && closes(last) && !reopened)
      complain(`I14 ${value} was sent to ${key}.${field}, which is not linked, or held`)
  }
}
