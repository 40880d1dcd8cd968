import { type Text, textIn } from '@koppel/sdk'
import { sql } from 'kysely'
import type { Db } from '../../store/index.ts'
import { connectionOf, type Told } from './subjects.ts'

/** What a change of a list mapping tells: keys and numbers, which nobody reads. */
interface ToldItems {
  readonly erpList: string
  readonly items: readonly { readonly erpItem: string; readonly crmItem: string }[]
}

/** The same value, told by the names of its items; what has no name any more stays as it was. */
export type ItemNames = (told: unknown, row: Pick<Told, 'subject'>) => unknown

interface Named {
  readonly place: string
  readonly name: Text
}

/** The names of the items that these rows map, asked for in one go for a page. */
export async function itemNames(db: Db, rows: readonly Told[], language: 'nl' | 'en'): Promise<ItemNames> {
  const told = rows.flatMap((row) =>
    [row.oldValue, row.newValue].filter(isToldItems).map(({ items }) => ({ subject: row.subject, items })),
  )
  if (told.length === 0) return (one) => one
  const connections = told.flatMap(({ subject }) => connectionOf(subject) ?? [])
  const crmItems = told.flatMap(({ items }) => items.map(({ crmItem }) => crmItem)).filter(isNumber)
  const { rows: found } = await sql<Named>`
    select concat_ws('/', connection_id, list, key) as place, label as name from erp_list_item
    where connection_id = any(${connections}::bigint[])
      and key = any(${told.flatMap(({ items }) => items.map(({ erpItem }) => erpItem))}::text[])
    union all select id::text, name from crm_list_item where id = any(${crmItems}::bigint[])`.execute(db)
  const names = new Map(found.map(({ place, name }) => [place, textIn(name, language)]))
  return (one, { subject }) =>
    isToldItems(one)
      ? {
          ...one,
          items: one.items.map(({ erpItem, crmItem }) => ({
            erpItem: names.get(`${connectionOf(subject)}/${one.erpList}/${erpItem}`) ?? erpItem,
            crmItem: names.get(crmItem) ?? crmItem,
          })),
        }
      : one
}

const isNumber = (text: string) => /^\d{1,18}$/.test(text)

function isToldItems(value: unknown): value is ToldItems {
  if (typeof value !== 'object' || value === null || !('items' in value) || !('erpList' in value))
    return false
  const { items } = value
  return Array.isArray(items) && items.every(isPair)
}

function isPair(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return 'erpItem' in value && 'crmItem' in value && typeof value.crmItem === 'string'
}
