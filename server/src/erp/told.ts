import { isDeepStrictEqual } from 'node:util'
import { type Settings, type Text, textIn } from '@koppel/sdk'

// What the audit is told of a change: of long lists only what differs, as it was and as it is now.

interface FieldSetting {
  readonly key: string
  readonly crmField: string | null
  readonly toCrm: boolean
  readonly toErp: boolean
  readonly conflictRule: string
  readonly keepOnBlank: boolean
  readonly showInSearch: boolean
  readonly showInTab: boolean
}

/** The fields of a mapping that change; fields the change does not name stay as they are. */
export function toldOfMapping(before: ReadonlyMap<string, FieldSetting>, fields: readonly FieldSetting[]) {
  const pairs = fields.flatMap((field) => {
    const stored = before.get(field.key)
    if (!stored) return []
    const pair = { old: settingOf(stored), new: settingOf(field) }
    return isDeepStrictEqual(pair.old, pair.new) ? [] : [pair]
  })
  return {
    old: { fields: pairs.map((pair) => pair.old) },
    new: { fields: pairs.map((pair) => pair.new) },
  }
}

function settingOf(field: FieldSetting): FieldSetting {
  const { key, crmField, toCrm, toErp, conflictRule, keepOnBlank, showInSearch, showInTab } = field
  return { key, crmField, toCrm, toErp, conflictRule, keepOnBlank, showInSearch, showInTab }
}

/** The members, by their key, that are not the same on both sides. */
export function toldOfFields<T extends { readonly key: string }>(before: readonly T[], now: readonly T[]) {
  const without = (some: readonly T[], others: readonly T[]) => {
    const known = new Map(others.map((one) => [one.key, one]))
    return some.filter((one) => !isDeepStrictEqual(one, known.get(one.key)))
  }
  return { old: { fields: without(before, now) }, new: { fields: without(now, before) } }
}

/** What the new values change: both sides of each that is given and differs. */
export function toldOfSettings(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
) {
  const keys = Object.keys(now).filter(
    (key) => now[key] !== undefined && !isDeepStrictEqual(now[key], before[key]),
  )
  const only = (values: typeof now) => Object.fromEntries(keys.map((key) => [key, values[key]]))
  return { old: only(before), new: only(now) }
}

/** Setting → what the item chosen there is called. */
export type Texts = Readonly<Record<string, Text>>

/** Settings as the form calls them, and the items of lists by what they are called. */
export function settingsInWords(
  settings: Settings,
  values: Readonly<Record<string, unknown>>,
  texts: Texts = {},
) {
  const labelOf = (key: string) => (Object.hasOwn(settings, key) ? settings[key]?.label : undefined) ?? key
  const alike = (key: string) => (other: string) =>
    textIn(labelOf(other), 'en') === textIn(labelOf(key), 'en')
  return Object.entries(values).map(([key, value]) => ({
    // Two that are called the same are told apart by what the connector calls them.
    key: Object.keys(values).filter(alike(key)).length > 1 ? key : labelOf(key),
    ...(Object.hasOwn(texts, key) ? { text: texts[key] } : { is: value }),
  }))
}

interface ItemPair {
  readonly erpItem: string
  readonly crmItem: string
}

/** The items of a list mapping that are not on both sides. */
export function toldOfItems(before: readonly ItemPair[], now: readonly ItemPair[]) {
  const named = ({ erpItem, crmItem }: ItemPair) => JSON.stringify([erpItem, crmItem])
  const without = (some: readonly ItemPair[], others: readonly ItemPair[]) => {
    const known = new Set(others.map(named))
    return some.filter((pair) => !known.has(named(pair)))
  }
  return { old: { items: without(before, now) }, new: { items: without(now, before) } }
}
