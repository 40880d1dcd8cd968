import { sql } from 'kysely'
import type { MappedField } from '../../src/sync/index.ts'
import type { Complain } from './check-rest.ts'
import type { Evidence, LogRow } from './evidence.ts'
import { essence, fieldOf, plain } from './fields.ts'
import type { AskedResync } from './long-work.ts'
import type { Pair, World } from './world.ts'

// What must be true of resyncs, undoing, repairs, imports and held links.

interface RunRow {
  readonly id: number
  readonly kind: string
  readonly state: string
}

export async function checkLongWork(world: World, evidence: Evidence, complain: Complain): Promise<void> {
  const { rows } = await sql<RunRow>`select id, kind, state from run
    where connection_id = ${world.connectionId} order by id`.execute(world.ground.store.db)
  const runs = new Map(rows.map((row) => [row.id, row]))
  for (const { kind, state } of rows)
    if (state === 'queued') complain(`long work (${kind}) is still queued at rest`)
  checkRules(world, evidence, runs, complain)
  checkCancelled(world, evidence, complain)
  for (const resync of world.long.resyncs) checkResync(world, evidence, { resync, runs, complain })
  checkUndone(world, evidence, complain)
  checkHeld(world, evidence, complain)
  await checkImported(world, complain)
}

const kindsOfRule: Readonly<Record<string, readonly string[]>> = {
  resync: ['resyncToCrm', 'resyncToErp'],
  undo: ['undo'],
  repair: ['repair'],
}
const against: Readonly<Record<string, string>> = { resyncToCrm: 'toErp', resyncToErp: 'toCrm' }

/** 9: what was overwritten is told in the run that asked for it, and a resync never writes against its direction. */
function checkRules(
  { long }: World,
  { log }: Evidence,
  runs: ReadonlyMap<number, RunRow>,
  complain: Complain,
): void {
  const options = new Map(long.resyncs.map((one) => [one.runId, one]))
  for (const { rule, runId, direction, actorKey, erpField, oldValue, newValue } of log) {
    const kind = runs.get(runId)?.kind ?? ''
    const of = kindsOfRule[rule]
    if (of && !of.includes(kind)) complain(`9 ${actorKey}.${erpField} (${rule}) is told in a run of ${kind}`)
    const blanked = newValue === null && oldValue !== null && options.get(runId)?.blanks === false
    if (rule === 'resync' && blanked)
      complain(`I16 a resync that was to leave blanks out emptied ${actorKey}.${erpField}`)
    if (rule === 'resync' && against[kind] === direction)
      complain(`a ${kind} wrote ${direction}: ${actorKey}.${erpField}`)
  }
}

/** What was cancelled before it began writes nothing. */
function checkCancelled({ long }: World, { log }: Evidence, complain: Complain): void {
  for (const { runId, moment } of long.cancelled) {
    // What the ERP was told before, without an answer, is found out later and told in its run.
    const late = log.find((row) => row.runId === runId && row.at > moment && row.direction === 'toCrm')
    if (late) complain(`a run that was cancelled wrote ${late.newValue} to ${late.actorKey}.${late.crmField}`)
  }
}

interface ResyncCase {
  readonly resync: AskedResync
  readonly runs: ReadonlyMap<number, RunRow>
  readonly complain: Complain
}

function checkResync(world: World, evidence: Evidence, one: ResyncCase): void {
  const { resync, runs } = one
  checkLaterEdits(world, evidence, one)
  if (runs.get(resync.runId)?.state !== 'done' || !resync.inPeace || movedSince(world, resync)) return
  for (const pair of world.pairs) checkPair(world, evidence, pair, one)
}

function checkPair(world: World, evidence: Evidence, pair: Pair, { resync, complain }: ResyncCase): void {
  const link = pair.linkId === null ? undefined : evidence.links.get(pair.linkId)
  if (!link || link.broken || link.parked || world.shared.has(pair.recordId)) return
  for (const field of evidence.mapping.fields) {
    if (link.errors.includes(field.erpField) || !takesPart(pair, field, resync)) continue
    checkTaken(evidence, pair, field, resync, complain)
  }
}

/** Since it was asked for somebody edited, decided, or asked for something else. */
function movedSince(world: World, { seq, runId }: AskedResync): boolean {
  const { edits, erp, decisions, long } = world
  return (
    edits.some((one) => one.seq > seq) ||
    erp.changes.some((one) => one.by === 'user' && one.seq > seq) ||
    decisions.some((one) => one.seq > seq) ||
    [...long.undone.values()].some((one) => one.seq > seq) ||
    long.resyncs.some((one) => one.runId > runId)
  )
}

/** A blank of the side that stands only counts if blanks do. */
function takesPart(
  { key }: Pair,
  { erpField, direction, keepOnBlank, ...field }: MappedField,
  { target, blanks, source }: AskedResync,
): boolean {
  if (direction === (target === 'crm' ? 'toErp' : 'toCrm') || field[target].readOnly) return false
  return plain(source.get(`${key} ${erpField}`)) !== '' || (blanks && !keepOnBlank)
}

/** Nobody did anything since: the target has what the source had, and the source still has it. */
function checkTaken(
  { inErp, inCrm }: Evidence,
  pair: Pair,
  { erpField, crmField, erp, list }: MappedField,
  { target, source }: AskedResync,
  complain: Complain,
): void {
  const key = `${pair.key} ${erpField}`
  if (!source.has(key)) return
  const had = source.get(key)
  const now = { erp: inErp(pair, erpField), crm: inCrm(pair, crmField) }
  const stays = target === 'crm' ? now.erp : now.crm
  if (essence(stays) !== essence(had))
    complain(`a resync of ${target} left ${key} with ${stays} where the side that stands had ${had}`)
  const item = erp.type === 'list' && now.erp !== null ? list?.toCrm.get(String(now.erp)) : undefined
  const alike = erp.type === 'list' ? (item ?? null) === now.crm : essence(now.erp) === essence(now.crm)
  if (!alike) complain(`a resync of ${target} left ${key} apart: ${now.erp} | ${now.crm}`)
}

/** I3: what somebody entered after a resync had ended is not overwritten by it. */
function checkLaterEdits(world: World, evidence: Evidence, { resync, complain }: ResyncCase): void {
  const { runId, endedAt, endedMoment: ended, target } = resync
  if (endedAt === null) return
  for (const row of evidence.log.filter((one) => one.runId === runId)) {
    const { actorKey, erpField, oldValue } = row
    const late =
      target === 'crm' ? row.at > ended : isLaterEntry(world, row, endedAt) && !isEdited(evidence, row, ended)
    if (late) complain(`I3 ${actorKey}.${erpField}: a resync that had ended overwrote ${oldValue}`)
  }
}

/** What was there before it ended too may be what was overwritten. */
function isLaterEntry({ erp }: World, { actorKey, erpField, oldValue }: LogRow, endedAt: number): boolean {
  const entered = erp.changes.find(
    ({ key, field, by, value }) =>
      key === actorKey && field === erpField && by === 'user' && plain(value) === plain(oldValue),
  )
  return plain(oldValue) !== '' && entered !== undefined && entered.seq > endedAt
}

/** The company was edited since: then that is newer than both. */
function isEdited({ crmChanges }: Evidence, { recordId, crmField }: LogRow, since: number): boolean {
  return crmChanges.some(
    (one) => one.by === 'user' && one.recordId === recordId && one.field === crmField && one.at > since,
  )
}

const moves: readonly string[] = [
  ...['erpChanged', 'crmChanged', 'restored', 'newest', 'noTime', 'erpWins', 'crmWins', 'notBlank'],
]

function checkUndone(world: World, evidence: Evidence, complain: Complain): void {
  for (const [index, row] of evidence.log.entries()) {
    if (row.rule !== 'undo') continue
    checkWasWritten(world, evidence, row, complain)
    checkStays(world, evidence, row, evidence.log.slice(index + 1), complain)
  }
}

/** An undo only overwrites what the run it undoes had written. */
function checkWasWritten({ long }: World, { log }: Evidence, row: LogRow, complain: Complain): void {
  const undone = long.undone.get(row.runId)
  const wrote = log.some(
    ({ runId, linkId, direction, erpField, newValue, rule }) =>
      runId === undone?.runId &&
      rule !== 'created' &&
      linkId === row.linkId &&
      direction === row.direction &&
      erpField === row.erpField &&
      essence(newValue) === essence(row.oldValue),
  )
  if (!wrote)
    complain(
      `I3 ${row.actorKey}.${row.erpField}: an undo overwrote ${row.oldValue}, which its run never wrote`,
    )
}

/** Of a field that is only for the ERP: what somebody had entered there and no pass had read yet is overwritten as ever. */
function isRestored(
  { erp }: World,
  { rule, actorKey, erpField, oldValue }: LogRow,
  undoneFrom: number,
): boolean {
  const read = erp.actors.get(actorKey)?.shownRuns ?? new Set()
  const isRead = (seq: number) =>
    erp.runs.some(
      ({ from, to, answered, plans }, run) =>
        answered && plans && from > seq && to < undoneFrom && read.has(run),
    )
  const entered = erp.changes.filter(
    ({ key, field, by }) => by === 'user' && key === actorKey && field === erpField,
  )
  return (
    rule === 'restored' &&
    entered.some(({ seq, value }) => essence(value) === essence(oldValue) && !isRead(seq))
  )
}

/** I2: nothing travels because of an undo; what was on its way does, and what somebody enters later. */
function checkStays(
  world: World,
  { crmChanges }: Evidence,
  row: LogRow,
  later: readonly LogRow[],
  complain: Complain,
): void {
  const next = later.find(({ linkId, crmField }) => linkId === row.linkId && crmField === row.crmField)
  if (!next || !moves.includes(next.rule)) return
  const onItsWay = row.direction === 'toCrm' && next.rule === 'crmChanged'
  if (onItsWay && essence(next.newValue) === essence(row.oldValue)) return
  const isField = (erp: string) => [fieldOf(erp).crm, fieldOf(erp).otherCrm].includes(row.crmField)
  const undoneFrom = world.long.undone.get(row.runId)?.seq ?? 0
  const decided = world.decisions.some(
    ({ seq, kind, erpField }) =>
      seq > undoneFrom && kind !== 'hold' && kind !== 'release' && (erpField === null || isField(erpField)),
  )
  const inCrm = crmChanges.some(
    ({ by, recordId, field, at }) =>
      by !== 'engine' && recordId === row.recordId && field === row.crmField && at > row.at,
  )
  const entered = world.erp.changes.filter(
    ({ key, field, by }) => by === 'user' && key === row.actorKey && isField(field),
  )
  const inErp =
    next.direction === 'toCrm'
      ? entered.some(({ value }) => essence(value) === essence(next.newValue)) || inListField(row)
      : entered.some(({ seq }) => seq > undoneFrom) || isRestored(world, next, undoneFrom)
  if (!inCrm && !inErp && !decided)
    complain(
      `I2 ${row.actorKey}.${row.erpField}: ${next.newValue} went ${next.direction} (${next.rule}) because ${row.newValue} was put back`,
    )
}

const inListField = ({ erpField }: LogRow) => fieldOf(erpField).type === 'list'

/** Nothing is written into a company while its link is held. */
function checkHeld({ long }: World, { crmChanges }: Evidence, complain: Complain): void {
  for (const { recordId, from, to } of long.holds)
    for (const { by, at, field, value, recordId: of } of crmChanges)
      if (by === 'engine' && of === recordId && at > from && to !== null && at < to)
        complain(`${field} became ${value} while its link was held`)
}

/** I6, I7: of a customer that is imported, one company with one link; and no company without one. */
async function checkImported(
  { ground, connectionId, long, creations, pairs }: World,
  complain: Complain,
): Promise<void> {
  if (long.newcomers.length === 0) return
  const { rows } = await sql<{ actorKey: string; companies: number; links: number }>`
    select n.key as actor_key,
      (select count(distinct s.record_id) from sync_log s
       where s.connection_id = ${connectionId} and s.actor_key = n.key and s.rule = 'created'
         and exists (select from company c where c.id = s.record_id)) as companies,
      (select count(*) from link l where l.connection_id = ${connectionId} and l.actor_key = n.key) as links
    from unnest(${[...long.newcomers]}::text[]) as n (key)`.execute(ground.store.db)
  for (const { actorKey, companies, links } of rows) {
    const byHand = long.linkedByHand.has(actorKey) ? 1 : 0
    if (companies + byHand > 1) complain(`I6 ${companies + byHand} companies were made of ${actorKey}`)
    if (companies + byHand !== Math.min(1, links))
      complain(`I7 ${actorKey}: ${companies} companies, ${links} links`)
  }
  await checkFailures({ ground, connectionId, long }, complain)
  const mine = Math.max(
    ...creations.map(({ recordId }) => recordId),
    ...pairs.filter(({ key }) => !long.newcomers.includes(key)).map(({ recordId }) => recordId),
  )
  const lost = await sql<{ lost: number }>`
    select count(*) as lost from company c
    where c.id > ${mine}
      and not exists (select from link l where l.record_type = 'company' and l.record_id = c.id)`.execute(
    ground.store.db,
  )
  if (lost.rows[0]?.lost) complain('I6 a company was made without a link')
}

async function checkFailures(
  { ground, connectionId, long }: Pick<World, 'ground' | 'connectionId' | 'long'>,
  complain: Complain,
): Promise<void> {
  // Whoever was linked by a person at that very moment is known when it is tried again.
  const failed = await sql<{ actorKey: string; code: string }>`
    select r.actor_key, r.problem ->> 'code' as code from import_row r join import i on i.id = r.import_id
    where i.connection_id = ${connectionId} and r.selected and (r.outcome = 'failed' or r.verdict in ('error', 'duplicate'))
    order by r.id`.execute(ground.store.db)
  for (const { actorKey, code } of failed.rows)
    if (!long.linkedByHand.has(actorKey) || code !== 'matchGone')
      complain(`an import did not make ${actorKey} although nothing is wrong: ${code}`)
}
