import { type Field, type Text, textIn, type Value } from '@koppel/sdk'
import { crmListItems } from '../crm/index.ts'
import type { Db } from '../store/index.ts'

/** What a list item is called; undefined if it is not known. */
export type ItemName = (list: string, key: string) => Text | undefined

interface Shown {
  readonly type: Field['type']
  readonly list?: string | null | undefined
}

/** A value as a person reads it; blank is empty text. */
export function valueText(field: Shown, value: Value, nameOf: ItemName, language: string): string {
  if (value === null || value === '') return ''
  switch (field.type) {
    case 'checkbox':
      return textIn(value === true ? yes : no, language)
    case 'list':
      return textIn(nameOf(field.list ?? '', String(value)) ?? String(value), language)
    case 'integer':
    case 'decimal':
      return numberText(String(value), language)
    case 'date':
      return instantText(String(value), { dateStyle: 'medium' }, language)
    case 'datetime':
      return `${instantText(String(value), { dateStyle: 'medium', timeStyle: 'short' }, language)} UTC`
    case 'password':
      return '•••'
    case 'text':
      return String(value)
  }
}

/** The names of the ERP list items of a connection, as they were stored last; of these lists only, where they are told. */
export async function erpItemNames(
  db: Db,
  connectionId: number,
  lists?: readonly string[],
): Promise<ItemName> {
  if (lists?.length === 0) return () => undefined
  const items = db
    .selectFrom('erpListItem')
    .select(['list', 'key', 'label'])
    .where('connectionId', '=', connectionId)
  const rows = await (lists ? items.where('list', 'in', lists) : items).execute()
  const names = new Map(rows.map(({ list, key, label }) => [JSON.stringify([list, key]), label]))
  return (list, key) => names.get(JSON.stringify([list, key]))
}

/** The names of the items of these CRM lists. */
export async function crmItemNames(db: Db, lists: readonly string[]): Promise<ItemName> {
  const items = await crmListItems(db, lists)
  const names = new Map(
    [...items].flatMap(([list, all]) =>
      all.map(({ key, name }) => [JSON.stringify([list, key]), name] as const),
    ),
  )
  return (list, key) => names.get(JSON.stringify([list, key]))
}

const yes = { en: 'Yes', nl: 'Ja' }
const no = { en: 'No', nl: 'Nee' }

// Formats the decimal text itself, so that no digit is lost to binary fractions.
function numberText(value: string, language: string): string {
  if (!/^[+-]?\d+(\.\d+)?$/.test(value)) return value
  const digits = value.split('.')[1]?.length ?? 0
  const format = new Intl.NumberFormat(language, {
    minimumFractionDigits: Math.min(digits, 20),
    maximumFractionDigits: 20,
    // An integer may be a year; amounts line up.
    useGrouping: digits > 0 ? 'auto' : 'min2',
  })
  return format.format(value as `${number}`)
}

function instantText(value: string, style: Intl.DateTimeFormatOptions, language: string): string {
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) return value
  // As the screens write English: day, month, year.
  const locale = language === 'en' ? 'en-GB' : language
  return new Intl.DateTimeFormat(locale, { ...style, timeZone: 'UTC' }).format(at)
}
