import type { Text } from '@koppel/sdk'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../store/tables.ts'

export interface CrmListItem {
  /** The item's id as text: what a field holds. */
  readonly key: string
  readonly name: Text
  /** Deleted: still shown where it is used, no longer to be chosen. */
  readonly inactive: boolean
}

interface Item {
  readonly id: number
  readonly list: string
  readonly name: Text
  readonly deletedAt: string | null
}

/** The items of these CRM lists in their order, by list. */
export async function crmListItems(
  db: Kysely<Tables>,
  lists: readonly string[],
): Promise<ReadonlyMap<string, readonly CrmListItem[]>> {
  const found = new Map<string, CrmListItem[]>(lists.map((list) => [list, []]))
  if (lists.length === 0) return found
  const { rows: items } = await sql<Item>`
    /* kept */
    select id, list, name, deleted_at from crm_list_item where list = any(${[...found.keys()]}::text[])
    order by list, rank, id`.execute(db)
  for (const { id, list, name, deletedAt } of items) {
    found.get(list)?.push({ key: String(id), name, inactive: deletedAt !== null })
  }
  return found
}
