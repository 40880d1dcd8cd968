import type { Text } from '@koppel/sdk'
import type { Kysely } from 'kysely'
import type { Tables } from '../store/tables.ts'

export interface CrmListItem {
  /** The item's id as text: what a field holds. */
  readonly key: string
  readonly name: Text
  /** Deleted: still shown where it is used, no longer to be chosen. */
  readonly inactive: boolean
}

/** The items of these CRM lists in their order, by list. */
export async function crmListItems(
  db: Kysely<Tables>,
  lists: readonly string[],
): Promise<ReadonlyMap<string, readonly CrmListItem[]>> {
  const found = new Map<string, CrmListItem[]>(lists.map((list) => [list, []]))
  if (lists.length === 0) return found
  const items = await db
    .selectFrom('crmListItem')
    .select(['id', 'list', 'name', 'deletedAt'])
    .where('list', 'in', [...found.keys()])
    .orderBy('list')
    .orderBy('rank')
    .orderBy('id')
    .execute()
  for (const { id, list, name, deletedAt } of items) {
    found.get(list)?.push({ key: String(id), name, inactive: deletedAt !== null })
  }
  return found
}
