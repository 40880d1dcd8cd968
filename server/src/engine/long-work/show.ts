import { type ActorTypeName, actorTypes } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import { notFound, type z } from '../../contract.ts'
import type { Db } from '../../store/index.ts'
import type { Problem } from '../../store/tables.ts'
import { recordTypeOf } from '../../sync/index.ts'
import { problemIn } from '../monitor/listing.ts'
import { textsFor } from '../monitor/texts.ts'
import type { longWork, previewed } from './contract.ts'
import type { FieldPreview, PreviewResult } from './preview-options.ts'
import { emptyPreview } from './preview-tally.ts'

type LongWork = z.infer<typeof longWork>
type Row = Omit<LongWork, 'connection' | 'problem'> & {
  connectionId: number
  connectionName: string
  problem: Problem | null
}
type Language = 'nl' | 'en'

/** Long work as the screens show it: what is under way first, then the newest. */
export async function shownLongWork(
  db: Db,
  where: RawBuilder<unknown>,
  language: Language,
): Promise<LongWork[]> {
  const { rows } = await sql<Row>`
    select r.id, r.connection_id, c.name as connection_name, r.kind, r.state, r.options,
      r.cancelled_at is not null and r.state in ('queued', 'running') as cancelling,
      coalesce(r.expected, 0) as expected, r.processed, r.started_at, r.finished_at,
      coalesce(u.name, r.requested_by) as requested_by, r.changed, r.to_crm, r.to_erp, r.skipped, r.failed, r.conflicts,
      r.problem, coalesce(r.next_try_at, case when r.problem is not null and r.state = 'running'
        then c.next_try_at end) as next_try_at
    from run r join connection c on c.id = r.connection_id left join app_user u on u.id = r.requested_by
    where r.options is not null and ${where}
    order by r.state in ('queued', 'running') desc, r.id desc limit 20`.execute(db)
  return rows.map(({ connectionId, connectionName, problem, ...rest }) => ({
    ...rest,
    connection: { id: connectionId, name: connectionName },
    problem: problem && problemIn(problem, language),
  }))
}

export async function oneLongWork(db: Db, runId: number, language: Language): Promise<LongWork> {
  const [found] = await shownLongWork(db, sql`r.id = ${runId}`, language)
  if (!found) throw notFound()
  return found
}

/** What a preview found so far, as a person reads it. */
export async function shownPreview(
  db: Db,
  runId: number,
  language: Language,
): Promise<z.infer<typeof previewed>> {
  const { rows } = await sql<{ connectionId: number; result: PreviewResult | null }>`
    select connection_id, result from run where id = ${runId} and kind = 'preview'`.execute(db)
  const found = rows[0]
  if (!found) throw notFound()
  const { fields, ...totals } = found.result ?? emptyPreview()
  const places = fields.flatMap((field) =>
    [0, ...field.examples.map(({ recordId }) => recordId)].map((id) =>
      placeOf(found.connectionId, field, id),
    ),
  )
  const texts = await textsFor(db, places, language)
  return {
    ...totals,
    fields: fields.map((row) => {
      const place = placeOf(found.connectionId, row, 0)
      const { examples, ...counts } = row
      return {
        ...counts,
        actorType: place.actorType,
        erpField: texts.erpField(place),
        crmField: texts.crmField(place),
        examples: examples.map(({ recordId, kind, erp, crm, after }) => ({
          record: texts.record({ ...place, recordId }),
          kind,
          erp: texts.inErp(place, erp),
          crm: texts.inCrm(place, crm),
          after: kind === 'toErp' ? texts.inErp(place, after) : texts.inCrm(place, after),
        })),
      }
    }),
  }
}

function placeOf(connectionId: number, { actorType, erpField, crmField }: FieldPreview, recordId: number) {
  const type: ActorTypeName = actorTypes.find((known) => known === actorType) ?? 'customer'
  return { connectionId, actorType: type, recordType: recordTypeOf[type], recordId, erpField, crmField }
}
