import type { SignedIn } from '../contract.ts'
import { describeErp, storeDescription } from './describe.ts'
import type { ErpParts } from './parts.ts'
import { changedMeanwhile, tell } from './save-connection.ts'
import { askErp } from './session.ts'

/** Asks the ERP again what it offers. While it does not answer everything stays as it was. */
export async function refreshDescription(parts: ErpParts, user: SignedIn, id: number): Promise<void> {
  const before = await versionOf(parts.store.db, id)
  const described = await askErp(parts, id, describeErp)
  await parts.store.transaction(async (tx) => {
    // What was asked of other settings would be the fields of another ERP.
    if ((await versionOf(tx, id)) !== before) throw changedMeanwhile()
    await storeDescription(tx, id, described)
    await tell(tx, user, 'refreshDescription', id, null, null)
  })
}

async function versionOf(db: ErpParts['store']['db'], id: number): Promise<number | undefined> {
  const found = await db
    .selectFrom('connection')
    .select('version')
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return found?.version
}
