import type { Value } from '@koppel/sdk'
import { checkErpLog } from './check-erp-log.ts'
import type { Complain } from './check-rest.ts'
import type { ErpChange } from './erp.ts'
import type { CrmChange, Evidence, LogRow } from './evidence.ts'
import { essence, fieldIn, type Kind, plain } from './fields.ts'
import type { Pair, World } from './world.ts'

/** What must be true of everything that was ever written. */
export function checkHistory(world: World, evidence: Evidence, complain: Complain): void {
  checkCrmLog(world, evidence, complain)
  for (const pair of world.pairs) {
    const ofPair = evidence.log.filter(({ actorKey }) => actorKey === pair.key)
    for (const [field, changes] of Map.groupBy(crmOf(evidence, pair), (change) => change.field)) {
      checkCrmField({ world, evidence, pair, log: ofPair, complain }, field, changes)
      const undone = ofPair.some(({ rule }) => rule === 'undo')
      if (!world.shared.has(pair.recordId) && !undone) checkOrder(world, pair, field, changes, complain)
      if (field === fieldIn(world.kind, 'PHONE').crm)
        checkBlanked({ world, evidence, pair, log: ofPair, complain }, changes)
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
function checkCrmLog({ pairs }: World, { crmChanges, log }: Evidence, complain: Complain): void {
  const rows = log.filter(
    ({ recordId, direction, oldValue, newValue, rule }) =>
      pairs.some((pair) => pair.recordId === recordId) &&
      direction === 'toCrm' &&
      rule !== 'created' &&
      plain(oldValue) !== plain(newValue),
  )
  const open = new Map<string, number>()
  const name = (recordId: number, field: string, old: Value, value: Value) =>
    JSON.stringify([recordId, field, plain(old), plain(value)])
  for (const row of rows) {
    const key = name(row.recordId, row.crmField, row.oldValue, row.newValue)
    open.set(key, (open.get(key) ?? 0) + 1)
  }
  for (const { by, recordId, field, old, value } of crmChanges) {
    if (by !== 'engine' || plain(old) === plain(value)) continue
    const key = name(recordId, field, old, value)
    const left = open.get(key) ?? 0
    if (left === 0) complain(`I26 not in the log: CRM ${field} ${old} → ${value}`)
    open.set(key, left - 1)
  }
  for (const [key, left] of open) if (left > 0) complain(`I26 in the log but never written: ${key}`)
}

const byRule = ['restored', 'chosen', 'justLinked', 'notBlank', 'resync', 'repair', 'undo']
const unique = (value: Value) => value !== null && !/^[A-Z]{2}$|^\d+$/.test(String(value))

/** I3, I21 in the CRM: an edit is only overwritten by what is newer, and never as if it had not been made. */
function checkCrmField(one: Case, field: string, changes: readonly CrmChange[]): void {
  if (mayBeOverwritten(one, crmFieldIs(one.world.kind, field))) return
  for (const [index, change] of changes.entries()) {
    const edit = changes[index - 1]
    if (change.by !== 'engine' || edit?.by !== 'user' || same(edit, change)) continue
    const rules = rulesOf(one.log, field, change)
    checkNotIgnored(one, edit, change, rules)
    if (rules.some((rule) => byRule.includes(rule)) || !unique(change.value)) continue
    checkNewer(one, edit, change, changes.slice(0, index - 1))
  }
}

/** I21: what was entered in the ERP first never comes after what was entered later. */
function checkOrder(
  { erp, kind }: World,
  pair: Pair,
  field: string,
  changes: readonly CrmChange[],
  complain: Complain,
): void {
  const entered = erp.changes.filter(
    ({ key, by, ...one }) => key === pair.key && by === 'user' && isOf(kind, field, one.field),
  )
  const enteredAt = (change: CrmChange) => {
    const [first, again] = entered.filter((one) => same(one, change))
    return again ? undefined : first?.seq
  }
  let newest = 0
  for (const change of changes) {
    const seq = change.by === 'engine' && unique(change.value) ? (enteredAt(change) ?? newest) : newest
    if (seq < newest)
      complain(`I21 ${pair.key}.${field}: ${change.value} came after what is newer in the ERP`)
    newest = Math.max(newest, seq)
  }
}

/** I16: what the ERP did not deliver is not blank. Every actor has a phone number until somebody blanks it. */
function checkBlanked({ world, pair, log, complain }: Case, changes: readonly CrmChange[]): void {
  const blank = world.erp.changes.some(
    ({ key, field, value }) => key === pair.key && field === 'PHONE' && value === null,
  )
  const blanked = changes.some(
    // What somebody blanked here may be put back so.
    (change) =>
      change.by === 'engine' && change.value === null && !rulesOf(log, change.field, change).includes('undo'),
  )
  if (blanked && !blank) complain(`I16 the phone number of ${pair.key} was blanked, and the ERP never was`)
}

const same = (one: { readonly value: Value }, other: { readonly value: Value }) =>
  essence(one.value) === essence(other.value)

function checkNotIgnored(
  { world, pair, complain }: Case,
  edit: CrmChange,
  { value }: CrmChange,
  rules: readonly string[],
): void {
  const asIfUnedited = (rule: string) =>
    rule === 'erpChanged' || (rule === 'chosen' && nobodyChose(world, pair))
  const ignored = rules.every(asIfUnedited) && unique(edit.value)
  if (ignored && !world.erp.changes.some((change) => change.key === pair.key && same(change, edit)))
    complain(
      `I3 ${pair.key}.${edit.field}: ${edit.value} was overwritten by ${value} as if nobody had entered it`,
    )
}

/** Who has an actor made chooses no side. */
function nobodyChose({ decisions }: World, pair: Pair): boolean {
  return pair.made && !decisions.some((one) => one.pair === pair || one.pair === null)
}

/** What the CRM had before is only newer than an edit if somebody entered it again, in the ERP. */
function checkNewer(
  { world, pair, complain }: Case,
  edit: CrmChange,
  change: CrmChange,
  earlier: readonly CrmChange[],
): void {
  const entered = world.erp.changes
    .filter(({ key, by }) => key === pair.key && by === 'user')
    .filter((one) => same(one, change))
  const editedAt = seqOf(world, pair, edit.field, edit.value)
  const wasThere = earlier.filter((one) => same(one, change))
  const delivered = wasThere.some(({ by }) => by === 'engine') && !entered.some(({ seq }) => seq > editedAt)
  // What nobody entered in the ERP is an older value of the CRM itself.
  const echoed = wasThere.length > 0 && entered.length === 0
  if (delivered || echoed)
    complain(`I21 ${pair.key}.${edit.field}: the older ${change.value} came back over ${edit.value}`)
}

function isOf(kind: Kind, field: string, erp: string): boolean {
  const { crm, otherCrm } = fieldIn(kind, erp)
  return [crm, otherCrm].includes(field)
}
const crmFieldIs = (kind: Kind, field: string) => (erp: string) => isOf(kind, field, erp)

/** The field was one-way, or only later changes of it were to count, at some time: then it may be overwritten so. */
function mayBeOverwritten(
  { world, pair }: Pick<Case, 'world' | 'pair'>,
  isField: (erp: string) => boolean,
): boolean {
  // What another ERP says is somebody's edit, without a time of its own.
  if (world.shared.has(pair.recordId)) return true
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

function checkOverwritten(
  one: Case,
  field: string,
  edit: ErpChange,
  change: ErpChange,
  earlier: readonly ErpChange[],
): void {
  if (!unique(edit.value) || !unique(change.value)) return
  const { world, evidence, pair, log, complain } = one
  const row = log.find((logged) => isOverwrite(logged, field, edit, change))
  const { key } = pair
  if (!row && world.erp.runs[change.run]?.answered)
    complain(`9 ${key}.${field}: the overwritten ${edit.value} is not in the log (now ${change.value})`)
  if (!row || mayBeOverwritten(one, (erp) => erp === field)) return
  const unheard = row.rule === 'crmChanged' && !crmOf(evidence, pair).some((inCrm) => same(inCrm, edit))
  if (unheard)
    complain(
      `I3 ${key}.${field}: ${edit.value} was overwritten by ${change.value} as if nobody had entered it`,
    )
  if (!byRule.includes(row.rule) && !isNewer(one, edit, change, earlier))
    complain(`I21 ${key}.${field}: the older ${change.value} came back over ${edit.value} (${row.rule})`)
}

function isOverwrite(row: LogRow, field: string, edit: ErpChange, change: ErpChange): boolean {
  return (
    row.direction === 'toErp' &&
    row.erpField === field &&
    plain(row.newValue) === plain(change.value) &&
    essence(row.oldValue) === essence(edit.value)
  )
}

/** What the ERP was told before is only newer than an edit if somebody entered it again, in the CRM. */
function isNewer(
  { world, pair }: Case,
  edit: ErpChange,
  change: ErpChange,
  earlier: readonly ErpChange[],
): boolean {
  // A value whose arrival nobody heard of may be sent again.
  const told = earlier.some(
    (one) => one.by === 'engine' && same(one, change) && world.erp.runs[one.run]?.answered,
  )
  return !told || world.edits.some((one) => one.pair === pair && same(one, change) && one.seq > edit.seq)
}
