import type { Fields } from '@koppel/sdk'
import { sql } from 'kysely'
import { type CrmRecord, readRecords, writeRecords } from '../../crm/index.ts'
import type { TypeMapping } from '../../erp/index.ts'
import type { Tx } from '../../store/index.ts'
import {
  type Base,
  baseFrom,
  planUndo,
  type Starts,
  type StoredBase,
  storedBase,
  type UndoLine,
  type UndoPlan,
  type Written,
} from '../../sync/index.ts'
import { isRefusedData } from '../apart.ts'
import { insertLog, type LogRow } from '../log-rows.ts'
import { runOf } from '../run.ts'
import { mappingOf, recordset, type Work } from '../work.ts'
import { type ReportLine, storeReport } from './report.ts'
import { type Target, writtenTo } from './written.ts'

/**
 * Puts back what a run wrote to these links, in a handful of statements whatever their number.
 *
 * Part of the caller's transaction. The CRM is written here; what the ERP is to hold again becomes a start rule, and
 * the next pass tells it.
 */
export async function putBack(
  tx: Tx,
  work: Work,
  target: Target,
  linkIds: readonly number[],
): Promise<readonly ReportLine[]> {
  const links = await lockAll(tx, work.connectionId, linkIds)
  const written = await writtenTo(
    tx,
    target,
    links.map(({ id }) => id),
  )
  const asked = await askedAbout(tx, linkIds)
  const lines: ReportLine[] = []
  for (const [actorType, ofType] of Map.groupBy(links, (link) => link.actorType)) {
    const mapping = mappingOf(work, actorType)
    const subjects = ofType.map((link) => ({
      link,
      written: written.get(link.id) ?? [],
      asked: asked.get(link.id) ?? new Set<string>(),
    }))
    lines.push(...(mapping ? await ofMapping(tx, work, mapping, subjects) : subjects.flatMap(notMapped)))
  }
  await storeReport(tx, await runOf(work), lines)
  await sql`select pg_notify('koppel_crm_change', ${String(work.connectionId)})`.execute(tx)
  return lines
}

interface UndoneLink {
  readonly id: number
  readonly actorType: string
  readonly actorKey: string
  readonly recordId: number
  readonly base: Base
  readonly start: Starts
  readonly ended: boolean
  readonly broken: boolean
  readonly held: boolean
}

interface Subject {
  readonly link: UndoneLink
  readonly written: readonly Written[]
  readonly asked: ReadonlySet<string>
}

interface Undone extends Subject {
  readonly plan: UndoPlan
}

/** In the order of their ids, as everybody locks them. */
async function lockAll(tx: Tx, connectionId: number, ids: readonly number[]): Promise<readonly UndoneLink[]> {
  const { rows } = await sql<Omit<UndoneLink, 'base'> & { readonly base: StoredBase }>`
    select id, actor_type, actor_key, record_id, base, start, ended_at is not null as ended,
      broken_at is not null as broken, held_at is not null as held
    from link where connection_id = ${connectionId} and id = any(${[...ids]}::bigint[])
    order by id for no key update`.execute(tx)
  return rows.map((row) => ({ ...row, base: baseFrom(row.base) }))
}

async function askedAbout(tx: Tx, ids: readonly number[]): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
  const { rows } = await sql<{ linkId: number; fields: readonly string[] }>`
    select link_id, array_agg(erp_field) as fields from conflict
    where link_id = any(${[...ids]}::bigint[]) and resolved_at is null group by link_id`.execute(tx)
  return new Map(rows.map(({ linkId, fields }) => [linkId, new Set(fields)]))
}

async function ofMapping(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  subjects: readonly Subject[],
): Promise<readonly ReportLine[]> {
  const ids = [...new Set(subjects.map(({ link }) => link.recordId))].toSorted((a, b) => a - b)
  const records = await readRecords(tx, mapping.recordType, ids, { lock: true })
  const run = await runOf(work)
  const lines: ReportLine[] = []
  const undone = subjects.flatMap((subject): Undone[] => {
    const record = records.get(subject.link.recordId)
    const hindrance = hindranceOf(subject.link, record)
    if (hindrance || !record) {
      lines.push(
        ...subject.written.map((one) =>
          told(subject.link, { ...one, now: null, outcome: hindrance ?? 'recordGone' }),
        ),
      )
      return []
    }
    const plan = planUndo({
      fields: mapping.fields,
      erpWrites: mapping.capabilities.update === true,
      run,
      base: subject.link.base,
      start: subject.link.start,
      record: record.fields,
      asked: subject.asked,
      written: subject.written,
    })
    return [{ ...subject, plan }]
  })
  lines.push(...(await storeApart(tx, work, mapping, undone, records)))
  return lines
}

function hindranceOf({ ended, broken, held }: UndoneLink, record: CrmRecord | undefined) {
  if (ended) return 'linkEnded'
  if (broken) return 'linkBroken'
  if (held) return 'linkHeld'
  return record && record.deletedAt === null ? undefined : 'recordGone'
}

function notMapped({ link, written }: Subject): ReportLine[] {
  return written.map((one) =>
    told(link, { ...one, now: null, outcome: link.ended ? 'linkEnded' : 'notMapped' }),
  )
}

function told(
  link: UndoneLink,
  line: Omit<ReportLine, 'linkId' | 'changedBy'>,
  changedBy: string | null = null,
): ReportLine {
  return { ...line, linkId: link.id, changedBy }
}

/** Should PostgreSQL refuse a value that was there before, only its record stays as it is. */
async function storeApart(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  undone: readonly Undone[],
  records: ReadonlyMap<number, CrmRecord>,
): Promise<readonly ReportLine[]> {
  const lines = undone.flatMap(({ link, plan }) =>
    plan.lines.map((line) => told(link, line, changer(line, records.get(link.recordId)))),
  )
  await sql`savepoint undo`.execute(tx)
  try {
    await store(tx, work, mapping, undone)
    await sql`release savepoint undo`.execute(tx)
    return lines
  } catch (error) {
    if (!isRefusedData(error)) throw error
    await sql`rollback to savepoint undo`.execute(tx)
    if (undone.length === 1) return lines.map((line) => ({ ...line, outcome: 'doesNotFit' }))
    const middle = Math.ceil(undone.length / 2)
    const first = await storeApart(tx, work, mapping, undone.slice(0, middle), records)
    return [...first, ...(await storeApart(tx, work, mapping, undone.slice(middle), records))]
  }
}

function changer({ side, outcome }: UndoLine, record: CrmRecord | undefined): string | null {
  return side === 'crm' && outcome === 'changedSince' ? (record?.updatedBy ?? null) : null
}

async function store(tx: Tx, work: Work, mapping: TypeMapping, undone: readonly Undone[]): Promise<void> {
  const moving = undone.filter(({ plan }) =>
    plan.lines.some(({ outcome }) => outcome === 'putBack' || outcome === 'ordered'),
  )
  if (moving.length === 0) return
  await writeRecords(
    tx,
    mapping.recordType,
    moving.flatMap(({ link, plan }) => changeOf(link, plan.toCrm)),
    { connectionId: work.connectionId },
  )
  await insertLog(tx, work, mapping, moving.flatMap(logRows))
  const rows = moving.map(({ link, plan }) => ({
    id: link.id,
    base: storedBase(plan.nextBase),
    start: plan.nextStart,
  }))
  const orders = moving.flatMap(({ link, plan }) =>
    plan.lines.some(({ outcome }) => outcome === 'ordered') ? [link.id] : [],
  )
  // Where something waits for the ERP, it is planned again on what the CRM has now.
  await sql`
    with begun as (
      update link l set base = x.base, start = x.start
      from ${recordset(rows)} as x (id bigint, base jsonb, start jsonb) where l.id = x.id
      returning l.id, l.connection_id
    )
    insert into crm_change as c (link_id, connection_id)
    select b.id, b.connection_id from begun b
    where b.id = any(${orders}::bigint[]) or exists (select from erp_write w where w.link_id = b.id)
      or exists (select from field_error e where e.link_id = b.id)
    order by b.id
    on conflict (link_id) do update set seq = default, changed_at = c.changed_at`.execute(tx)
}

function changeOf({ recordId }: UndoneLink, fields: Fields) {
  return Object.keys(fields).length > 0 ? [{ id: recordId, fields }] : []
}

function logRows({ link, plan }: Undone): LogRow[] {
  return plan.lines.flatMap(({ side, erpField, crmField, before, now, outcome }) =>
    outcome === 'putBack' && side === 'crm'
      ? [
          {
            linkId: link.id,
            recordId: link.recordId,
            actorKey: link.actorKey,
            direction: 'toCrm',
            erpField,
            crmField,
            oldValue: now,
            newValue: before,
            rule: 'undo',
          },
        ]
      : [],
  )
}
