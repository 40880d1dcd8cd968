import type { Value } from '@koppel/sdk'
import { textIn } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { z } from '../../contract.ts'
import type { Db } from '../../store/index.ts'
import type { Problem } from '../../store/tables.ts'
import type { movedValue, run } from './contract.ts'
import { type Place, textsFor } from './texts.ts'

export type Language = 'nl' | 'en'

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

/** One page of a query, and how many rows it has in all. */
export async function page<T>(
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
