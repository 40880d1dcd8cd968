import type { z } from '@hono/zod-openapi'
import { type ActorTypeName, type Text, textIn } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../contract.ts'
import { type CrmField, crmFields } from '../crm/index.ts'
import { type Fault, notFound, ProblemError } from '../problem.ts'
import type { Tx } from '../store/index.ts'
import { blockedDirection, directionOf, recordTypeOf, type Start } from '../sync/index.ts'
import { erpFieldOf, placeOf, writtenElsewhere } from './configuration.ts'
import type { changeMapping as changeMappingRoute } from './contract.ts'
import { shapeOf } from './mapping.ts'
import type { ErpParts } from './parts.ts'
import { tell } from './save-connection.ts'
import { blockedText, sentence } from './texts.ts'
import { toldOfMapping } from './told.ts'

export type MappingChange = z.infer<
  (typeof changeMappingRoute)['request']['body']['content']['application/json']['schema']
>
type FieldChange = MappingChange['fields'][number]
type Mapped = Pick<FieldChange, 'crmField' | 'toCrm' | 'toErp'>

/**
 * Sets the field mapping of one actor type.
 *
 * Nothing moves because of it: on existing links the fields that travel differently from now on lose their base
 * and begin with the stated rule.
 */
export async function saveMapping(
  parts: ErpParts,
  user: SignedIn,
  connectionId: number,
  actorType: ActorTypeName,
  change: MappingChange,
): Promise<void> {
  await parts.store.transaction(async (tx) => {
    const was = await lockVersion(tx, connectionId, actorType, change.version)
    const before = await readFields(tx, connectionId, actorType)
    const wanted = change.fields.filter(({ key }) => before.has(key))
    const faults = await faultsOf(tx, connectionId, actorType, wanted, before)
    if (faults.length > 0) throw invalidMapping(faults)

    const told = toldOfMapping(before, change.fields)
    await writeFields(tx, connectionId, actorType, wanted)
    await tx
      .updateTable('erpField')
      .set({ isNew: false })
      .where('connectionId', '=', connectionId)
      .where('actorType', '=', actorType)
      .where('isNew', '=', true)
      .execute()
    await tx
      .updateTable('actorType')
      .set({
        enabled: change.enabled,
        version: change.version + 1,
        changedAt: sql`now()`,
        changedBy: user.id,
      })
      .where('connectionId', '=', connectionId)
      .where('type', '=', actorType)
      .execute()
    const rebased = wanted.filter((field) => travelsDifferently(field, before.get(field.key)))
    const began = await beginAnew(tx, { connectionId, actorType, start: change.start }, rebased, before)
    await sql`update connection set mapping_version = mapping_version + 1 where id = ${connectionId}`.execute(
      tx,
    )
    const { enabled, start } = change
    await tell(
      ...([tx, user, 'changeMapping', connectionId] as const),
      ...[
        { actorType, enabled: was.enabled, ...told.old },
        { actorType, enabled, ...(began && { start }), ...told.new },
      ],
    )
  })
}

/** Nobody else configures this actor type meanwhile, or since `version`. */
export async function lockVersion(
  tx: Tx,
  connectionId: number,
  actorType: ActorTypeName,
  version: number,
): Promise<{ readonly enabled: boolean }> {
  const found = await tx
    .selectFrom('actorType')
    .innerJoin('connection', 'connection.id', 'actorType.connectionId')
    .select(['actorType.version', 'actorType.enabled'])
    .where('connectionId', '=', connectionId)
    .where('type', '=', actorType)
    .where('deletedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!found) throw notFound()
  if (found.version === version) return found
  throw new ProblemError(409, 'mappingChanged', {
    en: 'These mappings have been changed meanwhile; nothing was saved.',
    nl: 'Deze toewijzingen zijn intussen gewijzigd; er is niets opgeslagen.',
  })
}

async function readFields(tx: Tx, connectionId: number, actorType: ActorTypeName) {
  const rows = await tx
    .selectFrom('erpField')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .where('actorType', '=', actorType)
    .execute()
  return new Map(rows.map((row) => [row.key, row]))
}
type StoredFields = Awaited<ReturnType<typeof readFields>>
type StoredField = NonNullable<ReturnType<StoredFields['get']>>

/** A field the change does not name keeps what it has; what the change says of others is judged with it. */
async function faultsOf(
  tx: Tx,
  connectionId: number,
  actorType: ActorTypeName,
  wanted: readonly FieldChange[],
  before: StoredFields,
): Promise<Fault[]> {
  const recordType = recordTypeOf[actorType]
  const known = new Map((await crmFields(tx, recordType)).map((field) => [field.key, field]))
  const elsewhere = await writtenElsewhere(tx, connectionId)
  const type = await tx
    .selectFrom('actorType')
    .select('capabilities')
    .where('connectionId', '=', connectionId)
    .where('type', '=', actorType)
    .executeTakeFirstOrThrow()
  const around = {
    before,
    canUpdate: type.capabilities.update ?? false,
    writers: writersAfter(wanted, before),
    crmField: (key: string | null) => known.get(key ?? ''),
    elsewhere: (key: string | null) => elsewhere.get(placeOf(recordType, key ?? '')),
  }
  return wanted.flatMap((field) => faultOf(field, around) ?? [])
}

interface Around {
  readonly before: StoredFields
  readonly canUpdate: boolean
  /** By CRM field, the ERP fields that would write it. */
  readonly writers: ReadonlyMap<string, readonly string[]>
  readonly crmField: (key: string | null) => CrmField | undefined
  /** The other connection that alone decides this CRM field. */
  readonly elsewhere: (key: string | null) => string | undefined
}

function faultOf(field: FieldChange, around: Around): Fault | undefined {
  const row = around.before.get(field.key)
  const direction = directionOf(field.toCrm, field.toErp)
  if (!row || !direction || keepsGone(field, row)) return undefined
  const connection = around.elsewhere(field.crmField)
  const crm = around.crmField(field.crmField)
  const blocked = blockedDirection(direction, erpFieldOf(row), crm && { ...shapeOf(crm), key: crm.key }, {
    canUpdate: around.canUpdate,
    writtenBy: writtenBy(around.writers.get(field.crmField ?? ''), connection),
  })
  if (!blocked) return undefined
  return {
    code: blocked,
    at: field.key,
    explanation: because(row.label, blockedText(blocked, { connection })),
  }
}

function writtenBy(fields: readonly string[] | undefined, connection: string | undefined) {
  if (fields && fields.length > 1) return 'field'
  return connection === undefined ? undefined : 'connection'
}

/** A field that vanished from the ERP keeps its mapping until somebody remaps it. */
function keepsGone(field: FieldChange, row: StoredField): boolean {
  return !row.inErp && !travelsDifferently(field, row)
}

function writersAfter(wanted: readonly FieldChange[], before: StoredFields): ReadonlyMap<string, string[]> {
  const named = new Set(wanted.map(({ key }) => key))
  const unnamed = [...before.values()].filter(({ key }) => !named.has(key))
  const writers = new Map<string, string[]>()
  for (const { key, crmField, toCrm } of [...wanted, ...unnamed]) {
    if (toCrm && crmField !== null) writers.set(crmField, [...(writers.get(crmField) ?? []), key])
  }
  return writers
}

function because(label: Text, why: Text): Text {
  return sentence([label, why], (field, reason) => ({ en: `${field}: ${reason}`, nl: `${field}: ${reason}` }))
}

async function writeFields(
  tx: Tx,
  connectionId: number,
  actorType: ActorTypeName,
  wanted: readonly FieldChange[],
): Promise<void> {
  const given = sql`jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as g(
    key text, "crmField" text, "toCrm" boolean, "toErp" boolean, "conflictRule" text, "keepOnBlank" boolean,
    "showInSearch" boolean, "showInTab" boolean)`
  const own = sql`f.connection_id = ${connectionId} and f.actor_type = ${actorType} and f.key = g.key`
  // Two fields may swap their CRM fields: nobody writes while they do.
  await sql`update erp_field f set to_crm = false from ${given} where ${own} and f.to_crm`.execute(tx)
  await sql`
    update erp_field f set
      crm_field = g."crmField",
      to_crm = g."toCrm" and g."crmField" is not null, to_erp = g."toErp" and g."crmField" is not null,
      conflict_rule = g."conflictRule", keep_on_blank = g."keepOnBlank",
      show_in_search = g."showInSearch", show_in_tab = g."showInTab"
    from ${given} where ${own}`.execute(tx)
}

/** Whether a field is mapped to another CRM field than before, or in other directions. */
export function travelsDifferently(field: Mapped, row: Mapped | undefined): boolean {
  const mappedTo = ({ crmField, toCrm, toErp }: Mapped) =>
    directionOf(toCrm, toErp) && [crmField, toCrm, toErp].join()
  return row !== undefined && mappedTo(field) !== mappedTo(row)
}

interface Anew {
  readonly connectionId: number
  readonly actorType: ActorTypeName
  readonly start: Start
}

/**
 * Fields of existing links begin anew: no base, the stated rule. The engine looks at each link again.
 *
 * If only later changes are to count, a field that stays with its CRM field keeps its base: an edit that nobody has
 * looked at yet is no difference somebody wanted to leave. One that is open already is. Answers whether any began.
 */
async function beginAnew(
  tx: Tx,
  { connectionId, actorType, start }: Anew,
  fields: readonly FieldChange[],
  before: StoredFields,
): Promise<boolean> {
  if (fields.length === 0) return false
  const keys = fields.map(({ key }) => key)
  const travelling = fields.filter(({ toCrm, toErp }) => toCrm || toErp)
  const rule = JSON.stringify(Object.fromEntries(travelling.map(({ key }) => [key, start])))
  const stays = (field: FieldChange) => field.crmField === before.get(field.key)?.crmField
  const keeping = start === 'asIs' ? travelling.filter(stays).map(({ key }) => key) : []
  // Marked here: the database itself only sees a rule that is new, not one that is asked once more.
  const { numAffectedRows = 0n } = await sql`
    with kept as (
      select l.id, array(
        select k from unnest(${keeping}::text[]) k where l.base ? k
          and not exists (select from conflict c where c.link_id = l.id and c.erp_field = k and c.resolved_at is null)
          and not exists (select from field_error e where e.link_id = l.id and e.erp_field = k)
      ) as keys
      from link l where l.connection_id = ${connectionId} and l.actor_type = ${actorType} and l.ended_at is null
    ),
    begun as (
      update link set base = base - array(select k from unnest(${keys}::text[]) k where k <> all(kept.keys)),
        start = (start - ${keys}::text[]) || (${rule}::jsonb - kept.keys)
      from kept where kept.id = link.id
      returning link.id, link.connection_id
    )
    insert into crm_change as c (link_id, connection_id) select id, connection_id from begun order by id
    on conflict (link_id) do update set seq = default, changed_at = excluded.changed_at`.execute(tx)
  // What was open under the old mapping is no longer asked; the new plan says what is.
  const ofLinks = sql`using link l where l.connection_id = ${connectionId} and l.actor_type = ${actorType}`
  await sql`delete from field_error e ${ofLinks} and e.link_id = l.id and e.erp_field = any(${keys}::text[])`.execute(
    tx,
  )
  await sql`
    update conflict c set resolved_at = clock_timestamp() from link l
    where l.connection_id = ${connectionId} and l.actor_type = ${actorType} and c.link_id = l.id
      and c.resolved_at is null and c.erp_field = any(${keys}::text[])`.execute(tx)
  return travelling.length > 0 && numAffectedRows > 0n
}

function invalidMapping(faults: readonly Fault[]): ProblemError {
  const first = faults[0]?.explanation ?? ''
  const title = sentence([first], (why) => ({
    en: `These mappings cannot be saved. ${why}`,
    nl: `Deze toewijzingen kunnen niet worden opgeslagen. ${why}`,
  }))
  return new ProblemError(422, 'invalidMapping', title, {
    faults,
    detail: faults.map(({ code, explanation }) => `${code}: ${textIn(explanation, 'en')}`).join('\n'),
  })
}
