import { sql } from 'kysely'
import type { SignedIn } from '../../contract.ts'
import { notFound, ProblemError } from '../../problem.ts'
import type { Db, Store } from '../../store/index.ts'
import { chooseSide } from '../resolve.ts'
import { tell } from '../work.ts'
import { checkVisible } from './scope.ts'

export async function linkOfConflict(db: Db, id: number): Promise<number> {
  const conflict = await db.selectFrom('conflict').select('linkId').where('id', '=', id).executeTakeFirst()
  if (!conflict) throw notFound()
  return conflict.linkId
}

/** Closes several conflicts for a side; answers how many were still open. Their links are synchronised by the engine. */
export async function chooseSides(
  store: Store,
  ids: readonly number[],
  side: 'erp' | 'crm',
  user: SignedIn,
): Promise<number> {
  // All or none: nobody settles what he may not see.
  for (const id of ids) await checkVisible(store.db, user, await linkOfConflict(store.db, id))
  let resolved = 0
  for (const id of new Set(ids)) {
    resolved += await chooseSide(store, id, side, user.id).then(
      () => 1,
      (error: unknown) => {
        if (error instanceof ProblemError && error.status === 404) return 0
        throw error
      },
    )
  }
  const { rows } = await sql<{ id: number }>`
    select distinct l.connection_id as id from conflict f join link l on l.id = f.link_id
    where f.id = any(${[...ids]}::bigint[])`.execute(store.db)
  for (const { id } of rows) await tell(store.db, { kind: 'sync', connectionId: id })
  await sql`select pg_notify('koppel_crm_change', ${rows.map(({ id }) => id).join(',')})`.execute(store.db)
  return resolved
}
