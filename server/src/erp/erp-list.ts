import { textIn } from '@koppel/sdk'
import { notFound } from '../problem.ts'
import { storeLists } from './describe.ts'
import type { ErpParts } from './parts.ts'
import { askErp } from './session.ts'

/** The items of a list as the ERP has them now; they are kept, so that what is new in it can be chosen. */
export async function readErpList(
  parts: ErpParts,
  connectionId: number,
  list: string,
  language: string,
): Promise<{ key: string; label: string; inactive: boolean }[]> {
  const { store } = parts
  const used = await store.db
    .selectFrom('erpField')
    .select('key')
    .where('connectionId', '=', connectionId)
    .where('list', '=', list)
    .where('inErp', '=', true)
    .limit(1)
    .executeTakeFirst()
  if (!used) throw notFound()
  const items = await askErp(parts, connectionId, async (session) => (await session.lists?.(list)) ?? [])
  await store.transaction((tx) => storeLists(tx, connectionId, new Map([[list, items]]), [list]))
  return items.map(({ key, label, inactive = false }) => ({ key, label: textIn(label, language), inactive }))
}
