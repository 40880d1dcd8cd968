import type { Value } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { z } from '../../contract.ts'
import { notFound } from '../../problem.ts'
import type { Db } from '../../store/index.ts'
import { all, type Language, type Listed, type Paged, page } from '../monitor/listing.ts'
import { type Place, textsFor } from '../monitor/texts.ts'
import { recordMatches } from '../record-search.ts'
import type { comparisonReport, difference, differenceKind, readComparison, repairState } from './contract.ts'
import type { ComparisonResult } from './result.ts'

type Comparison = z.infer<typeof comparisonReport>
type Difference = z.infer<typeof difference>
type Kind = z.infer<typeof differenceKind>
type Detail = z.infer<(typeof readComparison.responses)[200]['content']['application/json']['schema']>

type RunRow = Omit<Comparison, 'connection' | 'agreement'> & {
  connectionId: number
  connectionName: string
}

/** Comparisons, newest first. */
export async function comparisons(
  db: Db,
  connectionId: number | undefined,
  paged: Paged,
): Promise<Listed<Comparison>> {
  return await reports(
    db,
    connectionId === undefined ? sql`true` : sql`r.connection_id = ${connectionId}`,
    paged,
  )
}

async function reports(db: Db, where: RawBuilder<unknown>, paged: Paged): Promise<Listed<Comparison>> {
  const { rows, total } = await page<RunRow>(
    db,
    sql`r.id, r.connection_id, c.name as connection_name, r.state, r.started_at, r.finished_at,
      coalesce(u.name, r.requested_by) as requested_by, r.processed, r.expected, r.result`,
    sql`from run r join connection c on c.id = r.connection_id left join app_user u on u.id = r.requested_by
      where r.kind = 'comparison' and ${where}`,
    sql`r.id desc`,
    paged,
  )
  return {
    rows: rows.map(({ connectionId, connectionName, ...rest }) => ({
      ...rest,
      connection: { id: connectionId, name: connectionName },
      agreement: agreementOf(rest.result),
    })),
    total,
  }
}

/** Of what was compared; cut, not rounded: 100 % means all of them. */
function agreementOf(result: ComparisonResult | null): number | null {
  if (!result) return null
  const compared = result.same + result.known + result.differing + result.missing
  return compared === 0 ? null : Math.floor(((result.same + result.known) / compared) * 10_000) / 100
}

interface CountRow {
  readonly actorType: Difference['actorType']
  readonly recordType: Place['recordType']
  readonly erpField: string
  readonly crmField: string
  readonly kind: Kind
  readonly values: number
}

/** One comparison with its counts. */
export async function comparisonWith(db: Db, id: number, language: Language): Promise<Detail> {
  const [report] = (await reports(db, sql`r.id = ${id}`, { offset: 0, limit: 1 })).rows
  if (!report) throw notFound()
  const { rows: kinds } = await sql<{ kind: Kind; values: number; links: number }>`
    select kind, count(*) as values, count(distinct link_id) as links from difference
    where run_id = ${id} group by kind order by 2 desc, 1`.execute(db)
  const { rows } = await sql<CountRow>`
    select l.actor_type, l.record_type, d.erp_field, d.crm_field, d.kind, count(*) as values
    from difference d join link l on l.id = d.link_id
    where d.run_id = ${id} and d.erp_field <> ''
    group by 1, 2, 3, 4, 5 order by 6 desc, 1, 3, 5 limit 200`.execute(db)
  const places = rows.map((row) => ({ ...row, connectionId: report.connection.id, recordId: 0 }))
  const texts = await textsFor(db, places, language)
  return {
    ...report,
    kinds,
    fields: places.map((place) => ({
      actorType: place.actorType,
      kind: place.kind,
      values: place.values,
      erpField: texts.erpField(place),
      crmField: texts.crmField(place),
    })),
  }
}

/** SQL for what became of `d` once a repair took it up; `l` is its link. */
const repairNow = sql`case
  when d.repair_run_id is null then null
  when l.ended_at is not null then 'linkEnded'
  when l.broken_at is not null then 'linkBroken'
  when l.start ? d.erp_field then case
    when exists (select from conflict f where f.link_id = l.id and f.erp_field = d.erp_field and f.resolved_at is null)
      then 'conflict'
    when exists (select from parked p where p.link_id = l.id and p.resolved_at is null and p.reason = 'refused')
      then 'refused'
    when exists (select from field_error e where e.link_id = l.id and e.erp_field = d.erp_field) then 'doesNotFit'
    else 'waiting' end
  when exists (select from sync_log s where s.record_type = l.record_type and s.record_id = l.record_id
    and s.run_id = d.repair_run_id and s.link_id = d.link_id
    and s.erp_field = d.erp_field) then 'repaired'
  else 'left' end`

export interface DifferenceSearch {
  readonly kind?: Kind | undefined
  readonly erpField?: string | undefined
  readonly actorType?: Difference['actorType'] | undefined
  readonly search?: string | undefined
}

interface Row extends Place {
  readonly id: number
  readonly linkId: number
  readonly actorType: Difference['actorType']
  readonly actorKey: string
  readonly kind: Kind
  readonly erpField: string
  readonly crmField: string
  readonly baseErp: Value
  readonly baseCrm: Value
  readonly hasBase: boolean
  readonly erpValue: Value
  readonly crmValue: Value
  readonly repair: z.infer<typeof repairState> | null
}

/** The differences of a comparison, record by record. */
export async function differences(
  db: Db,
  comparisonId: number,
  { kind, erpField, actorType, search }: DifferenceSearch,
  paged: Paged,
  language: Language,
): Promise<Listed<Difference>> {
  const where = all([
    sql`d.run_id = ${comparisonId}`,
    kind && sql`d.kind = ${kind}`,
    erpField === undefined ? undefined : sql`d.erp_field = ${erpField}`,
    actorType && sql`l.actor_type = ${actorType}`,
    search ? recordMatches('l', search) : undefined,
  ])
  const { rows, total } = await page<Row>(
    db,
    sql`d.id, d.link_id, l.connection_id, l.actor_type, l.actor_key, l.record_type, l.record_id, d.kind, d.erp_field,
      d.crm_field, d.base_erp, d.base_crm, d.has_base, d.erp_value, d.crm_value, ${repairNow} as repair`,
    sql`from difference d join link l on l.id = d.link_id where ${where}`,
    sql`d.link_id, d.erp_field`,
    paged,
  )
  const texts = await textsFor(db, rows, language)
  return {
    rows: rows.map((row) => {
      const { id, linkId, actorType: type, actorKey, kind: found, hasBase, repair } = row
      const whole = row.erpField === ''
      return {
        ...{ id, linkId, actorType: type, actorKey, kind: found, repair },
        record: texts.record(row),
        erpField: whole ? null : texts.erpField(row),
        crmField: whole ? null : texts.crmField(row),
        erpText: texts.inErp(row, row.erpValue),
        crmText: texts.inCrm(row, row.crmValue),
        baseErpText: hasBase ? texts.inErp(row, row.baseErp) : null,
        baseCrmText: hasBase ? texts.inCrm(row, row.baseCrm) : null,
      }
    }),
    total,
  }
}
