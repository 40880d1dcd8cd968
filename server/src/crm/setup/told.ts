import type { Text } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../../contract.ts'
import { audit, type Tx } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import type { Moved } from '../../sync/index.ts'

interface Told {
  readonly action: string
  readonly subject: string
  readonly old?: unknown
  readonly new?: unknown
}

/** Writes down who changed a field or list, and has open screens read it again. */
export async function tell(tx: Tx, user: SignedIn, told: Told): Promise<void> {
  await audit(tx, { userId: user.id, ...told })
  await sql`select pg_notify('koppel_live', '{"kind":"fields"}')`.execute(tx)
}

/** The places of what was moved, by its name. */
export function toldOfOrder(
  what: 'fields' | 'items',
  moves: readonly Moved<number>[],
  names: ReadonlyMap<number, Text>,
): Pick<Told, 'old' | 'new'> {
  const side = (place: 'before' | 'now') => ({
    [what]: moves.map((one) => ({ key: names.get(one.key) ?? one.key, place: one[place] })),
  })
  return { old: side('before'), new: side('now') }
}

/** Plans that were made with the field as it was are not carried out. */
export async function mappingsMoved(tx: Tx, recordType: RecordType, key: string): Promise<void> {
  const types = recordType === 'company' ? ['customer', 'supplier'] : [recordType]
  await sql`
    update connection set mapping_version = mapping_version + 1 where id in (
      select connection_id from erp_field where crm_field = ${key} and actor_type = any(${types}::text[]))`.execute(
    tx,
  )
}
