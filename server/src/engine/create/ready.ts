import { sql } from 'kysely'
import { connectionsInScope } from '../../erp/index.ts'
import type { Db } from '../../store/index.ts'
import type { CreateProblem, Role } from '../../store/tables.ts'
import { sentFields, toldOf } from '../../sync/index.ts'
import type { Intent } from './intents.ts'
import type { Material } from './material.ts'
import { obstacleTo, valuesFor } from './plan-intent.ts'
import { createProblem, faultsOf } from './problems.ts'

/** What the ERP is told, or why nothing is: things may have changed since somebody asked for it. */
export async function readyToSend(
  db: Db,
  intent: Intent,
  material: Material | undefined,
): Promise<
  { readonly problem: CreateProblem } | { readonly intent: Pick<Intent, 'fields' | 'told' | 'parent'> }
> {
  if (!material) return { problem: createProblem('recordGone') }
  const obstacle = obstacleTo(material, { canCreate: await mayStillCreate(db, intent) })
  if (obstacle) return { problem: createProblem(obstacle) }
  if (await isLinked(db, intent)) return { problem: createProblem('recordTaken') }
  const parent = material.parent ?? null
  if (material.mapping.mappingVersion === intent.mappingVersion) {
    return { intent: { fields: intent.fields, told: intent.told, parent } }
  }
  // The mapping moved: what was filled in stands, the rest is worked out anew.
  const values = valuesFor(material, intent.given)
  const [fault] = faultsOf(values)
  if (fault) {
    return {
      problem: { ...createProblem('valuesDoNotFit'), ...(fault.at === undefined ? {} : { field: fault.at }) },
    }
  }
  const told = toldOf(values, material.mapping.fields, material.record.fields)
  return { intent: { fields: sentFields(values), told, parent } }
}

/** Whoever asked for it may have lost the right, or the account, since. */
async function mayStillCreate(db: Db, { createdBy, connectionId }: Intent): Promise<boolean> {
  const user = await db
    .selectFrom('appUser')
    .select(['id', 'name', 'email', 'role', 'licences'])
    .where('id', '=', createdBy ?? '')
    .where('disabledAt', 'is', null)
    .executeTakeFirst()
  const unable: Role = 'readOnly'
  if (!user || user.role === unable) return false
  const access = (await connectionsInScope(db, { ...user, language: 'en' })).get(connectionId)
  return access?.canCreate ?? false
}

async function isLinked(db: Db, { connectionId, recordType, recordId }: Intent): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`
    select id from link where connection_id = ${connectionId} and record_type = ${recordType}
      and record_id = ${recordId} and ended_at is null`.execute(db)
  return rows.length > 0
}
