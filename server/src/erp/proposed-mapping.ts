import type { ActorTypeName } from '@koppel/sdk'
import type { Db } from '../store/index.ts'
import type { Start } from '../sync/index.ts'
import { type FieldMapping, readMapping, type TypeMapping } from './mapping.ts'
import { travelsDifferently } from './save-mapping.ts'

/** A mapping as it would be, were these fields saved. */
export interface ProposedMapping extends TypeMapping {
  /** ERP fields that travel differently: on existing links they would begin anew by this rule. */
  readonly begins: ReadonlyMap<string, Start>
}

/** What the mapping of an actor type would be; undefined if the connection has no such type. */
export async function proposedMapping(
  db: Db,
  connectionId: number,
  actorType: ActorTypeName,
  { start, fields }: { readonly start: Start; readonly fields: readonly FieldMapping[] },
): Promise<ProposedMapping | undefined> {
  const mapping = await readMapping(db, connectionId, actorType, fields)
  if (!mapping) return undefined
  const stored = await db
    .selectFrom('erpField')
    .select(['key', 'crmField', 'toCrm', 'toErp'])
    .where('connectionId', '=', connectionId)
    .where('actorType', '=', actorType)
    .execute()
  const before = new Map(stored.map((row) => [row.key, row]))
  const moved = fields.filter((field) => travelsDifferently(field, before.get(field.key)))
  return { ...mapping, begins: new Map(moved.map(({ key }) => [key, start])) }
}
