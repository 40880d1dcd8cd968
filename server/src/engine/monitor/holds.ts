import { sql } from 'kysely'
import { notFound } from '../../problem.ts'
import { audit, type Store, type Tx } from '../../store/index.ts'
import { tell } from '../work.ts'

/** Nothing of this link is synchronised from now on; what is on its way to the ERP is the last. */
export async function holdLink(store: Store, linkId: number, userId: string): Promise<void> {
  await store.transaction(async (tx) => {
    const { rows } = await sql<Held>`
      update link set held_at = coalesce(held_at, clock_timestamp()) where id = ${linkId} and ended_at is null
      returning connection_id, record_type, record_id`.execute(tx)
    await note(tx, linkId, userId, 'holdLink', rows[0])
  })
}

/** The link goes on: what both sides did meanwhile is read anew. */
export async function releaseLink(store: Store, linkId: number, userId: string): Promise<void> {
  await store.transaction(async (tx) => {
    // Without a version the actor is asked for: its changes went by while the link was held.
    const { rows } = await sql<Held>`
      update link set held_at = null, version = null where id = ${linkId} and ended_at is null
      returning connection_id, record_type, record_id`.execute(tx)
    await sql`
      insert into crm_change as c (link_id, connection_id)
      select id, connection_id from link where id = ${linkId} and ended_at is null
      on conflict (link_id) do update set seq = default`.execute(tx)
    await note(tx, linkId, userId, 'releaseLink', rows[0])
  })
}

interface Held {
  readonly connectionId: number
  readonly recordType: string
  readonly recordId: number
}

async function note(
  tx: Tx,
  linkId: number,
  userId: string,
  action: string,
  link: Held | undefined,
): Promise<void> {
  if (!link) throw notFound()
  const { connectionId, recordType, recordId } = link
  await audit(tx, { userId, action, subject: `link/${linkId}`, new: { connectionId, recordType, recordId } })
  await tell(tx, { kind: 'sync', connectionId })
  await sql`select pg_notify('koppel_crm_change', ${String(connectionId)})`.execute(tx)
}
