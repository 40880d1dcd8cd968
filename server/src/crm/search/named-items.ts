import { textIn, type Value } from '@koppel/sdk'
import type { Kysely } from 'kysely'
import type { Env } from '../../contract.ts'
import type { Tables } from '../../store/tables.ts'
import { crmListItems } from '../lists.ts'
import type { ListColumn } from './columns.ts'

type Language = Env['Variables']['language']

/** Puts the names of list items in the place of their keys. */
export async function namedItems(db: Kysely<Tables>, columns: readonly ListColumn[], language: Language) {
  const lists = new Map(
    columns.flatMap(({ key, list }) => (list === undefined ? [] : [[key, list] as const])),
  )
  const items = await crmListItems(db, [...new Set(lists.values())])
  const names = new Map([...items.values()].flat().map(({ key, name }) => [key, textIn(name, language)]))
  return (values: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        lists.has(key) && value !== null ? (names.get(String(value)) ?? null) : value,
      ]),
    )
}
