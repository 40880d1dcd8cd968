import { sql } from 'kysely'
import type { EngineParts } from '../../src/engine/index.ts'
import { describeErp, storeDescription } from '../../src/erp/describe.ts'
import type { TestDatabase } from '../database.ts'

/** A connection to Tryton: all types are synchronised, each field both ways as far as it goes, with what maps by itself. */
export async function addConnection(
  { db, store }: Pick<TestDatabase, 'db' | 'store'>,
  { openSession }: Pick<EngineParts, 'openSession'>,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    with c as (insert into connector (name, url) values ('Tryton', 'builtin:tryton') returning id)
    insert into connection (connector_id, name, active) select id, 'Tryton', true from c returning id`.execute(
    db,
  )
  const id = rows[0]?.id ?? 0
  const session = await openSession(0, { signal: new AbortController().signal, log: () => undefined })
  const described = await describeErp(session)
  await session.close?.()
  await store.transaction((tx) => storeDescription(tx, id, described))
  await sql`
    with enabled as (update actor_type set enabled = true where connection_id = ${id})
    update erp_field set to_crm = true, to_erp = access <> 'readOnly'
    where connection_id = ${id} and crm_field is not null and type <> 'list'`.execute(db)
  return id
}
