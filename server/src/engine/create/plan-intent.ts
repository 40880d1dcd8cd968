import { createHash } from 'node:crypto'
import type { ActorTypeName, Fields, Value } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../../contract.ts'
import { type Access, checkConnection } from '../../erp/index.ts'
import { notFound } from '../../problem.ts'
import type { Db, Store, Tx } from '../../store/index.ts'
import type { CreateGiven } from '../../store/tables.ts'
import { type NewActorValue, sentFields, toldOf, valuesOfNewActor } from '../../sync/index.ts'
import { tell } from '../work.ts'
import { type Intent, intentColumns } from './intents.ts'
import { type Material, readMaterial } from './material.ts'
import { type CreateCode, createRefused, faultsOf } from './problems.ts'

/** What somebody wants to have made in the ERP. */
export interface Wish extends CreateGiven {
  readonly connectionId: number
  readonly actorType: ActorTypeName
  readonly recordId: number
}

/**
 * Stores that an actor is to be made; nothing is told to the ERP yet.
 *
 * Whoever asks for the same once more gets what is stored already: one open intent a record and connection.
 *
 * @throws ProblemError 403 `createNotAllowed`; 409 `createPending`, `recordTaken`; 422 `createNotPossible`,
 *   `companyNotLinked`, `valuesDoNotFit`
 */
export async function planIntent(store: Store, user: SignedIn, wish: Wish): Promise<Intent> {
  const access = await checkConnection(store.db, user, wish.connectionId)
  return await store.transaction(async (tx) => {
    const material = await readMaterial(tx, wish.connectionId, wish.actorType, wish.recordId, { lock: true })
    if (!material) throw notFound()
    const obstacle = obstacleTo(material, access)
    if (obstacle) throw createRefused(obstacle === 'createNotAllowed' ? 403 : 422, obstacle)
    const values = valuesFor(material, wish)
    const fingerprint = fingerprintOf(wish.actorType, material, sentFields(values))

    const stored = await alreadyStored(tx, material, fingerprint)
    if (stored) return stored
    const faults = faultsOf(values)
    if (faults.length > 0) throw createRefused(422, 'valuesDoNotFit', { faults })
    return await insertIntent(tx, user, { wish, material, values, fingerprint })
  })
}

/** Why nothing can be made from this record here, if so. */
export function obstacleTo(material: Material, access: Pick<Access, 'canCreate'>): CreateCode | undefined {
  if (!material.capabilities.create) return 'createNotPossible'
  if (!access.canCreate) return 'createNotAllowed'
  return material.actorType === 'person' && !material.parent ? 'companyNotLinked' : undefined
}

export function valuesFor(
  { fields, mapping, record }: Material,
  { values, without }: CreateGiven,
): NewActorValue[] {
  return valuesOfNewActor({ fields, mapped: mapping.fields, record: record.fields, given: values, without })
}

function fingerprintOf(actorType: ActorTypeName, { parent }: Material, fields: Fields): string {
  const sorted = Object.entries(fields).toSorted(([a], [b]): number => (a < b ? -1 : 1))
  const said: readonly Value[] = sorted.flat()
  const text = JSON.stringify([actorType, parent?.type ?? null, parent?.key ?? null, ...said])
  return createHash('sha256').update(text).digest('base64url')
}

/** The record is locked: nobody links or plans it meanwhile. */
async function alreadyStored(tx: Tx, material: Material, fingerprint: string): Promise<Intent | undefined> {
  const open = await newestIntent(tx, material, sql`i.state in ('planned', 'sent', 'unknown')`)
  if (open) {
    if (open.fingerprint === fingerprint) return open
    throw createRefused(409, 'createPending', { current: { id: open.id, state: open.state } })
  }
  const { rows } = await sql<{ id: number }>`
    select id from link where connection_id = ${material.connectionId} and ended_at is null
      and record_type = ${material.mapping.recordType} and record_id = ${material.record.id}`.execute(tx)
  const link = rows[0]
  if (!link) return undefined
  // The second click came when the first was done.
  const done = await newestIntent(tx, material, sql`i.state = 'confirmed' and i.link_id = ${link.id}`)
  if (done?.fingerprint === fingerprint) return done
  throw createRefused(409, 'recordTaken')
}

async function newestIntent(
  db: Db,
  { connectionId, mapping, record }: Material,
  which: ReturnType<typeof sql>,
) {
  const { rows } = await sql<Intent>`
    select ${intentColumns} from create_intent i
    where i.connection_id = ${connectionId} and i.record_type = ${mapping.recordType} and i.record_id = ${record.id}
      and ${which} order by i.created_at desc limit 1`.execute(db)
  return rows[0]
}

interface Planned {
  readonly wish: Wish
  readonly material: Material
  readonly values: readonly NewActorValue[]
  readonly fingerprint: string
}

async function insertIntent(tx: Tx, user: SignedIn, planned: Planned): Promise<Intent> {
  const { wish, material, values, fingerprint } = planned
  const { mapping, parent, record } = material
  const told = toldOf(values, mapping.fields, record.fields)
  const given: CreateGiven = { values: wish.values, without: wish.without }
  const { rows } = await sql<Intent>`
    insert into create_intent as i (connection_id, actor_type, record_type, record_id, fields, told, given, fingerprint,
      parent, mapping_version, created_by)
    values (${wish.connectionId}, ${wish.actorType}, ${mapping.recordType}, ${record.id},
      ${JSON.stringify(sentFields(values))}, ${JSON.stringify(told)}, ${JSON.stringify(given)}, ${fingerprint},
      ${parent ? JSON.stringify(parent) : null}::jsonb, ${mapping.mappingVersion}, ${user.id})
    returning ${intentColumns}`.execute(tx)
  const [intent] = rows
  if (!intent) throw new Error('PostgreSQL did not answer what it stored.')
  await tell(tx, { kind: 'records', recordType: mapping.recordType, ids: [record.id] })
  // Should whoever asked be gone before the ERP is told, a pass goes on with it.
  await sql`select pg_notify('koppel_crm_change', ${String(wish.connectionId)})`.execute(tx)
  return intent
}
