import { sql } from 'kysely'
import type { SignedIn } from '../contract.ts'
import { notFound } from '../problem.ts'
import type { Tx } from '../store/index.ts'
import { inUse, takenMeanwhile, urlTaken } from './connector-refusals.ts'
import type { ErpParts } from './parts.ts'
import { once, tell } from './save-connector.ts'

/** Puts a Sync Connector away that no connection uses. */
export async function deleteConnector({ store }: ErpParts, user: SignedIn, id: number): Promise<void> {
  await store.transaction(async (tx) => {
    const found = await tx
      .selectFrom('connector')
      .select('name')
      .where('id', '=', id)
      .where('deletedAt', 'is', null)
      // A connection that is being added waits, and then finds it gone.
      .forUpdate()
      .executeTakeFirst()
    if (!found) throw notFound()
    const using = await tx
      .selectFrom('connection')
      .select(['id', 'name'])
      .where('connectorId', '=', id)
      .where('deletedAt', 'is', null)
      .orderBy('priority')
      .execute()
    if (using.length > 0) throw inUse(using)
    await tx
      .updateTable('connector')
      .set({ deletedAt: sql`now()`, updatedAt: sql`now()`, updatedBy: user.id })
      .where('id', '=', id)
      .execute()
    await tell(tx, user, 'deleteConnector', id, { name: found.name }, null)
  })
}

/** Brings a Sync Connector back. */
export async function restoreConnector({ store }: ErpParts, user: SignedIn, id: number): Promise<void> {
  await once(() =>
    store.transaction(async (tx) => {
      const gone = await tx
        .selectFrom('connector')
        .select(['name', 'url'])
        .where('id', '=', id)
        .where('deletedAt', 'is not', null)
        .forUpdate()
        .executeTakeFirst()
      if (!gone) throw notFound()
      await refuseTaken(tx, gone)
      await tx
        .updateTable('connector')
        .set({ deletedAt: null, updatedAt: sql`now()`, updatedBy: user.id })
        .where('id', '=', id)
        .execute()
      await tell(tx, user, 'restoreConnector', id, null, { name: gone.name })
    }),
  )
}

/** What is deleted cannot be changed, so the other one has to be. */
async function refuseTaken(
  tx: Tx,
  { name, url }: { readonly name: string; readonly url: string },
): Promise<void> {
  const others = await tx
    .selectFrom('connector')
    .select(['name', 'url'])
    .where('deletedAt', 'is', null)
    .where(({ or, eb }) => or([eb('url', '=', url), eb(sql`lower(name)`, '=', name.toLowerCase())]))
    .execute()
  const sameUrl = others.find((other) => other.url === url)
  if (sameUrl) throw urlTaken(sameUrl.name)
  const [other] = others
  if (other) throw takenMeanwhile(other.name)
}
