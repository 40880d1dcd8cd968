import type { Value } from '@koppel/sdk'
import type { Complain } from './check-rest.ts'
import type { ErpChange } from './erp.ts'
import type { CrmChange, Evidence, LogRow } from './evidence.ts'
import { essence, fieldOf, plain } from './fields.ts'
import type { Pair, World } from './world.ts'

/** What must be true of everything that was ever written. */
export function checkHistory(world: World, evidence: Evidence, complain: Complain): void {
  checkCrmLog(world, evidence, complain)
  for (const pair of world.pairs) {
    const ofPair = evidence.log.filter(({ actorKey }) => actorKey === pair.key)
    for (const [field, changes] of Map.groupBy(crmOf(evidence, pair), (change) => change.field)) {
      checkCrmField({ world, evidence, pair, log: ofPair, complain }, field, changes)
    }
    const inErp = world.erp.changes.filter(({ key }) => key === pair.key)
    for (const [field, changes] of Map.groupBy(inErp, (change) => change.field)) {
      checkErpField({ world, evidence, pair, log: ofPair, complain }, field, changes)
    }
  }
}

interface Case {
  readonly world: World
  readonly evidence: Evidence
  readonly pair: Pair
  readonly log: readonly LogRow[]
  readonly complain: Complain
}

function crmOf({ crmChanges }: Evidence, { recordId }: Pair): CrmChange[] {
  return crmChanges.filter((change) => change.recordId === recordId)
}

/** I26: each value the sync wrote to the CRM has one row in the log, and each row is such a value. */
function checkCrmLog(_world: World, { crmChanges, log }: Evidence, complain: Complain): void {
  const rows = log.filter(
    ({ direction, oldValue, newValue }) => direction === 'toCrm' && plain(oldValue) !== plain(newValue),
  )
  const open = new Map<string, number>()
  const name = (recordId: number, field: string, old: Value, value: Value) =>
    JSON.stringify([recordId, field, plain(old), plain(value)])
  for (const row of rows) {
    const key = name(row.recordId, row.crmField, row.oldValue, row.newValue)
    open.set(key, (open.get(key) ?? 0) + 1)
  }
  for (const { by, recordId, field, old, value } of crmChanges) {
    if (by === 'user' || plain(old) === plain(value)) continue
    const key = name(recordId, field, old, value)
    const left = open.get(key) ?? 0
    if (left === 0) complain(`I26 not in the log: CRM ${field} ${old} → ${value}`)
    open.set(key, left - 1)
  }
  for (const [key, left] of open) if (left > 0) complain(`I26 in the log but never written: ${key}`)
}

const byRule = ['restored', 'chosen', 'justLinked', 'notBlank']
const unique = (value: Value) => value !== null && !/^[A-Z]{2}$|^\d+$/.test(String(value))

/** I3, I21 in the CRM: an edit is only overwritten by what is newer, and never as if it had not been made. */
function checkCrmField(one: Case, field: string, changes: readonly CrmChange[]): void {
  const { world, pair, log, complain } = one
  const erpUsers = world.erp.changes.filter(({ key, by }) => key === pair.key && by === 'user')
  const erpKnown = new Set(
    world.erp.changes.filter(({ key }) => key === pair.key).map(({ value }) => essence(value)),
  )
  for (const [index, change] of changes.entries()) {
    const edit = changes[index - 1]
    if (change.by !== 'engine' || edit?.by !== 'user' || essence(edit.value) === essence(change.value))
      continue
    const rules = rulesOf(log, field, change)
    if (
      rules.every((rule) => rule === 'erpChanged') &&
      unique(edit.value) &&
      !mayBeOverwritten(one, crmFieldIs(field)) &&
      !erpKnown.has(essence(edit.value))
    )
      complain(
        `I3 ${pair.key}.${field}: ${edit.value} was overwritten by ${change.value} as if nobody had entered it`,
      )
    if (rules.some((rule) => byRule.includes(rule)) || !unique(change.value)) continue
    if (mayBeOverwritten(one, crmFieldIs(field))) continue
    const entered = erpUsers
      .filter(({ value }) => essence(value) === essence(change.value))
      .map(({ seq }) => seq)
    const editedAt = seqOf(world, pair, field, edit.value)
    const before = changes
      .slice(0, index - 1)
      .some(({ by, value }) => by === 'engine' && essence(value) === essence(change.value))
    if (before && !entered.some((seq) => seq > editedAt))
      complain(`I21 ${pair.key}.${field}: the older ${change.value} came back over ${edit.value} (${rules})`)
  }
}

const crmFieldIs = (field: string) => (erp: string) =>
  [fieldOf(erp).crm, fieldOf(erp).otherCrm].includes(field)

/** The field was one-way, or only later changes of it were to count, at some time: then it may be overwritten so. */
function mayBeOverwritten(
  { world, pair }: Pick<Case, 'world' | 'pair'>,
  isField: (erp: string) => boolean,
): boolean {
  const oneWay = Object.entries(world.schedule.directions).some(
    ([erp, direction]) => isField(erp) && direction !== 'both',
  )
  return (
    oneWay ||
    world.decisions.some(
      ({ start, direction, erpField, pair: of }) =>
        (start === 'asIs' || (direction && direction !== 'both')) &&
        (of === null || of === pair) &&
        (erpField === null || isField(erpField)),
    )
  )
}

function seqOf({ edits }: World, pair: Pair, field: string, value: Value): number {
  return (
    edits.findLast((edit) => edit.pair === pair && edit.field === field && edit.value === value)?.seq ?? 0
  )
}

/** What decided, by the log, that this field got this value for that one; the same may have happened more than once. */
function rulesOf(log: readonly LogRow[], field: string, { old, value }: CrmChange): readonly string[] {
  return log
    .filter((row) => row.direction === 'toCrm' && row.crmField === field)
    .filter((row) => plain(row.oldValue) === plain(old) && plain(row.newValue) === plain(value))
    .map(({ rule }) => rule)
}

/** I3, I8, I18, I19, I26 in the ERP. */
function checkErpField(one: Case, field: string, changes: readonly ErpChange[]): void {
  for (const [index, change] of changes.entries()) {
    if (change.by !== 'engine') continue
    const edit = changes[index - 1]
    checkErpLog(one, field, change)
    if (change.unseen) checkUnseen(one, field, change)
    else if (edit?.by === 'user' && essence(edit.value) !== essence(change.value))
      checkOverwritten(one, field, edit, change, changes.slice(0, index - 1))
  }
}

function checkUnseen(
  { world, pair, complain }: Case,
  field: string,
  { old, value, looked, run }: ErpChange,
): void {
  const overtaken = world.erp.runs[run]?.answered === false
  if (world.erp.personality.versions) complain(`I19 ${pair.key}.${field}: ${value} overwrote ${old} unseen`)
  else if (!looked && !overtaken)
    complain(`I19 ${pair.key}.${field}: ${value} overwrote ${old} without looking`)
}

function checkErpLog({ world, pair, log, complain }: Case, field: string, change: ErpChange): void {
  if (!world.erp.runs[change.run]?.answered || plain(change.old) === plain(change.value)) return
  const logged = log.some(
    (row) =>
      row.direction === 'toErp' && row.erpField === field && plain(row.newValue) === plain(change.value),
  )
  if (!logged) complain(`I26 not in the log: ERP ${pair.key}.${field} ${change.old} → ${change.value}`)
}

function checkOverwritten(
  { world, evidence, pair, log, complain }: Case,
  field: string,
  edit: ErpChange,
  change: ErpChange,
  earlier: readonly ErpChange[],
): void {
  if (!unique(edit.value) || !unique(change.value)) return
  const row = log.find(
    (one) =>
      one.direction === 'toErp' &&
      one.erpField === field &&
      plain(one.newValue) === plain(change.value) &&
      essence(one.oldValue) === essence(edit.value),
  )
  const answered = world.erp.runs[change.run]?.answered
  if (!row && answered)
    complain(`9 ${pair.key}.${field}: the overwritten ${edit.value} is not in the log (now ${change.value})`)
  const inCrm = new Set(crmOf(evidence, pair).map(({ value }) => essence(value)))
  if (
    row?.rule === 'crmChanged' &&
    !mayBeOverwritten({ world, pair }, (erp) => erp === field) &&
    !inCrm.has(essence(edit.value))
  )
    complain(
      `I3 ${pair.key}.${field}: ${edit.value} was overwritten by ${change.value} as if nobody had entered it`,
    )
  if (byRule.includes(row?.rule ?? (answered ? '' : 'chosen'))) return
  if (mayBeOverwritten({ world, pair }, (erp) => erp === field)) return
  // A value whose arrival nobody heard of may be sent again.
  const before = earlier.some(
    ({ by, value, run }) =>
      by === 'engine' && essence(value) === essence(change.value) && world.erp.runs[run]?.answered,
  )
  const entered = world.edits.some(
    (one) => one.pair === pair && essence(one.value) === essence(change.value) && one.seq > edit.seq,
  )
  if (before && !entered)
    complain(
      `I21 ${pair.key}.${field}: the older ${change.value} came back over ${edit.value} (${row?.rule})`,
    )
}

/** Somebody chose that the CRM's value stands, also in a field that otherwise comes from the ERP. */
function chosen({ decisions, schedule }: World, key: string, field: string): boolean {
  const crmStands = decisions.some(
    ({ start, pair, erpField }) =>
      start === 'crm' && (pair === null || pair.key === key) && (erpField === null || erpField === field),
  )
  return crmStands || schedule.start === 'crm'
}

/** I18: nothing is sent to a field that is not for it. I14: nothing is written for a pair that is not linked. */
export function checkSent(
  world: World,
  directionAt: (field: string, seq: number) => string | null,
  complain: Complain,
) {
  for (const { seq, run, key, field, value } of world.erp.sent) {
    const began = world.erp.runs[run]?.from ?? seq
    const allowed = [directionAt(field, seq), directionAt(field, began)].some(
      (one) => one === 'both' || one === 'toErp',
    )
    if (fieldOf(field).access === 'readOnly')
      complain(`I18 ${value} was sent to the read-only ${key}.${field}`)
    else if (!allowed && !chosen(world, key, field))
      complain(`I18 ${value} was sent to ${key}.${field}, which is not for the ERP`)
    const ofPair = world.decisions.filter(
      ({ pair, kind }) => pair?.key === key && ['link', 'unlink'].includes(kind),
    )
    const last = ofPair.findLast((decision) => decision.seq < began)
    if (last?.kind === 'unlink') complain(`I14 ${value} was sent to ${key}.${field}, which is not linked`)
  }
}
