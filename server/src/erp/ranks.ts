import type { z } from '@hono/zod-openapi'
import { type ActorTypeName, actorTypes, textIn } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../contract.ts'
import type { Db } from '../store/index.ts'
import { moved, recordTypeOf, reordered } from '../sync/index.ts'
import { checkConnection } from './connections.ts'
import type { ranks } from './contract.ts'
import type { ErpParts } from './parts.ts'
import { tell } from './save-connection.ts'
import { lockVersion } from './save-mapping.ts'

export type RanksAnswer = z.infer<typeof ranks>

/** The fields of each actor type in the order in which the ERP tab and search results show them. */
export async function readRanks(db: Db, connectionId: number, language: string): Promise<RanksAnswer[]> {
  const types = await db
    .selectFrom('actorType')
    .innerJoin('connection', 'connection.id', 'actorType.connectionId')
    .select(['actorType.type', 'actorType.version'])
    .where('connectionId', '=', connectionId)
    .where('actorType.inErp', '=', true)
    .execute()
  if (types.length === 0) await checkConnection(db, connectionId)
  const rows = await db
    .selectFrom('erpField')
    .select(['actorType', 'key', 'label', 'help', 'showInTab', 'showInSearch'])
    .where('connectionId', '=', connectionId)
    .where('inErp', '=', true)
    // A password is never shown.
    .where('type', '<>', 'password')
    .orderBy('rank')
    .orderBy('position')
    .execute()
  const answers = types.map(({ type, version }) => ({
    actorType: type,
    recordType: recordTypeOf[type],
    version,
    fields: rows
      .filter(({ actorType }) => actorType === type)
      .map(({ key, label, help, showInTab, showInSearch }, index) => ({
        ...{ key, rank: index + 1, showInTab, showInSearch },
        label: textIn(label, language),
        help: help && textIn(help, language),
      })),
  }))
  return answers.sort((a, b) => actorTypes.indexOf(a.actorType) - actorTypes.indexOf(b.actorType))
}

/** Sets the order of the fields of one actor type; fields that are not named keep their place. */
export async function saveRanks(
  parts: ErpParts,
  user: SignedIn,
  { connectionId, actorType }: { readonly connectionId: number; readonly actorType: ActorTypeName },
  { version, fields }: { readonly version: number; readonly fields: readonly string[] },
): Promise<void> {
  await parts.store.transaction(async (tx) => {
    await lockVersion(tx, connectionId, actorType, version)
    const rows = await tx
      .selectFrom('erpField')
      .select('key')
      .where('connectionId', '=', connectionId)
      .where('actorType', '=', actorType)
      .orderBy('rank')
      .orderBy('position')
      .execute()
    const before = rows.map(({ key }) => key)
    const after = reordered(before, fields)
    await sql`
      update erp_field f set rank = g.rank
      from unnest(${after}::text[]) with ordinality as g(key, rank)
      where f.connection_id = ${connectionId} and f.actor_type = ${actorType} and f.key = g.key`.execute(tx)
    await tx
      .updateTable('actorType')
      .set({ version: version + 1 })
      .where('connectionId', '=', connectionId)
      .where('type', '=', actorType)
      .execute()
    const told = (side: 'before' | 'now') => ({
      actorType,
      fields: moved(before, after).map((field) => ({ key: field.key, place: field[side] })),
    })
    await tell(tx, user, 'changeRanks', connectionId, told('before'), told('now'))
  })
}
