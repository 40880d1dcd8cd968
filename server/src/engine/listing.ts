import type { Text, Value } from '@koppel/sdk'
import { textIn } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { z } from '../contract.ts'
import type { Db } from '../store/index.ts'
import type { Problem } from '../store/tables.ts'
import type { movedValue, openConflict, parkedRecord, run } from './contract.ts'
import { type Place, textsFor } from './texts.ts'

type Language = 'nl' | 'en'

export interface Paged {
  readonly offset: number
  readonly limit: number
}

/** One page of rows, and how many there are in all. */
export interface Listed<T> {
  rows: T[]
  total: number
}

/** Every condition must hold. */
export function all(conditions: readonly (RawBuilder<unknown> | undefined)[]): RawBuilder<unknown> {
  const given = conditions.filter((condition) => condition !== undefined)
  return given.length === 0 ? sql`true` : sql.join(given, sql` and `)
}

async function page<T>(
  db: Db,
  columns: RawBuilder<unknown>,
  from: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  { offset, limit }: Paged,
): Promise<Listed<T>> {
  const { rows } =
    await sql<T>`select ${columns} ${from} order by ${order} limit ${limit} offset ${offset}`.execute(db)
  const { rows: counted } = await sql<{ total: number }>`select count(*) as total ${from}`.execute(db)
  return { rows, total: counted[0]?.total ?? 0 }
}

export function problemIn(problem: Problem, language: Language) {
  return { code: problem.code, title: textIn(problem.explanation, language), detail: problem.detail ?? null }
}

type Run = z.infer<typeof run>
type RunRow = Omit<Run, 'connection' | 'problem'> & {
  connectionId: number
  connectionName: string
  problem: Problem | null
}

export async function runs(
  db: Db,
  where: RawBuilder<unknown>,
  paged: Paged,
  language: Language,
): Promise<Listed<Run>> {
  const { rows, total } = await page<RunRow>(
    db,
    sql`r.id, r.connection_id, c.name as connection_name, r.kind, r.state, r.started_at, r.finished_at,
      coalesce(u.name, r.requested_by) as requested_by, r.read, r.changed, r.to_crm, r.to_erp, r.skipped, r.failed,
      r.conflicts, r.problem`,
    sql`from run r join connection c on c.id = r.connection_id left join app_user u on u.id = r.requested_by
      where ${where}`,
    sql`r.id desc`,
    paged,
  )
  return {
    rows: rows.map(({ connectionId, connectionName, problem, ...rest }) => ({
      ...rest,
      connection: { id: connectionId, name: connectionName },
      problem: problem && problemIn(problem, language),
    })),
    total,
  }
}

type MovedValue = z.infer<typeof movedValue>
type LogRow = Place &
  Pick<MovedValue, 'id' | 'at' | 'runId' | 'actorType' | 'actorKey' | 'direction' | 'rule'> & {
    erpField: string
    crmField: string
    oldValue: Value
    newValue: Value
  }

/** Values that moved, newest first. */
export async function movedValues(
  db: Db,
  where: RawBuilder<unknown>,
  paged: Paged,
  language: Language,
): Promise<Listed<MovedValue>> {
  const { rows, total } = await page<LogRow>(
    db,
    sql`s.id, s.at, s.run_id, s.connection_id, s.record_type, s.record_id, s.actor_type, s.actor_key, s.direction,
      s.erp_field, s.crm_field, s.old_value, s.new_value, s.rule`,
    sql`from sync_log s where ${where}`,
    sql`s.at desc, s.id desc`,
    paged,
  )
  const texts = await textsFor(db, rows, language)
  return {
    rows: rows.map((row) => {
      const { id, at, runId, actorType, actorKey, direction, oldValue, newValue, rule } = row
      const shown = (value: Value) =>
        direction === 'toCrm' ? texts.inCrm(row, value) : texts.inErp(row, value)
      return {
        id,
        at,
        runId,
        connection: texts.connection(row),
        record: texts.record(row),
        actorType,
        actorKey,
        direction,
        erpField: texts.erpField(row),
        crmField: texts.crmField(row),
        oldValue,
        newValue,
        oldText: shown(oldValue),
        newText: shown(newValue),
        rule,
      }
    }),
    total,
  }
}

type OpenConflict = z.infer<typeof openConflict>
type ConflictRow = Place &
  Pick<OpenConflict, 'id' | 'linkId' | 'reason' | 'openedAt'> & {
    erpField: string
    crmField: string
    baseErp: Value
    baseCrm: Value
    erpValue: Value
    crmValue: Value
  }

export async function openConflicts(
  db: Db,
  where: RawBuilder<unknown>,
  paged: Paged,
  language: Language,
): Promise<Listed<OpenConflict>> {
  const { rows, total } = await page<ConflictRow>(
    db,
    sql`f.id, f.link_id, f.erp_field, f.crm_field, f.base_erp, f.base_crm, f.erp_value, f.crm_value, f.reason,
      f.opened_at, l.connection_id, l.actor_type, l.record_type, l.record_id`,
    sql`from conflict f join link l on l.id = f.link_id
      where f.resolved_at is null and l.ended_at is null and ${where}`,
    sql`f.opened_at, f.id`,
    paged,
  )
  const texts = await textsFor(db, rows, language)
  return {
    rows: rows.map((row) => ({
      id: row.id,
      linkId: row.linkId,
      connection: texts.connection(row),
      record: texts.record(row),
      erpField: texts.erpField(row),
      crmField: texts.crmField(row),
      reason: row.reason,
      baseErp: texts.inErp(row, row.baseErp),
      baseCrm: texts.inCrm(row, row.baseCrm),
      erpValue: texts.inErp(row, row.erpValue),
      crmValue: texts.inCrm(row, row.crmValue),
      openedAt: row.openedAt,
    })),
    total,
  }
}

type ParkedRecord = z.infer<typeof parkedRecord>
type ParkedRow = Place & Omit<ParkedRecord, 'connection' | 'record' | 'title'> & { explanation: Text }

export async function parkedRecords(
  db: Db,
  where: RawBuilder<unknown>,
  paged: Paged,
  language: Language,
): Promise<Listed<ParkedRecord>> {
  const { rows, total } = await page<ParkedRow>(
    db,
    sql`p.id, p.connection_id, p.link_id, l.record_type, l.record_id, p.actor_type, p.actor_key, p.reason,
      p.explanation, p.detail, p.attempts, p.next_try_at, p.parked_at`,
    sql`from parked p join link l on l.id = p.link_id
      where p.resolved_at is null and l.ended_at is null and ${where}`,
    sql`p.parked_at, p.id`,
    paged,
  )
  const texts = await textsFor(db, rows, language)
  return {
    rows: rows.map((row) => ({
      id: row.id,
      connection: texts.connection(row),
      linkId: row.linkId,
      record: texts.record(row),
      actorType: row.actorType,
      actorKey: row.actorKey,
      reason: row.reason,
      title: textIn(row.explanation, language),
      detail: row.detail,
      attempts: row.attempts,
      nextTryAt: row.nextTryAt,
      parkedAt: row.parkedAt,
    })),
    total,
  }
}
