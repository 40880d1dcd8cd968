import { type RawBuilder, sql } from 'kysely'
import { z } from '../../contract.ts'
import type { TypeMapping } from '../../erp/index.ts'
import type { Tx } from '../../store/index.ts'
import { compareTimes, type MappedField, type Start, type Starts } from '../../sync/index.ts'
import { type LongWork, longWorkKind } from '../long-work/kind.ts'
import { lookAt } from '../look.ts'
import { tellErp } from '../tell-erp.ts'
import { mappingOf, recordset, transact } from '../work.ts'
import { repairable } from './result.ts'

/** Which differences of a comparison are repaired, and which side stands: a field's own rule decides, or one side for all. */
export const repairOptions = z.object({
  comparisonId: z.int().positive(),
  kinds: z.array(z.enum(repairable)).min(1).optional(),
  differenceIds: z.array(z.int().positive()).min(1).max(1_000).optional(),
  side: z.enum(['rule', 'erp', 'crm']),
})
export type RepairOptions = z.output<typeof repairOptions>

/** Herstellen: differences begin anew with the side that stands, and travel as everything else does. */
export const repair = longWorkKind<RepairOptions, null>({
  kind: 'repair',
  writes: true,
  options: repairOptions,
  which: (options) => sql`exists (select from difference d where d.link_id = l.id and ${chosen(options)})`,

  async batch(work, links) {
    const live = links.filter(({ held, broken }) => !held && !broken).map(({ id }) => id)
    work.counts.read += links.length
    work.counts.skipped += links.length - live.length
    const gone = await transact(work, async (tx) => {
      const differences = await differencesOf(tx, work, live)
      await beginAnew(tx, work, differences)
      await note(tx, work, differences)
      return differences.filter(({ erpField }) => erpField === '')
    })
    for (const [actorType, ofType] of Map.groupBy(gone, (one) => one.actorType)) {
      const mapping = mappingOf(work, actorType)
      if (mapping)
        await lookAt(
          work,
          mapping,
          ofType.map(({ linkId }) => linkId),
        )
    }
    await tellErp(work, live)
    return {}
  },
})

/** SQL: `d` is one of the differences that were asked for. */
export function chosen({
  comparisonId,
  kinds,
  differenceIds,
}: Omit<RepairOptions, 'side'>): RawBuilder<unknown> {
  const ofKind = sql`d.kind = any(${[...(kinds ?? repairable)]}::text[])`
  const ofIds = differenceIds ? sql`and d.id = any(${differenceIds}::bigint[])` : sql``
  return sql`d.run_id = ${comparisonId} and ${ofKind} ${ofIds}`
}

interface ToRepair {
  readonly id: number
  readonly linkId: number
  readonly actorType: string
  readonly erpField: string
  readonly crmField: string
  readonly erpAt: string | null
  readonly crmAt: string | null
  readonly repairRunId: number | null
}

/** Locked in the order of their links, as everybody locks them. */
async function differencesOf(
  tx: Tx,
  { options, runId, mappings }: LongWork<RepairOptions>,
  linkIds: readonly number[],
): Promise<readonly ToRepair[]> {
  await sql`select from link where id = any(${[...linkIds]}::bigint[]) order by id for no key update`.execute(
    tx,
  )
  const { rows } = await sql<ToRepair>`
    select d.id, d.link_id, l.actor_type, d.erp_field, d.crm_field, l.actor_changed_at as erp_at,
      coalesce(c.updated_at, p.updated_at, j.updated_at) as crm_at, d.repair_run_id
    from difference d join link l on l.id = d.link_id
    left join company c on l.record_type = 'company' and c.id = l.record_id
    left join person p on l.record_type = 'person' and p.id = l.record_id
    left join project j on l.record_type = 'project' and j.id = l.record_id
    where d.link_id = any(${[...linkIds]}::bigint[]) and ${chosen(options)}
      and l.ended_at is null and l.broken_at is null and l.held_at is null`.execute(tx)
  // A batch that is done twice begins no field anew twice.
  return rows.filter((row) => row.erpField === '' || (row.repairRunId !== runId && fieldOf(mappings, row)))
}

function fieldOf(mappings: readonly TypeMapping[], row: ToRepair): MappedField | undefined {
  return mappings
    .find(({ actorType }) => actorType === row.actorType)
    ?.fields.find(({ erpField, crmField }) => erpField === row.erpField && crmField === row.crmField)
}

async function beginAnew(
  tx: Tx,
  { options, runId, mappings, requestedBy }: LongWork<RepairOptions>,
  differences: readonly ToRepair[],
): Promise<void> {
  const begun = differences.flatMap((one) => {
    const field = fieldOf(mappings, one)
    return field ? [{ ...one, start: startOf(field, one, options.side, runId) }] : []
  })
  if (begun.length === 0) return
  const links = [...Map.groupBy(begun, ({ linkId }) => linkId)].map(([id, ofLink]) => ({
    id,
    fields: ofLink.map(({ erpField }) => erpField),
    start: Object.fromEntries(ofLink.map(({ erpField, start }) => [erpField, start])) satisfies Starts,
  }))
  await sql`
    with begun as (
      update link l set base = l.base - array(select jsonb_array_elements_text(x.fields)), start = l.start || x.start
      from ${recordset(links)} as x (id bigint, fields jsonb, start jsonb) where l.id = x.id
      returning l.id, l.connection_id
    )
    insert into crm_change as c (link_id, connection_id) select id, connection_id from begun order by id
    on conflict (link_id) do update set seq = default`.execute(tx)
  const sides = begun.flatMap(({ linkId, erpField, start }) =>
    typeof start === 'object' && 'repair' in start ? [{ linkId, erpField, side: start.repair }] : [],
  )
  await sql`
    update conflict c set resolved_at = clock_timestamp(), resolved_by = ${requestedBy}, resolution = x.side
    from ${recordset(sides)} as x ("linkId" bigint, "erpField" text, side text)
    where c.link_id = x."linkId" and c.erp_field = x."erpField" and c.resolved_at is null`.execute(tx)
}

function startOf(
  field: MappedField,
  { erpAt, crmAt }: ToRepair,
  side: RepairOptions['side'],
  run: number,
): Starts[string] {
  const stands = side === 'rule' ? sideByRule(field, erpAt, crmAt) : side
  return stands === 'ask' ? 'ask' : { repair: stands, run }
}

function sideByRule(
  { direction, conflictRule }: MappedField,
  erpAt: string | null,
  crmAt: string | null,
): Exclude<Start, 'asIs'> {
  if (direction !== 'both') return direction === 'toCrm' ? 'erp' : 'crm'
  if (conflictRule !== 'newest') return conflictRule
  const order = compareTimes(erpAt, crmAt)
  return order !== undefined && order < 0 ? 'crm' : 'erp'
}

async function note(tx: Tx, { runId, options }: LongWork<RepairOptions>, differences: readonly ToRepair[]) {
  const ids = differences.map(({ id }) => id)
  await sql`update difference set repair_run_id = ${runId}, repair_side = ${options.side}
    where id = any(${ids}::bigint[])`.execute(tx)
}
