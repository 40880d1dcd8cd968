import type { Value } from '@koppel/sdk'
import { countStates } from '../../src/engine/monitor/states.ts'
import type { MappedField } from '../../src/sync/index.ts'
import type { ErpChange, ErpRun } from './erp.ts'
import type { Evidence, LinkRow } from './evidence.ts'
import { essence, plain } from './fields.ts'
import type { Pair, World } from './world.ts'

export type Complain = (violation: string) => void

/** What must be true once both sides are at rest. */
export function checkRest(world: World, evidence: Evidence, complain: Complain): void {
  for (const pair of world.pairs) {
    checkInvention(world, evidence, pair, complain)
    const link = pair.linkId === null ? undefined : evidence.links.get(pair.linkId)
    if (link) checkLinked(world, evidence, { pair, link }, complain)
  }
}

function checkLinked(world: World, evidence: Evidence, linked: Linked, complain: Complain): void {
  const { pair, link } = linked
  const gone = world.erp.actors.get(pair.key)?.gone === true
  checkStranger(world, linked, complain)
  if (link.broken) {
    if (!gone) checkBack(world, evidence, linked, complain)
  } else if (gone) checkGone(world, pair, complain)
  else checkLink(world, evidence, linked, complain)
}

/** Fault 40: an actor that is there again is the same if it is as it was; otherwise somebody is asked. */
function checkBack(
  { decisions }: World,
  { inErp, mapping }: Evidence,
  { pair, link }: Linked,
  complain: Complain,
): void {
  const gone = decisions.some((one) => one.kind === 'gone' && one.pair === pair)
  if (!gone) complain(`I15 ${pair.key} broke although it was never gone`)
  if (link.parked !== 'actorBack') complain(`I15 ${pair.key} broke although it is there`)
  const agreed = mapping.fields.filter(({ erpField }) => erpField in link.base)
  const asItWas = agreed.every(
    ({ erpField }) => plain(inErp(pair, erpField)) === plain(link.base[erpField]?.[0] ?? null),
  )
  if (agreed.length > 0 && asItWas) complain(`I15 ${pair.key} is as it was and still counts as gone`)
}

/** Whoever is there again as somebody else is not the same customer before a person was asked. */
function checkStranger(world: World, { pair, link }: Linked, complain: Complain): void {
  const { decisions, erp, strangers } = world
  const stranger = strangers.find(({ linkId }) => linkId === link.id)
  if (!stranger || link.broken || link.asked) return
  // Then it may be as it was in all that both sides still agree on.
  const since = (one: { readonly seq: number }) => one.seq > stranger.seq
  const edited = erp.changes.filter(since).some(({ key, by }) => key === pair.key && by === 'user')
  const decided = decisions.filter(since).some(({ kind }) => kind === 'map' || kind === 'resolve')
  if (!edited && !decided) complain(`I15 ${pair.key} is there again as somebody else and counts as the same`)
}

function checkGone({ erp }: World, { key }: Pair, complain: Complain): void {
  if (erp.personality.deletions) complain(`a deleted actor did not break its link: ${key}`)
}

interface Linked {
  readonly pair: Pair
  readonly link: LinkRow
}

function checkLink(world: World, evidence: Evidence, linked: Linked, complain: Complain): void {
  const { pair, link } = linked
  if (link.edited) complain(`a CRM edit of ${pair.key} was not looked at`)
  checkConflicts(evidence, linked, complain)
  checkRefused(linked, complain)
  if (link.parked) {
    checkParked(evidence, linked, complain)
    return
  }
  if (link.waiting) complain(`something still waits to be told to the ERP about ${pair.key}`)
  for (const field of evidence.mapping.fields) {
    const complaint = fieldComplaint(world, evidence, linked, field)
    if (complaint)
      complain(`${pair.key}.${field.erpField} (${field.direction}, ${field.conflictRule}): ${complaint}`)
  }
}

/** A field the ERP refused waits for its next try, and gets it. */
function checkRefused({ pair, link }: Linked, complain: Complain): void {
  for (const field of link.stuck) complain(`I9 ${pair.key}.${field} was refused and has no next try`)
  for (const field of link.overdue) complain(`I9 ${pair.key}.${field} was refused and is not tried again`)
}

function checkParked(evidence: Evidence, { pair, link }: Linked, complain: Complain): void {
  if (!link.retries) complain(`I9 ${pair.key} is parked without a next try`)
  const rightly = pairValues(evidence, pair).some((value) => /bad|too long/i.test(String(value)))
  if (!rightly) complain(`I32 ${pair.key} is parked (${link.parked}) although nothing is wrong with it`)
}

function checkConflicts(evidence: Evidence, { pair, link }: Linked, complain: Complain): void {
  for (const [erpField, said] of Object.entries(link.conflicts)) {
    const mapped = evidence.mapping.fields.find((field) => field.erpField === erpField)
    const now = [evidence.inErp(pair, erpField), mapped ? evidence.inCrm(pair, mapped.crmField) : null]
    if (!mapped) complain(`a conflict on ${pair.key}.${erpField} is open although it is no longer mapped`)
    else if (!link.parked && !same(said, now))
      complain(`a conflict on ${pair.key}.${erpField} shows ${said} where there is ${now}`)
  }
}

function pairValues({ inCrm, inErp, mapping }: Evidence, pair: Pair): Value[] {
  return mapping.fields.flatMap(({ erpField, crmField }) => [inErp(pair, erpField), inCrm(pair, crmField)])
}

function same([a, b]: readonly Value[], [c, d]: readonly Value[]): boolean {
  return plain(a) === plain(c) && plain(b) === plain(d)
}

function fieldComplaint(
  world: World,
  evidence: Evidence,
  { pair, link }: Linked,
  field: MappedField,
): string | undefined {
  const { erpField, crmField } = field
  if (erpField in link.conflicts) return undefined
  const now = [evidence.inErp(pair, erpField), evidence.inCrm(pair, crmField)] as const
  const base = link.base[erpField]
  if (link.errors.includes(erpField)) {
    const wrong = !base || !same(base, now) || !alike(field, now)
    return wrong ? undefined : `I32 an error is shown although both have ${now[0]}`
  }
  if (!base) return `I1 convergence: no base at rest; ${now.join(' | ')}`
  if (!same(base, now)) return `I1 convergence: ${now.join(' | ')} differs from the base ${base.join(' | ')}`
  if (alike(field, now)) return undefined
  if (field.keepOnBlank && now.includes(null)) return undefined
  return isLeftAsMade(pair, field, now) || mayDiffer(world, evidence, pair, field, now)
    ? undefined
    : `I1 convergence: ${now.join(' | ')} do not match`
}

/** Making empties nothing, and leaves alone what an actor that was made has by itself where only the CRM tells the ERP. */
function isLeftAsMade(
  { made }: Pair,
  { direction }: MappedField,
  [inErp, inCrm]: readonly [Value, Value],
): boolean {
  if (!made) return false
  return (direction === 'toCrm' && inErp === null) || (direction === 'toErp' && inCrm === null)
}

function alike({ erp, list }: MappedField, [inErp, inCrm]: readonly [Value, Value]): boolean {
  if (erp.type !== 'list' || inErp === null) return essence(inErp) === essence(inCrm)
  return list?.toCrm.get(String(inErp)) === inCrm
}

/**
 * Somebody wanted it so: only what changed after the engine had looked counts, and neither side is another than it
 * was then; another list mapping moves nothing.
 */
function mayDiffer(
  { decisions, erp }: World,
  { crmChanges, log }: Evidence,
  pair: Pair,
  { erpField, crmField }: MappedField,
  [inErp, inCrm]: readonly [Value, Value],
): boolean {
  if (log.some((row) => row.rule === 'undo' && row.linkId === pair.linkId && row.crmField === crmField))
    return true
  const decided = decisions.filter(
    (one) =>
      (one.pair === null || one.pair === pair) &&
      (one.kind === 'link' || one.kind === 'bin' || one.erpField === erpField) &&
      (one.start === 'asIs' || one.kind === 'items'),
  )
  if (decided.some(({ kind }) => kind === 'items' || kind === 'bin')) return true
  const last = decided.at(-1)?.seq
  if (last === undefined) return false
  const shown = erp.actors.get(pair.key)?.shownRuns ?? new Set()
  const holds = decisions.filter((one) => one.kind === 'hold' && one.pair === pair)
  // A resync looks only at fields that flow its way; the pass goes on to the others unless somebody holds the link by then.
  const isHeldIn = ({ from, to }: ErpRun) => holds.some(({ seq }) => seq > from && seq < to)
  const looked = erp.runs.find(
    (one, run) => one.from > last && one.answered && one.plans && shown.has(run) && !isHeldIn(one),
  )
  if (!looked) return true
  const later = erp.changes.find(
    ({ key, field, seq }) => key === pair.key && field === erpField && seq > looked.to,
  )
  const laterInCrm = crmChanges.find(
    ({ recordId, field, at }) => recordId === pair.recordId && field === crmField && at > looked.endedAt,
  )
  return unmoved(inErp, later) && unmoved(inCrm, laterInCrm)
}

const unmoved = (now: Value, later: { readonly old: Value } | undefined) =>
  later === undefined || plain(later.old) === plain(now)

/** In the ERPs of both connections. */
function changesOf({ erp, neighbour, first }: World): readonly ErpChange[] {
  return [...erp.changes, ...((neighbour ?? first)?.erp.changes ?? [])]
}

/** I4: what is there was entered by somebody, for this pair. */
function checkInvention(world: World, evidence: Evidence, pair: Pair, complain: Complain): void {
  const { key, recordId } = pair
  const items = world.ground.items.flatMap(({ crm, erp }) => [crm, erp])
  const inCrm = world.edits.filter((edit) => edit.pair.recordId === recordId)
  const inErp = changesOf(world).filter((change) => change.by === 'user' && isOfPair(change.key, pair))
  const entered = [...items, ...[...inCrm, ...inErp].map(({ value }) => value)].map(essence)
  const known = new Set(['', ...pair.born, '7', ...entered])
  for (const value of pairValues(evidence, pair)) {
    if (!known.has(essence(value))) complain(`I4 nobody entered the ${value} that ${key} has`)
  }
}

/** An actor of one ERP or of the other that has the same company. */
function isOfPair(key: string, { key: own, index, made }: Pair): boolean {
  return key === own || (!made && /^[CD]/.test(key) && key.slice(1) === String(index))
}

/** I32: the counts add up to the links of the connection, and say what the tables say. */
export async function checkStates(world: World, rows: readonly LinkRow[], complain: Complain): Promise<void> {
  const all = await countStates(world.ground.store.db)
  const counted = all.find(({ connectionId }) => connectionId === world.connectionId)
  if (!counted) return complain('I32 the connection is not counted')
  const failed = rows.filter((row) => row.broken || row.parked || row.errors.length > 0)
  const conflict = rows.filter((row) => !failed.includes(row) && Object.keys(row.conflicts).length > 0)
  const inSync = rows.length - failed.length - conflict.length
  const said = [
    counted.links,
    counted.inSync,
    counted.waiting,
    counted.conflict,
    counted.failed,
    counted.held,
  ]
  const is = [rows.length, inSync, 0, conflict.length, failed.length, 0]
  if (said.join() !== is.join()) complain(`I32 states: counted ${said}, there are ${is}`)
}
