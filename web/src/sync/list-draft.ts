import type { ListMapping } from './queries.ts'

// What is being changed in the mapping of one list. Pure.

/** ERP item → CRM item. */
export type Items = ReadonlyMap<string, string | null>

export interface ListDraft {
  /** As it was when the draft was begun. */
  readonly base: ListMapping
  readonly items: Items
}

export function listKey({ erpList, crmList }: ListMapping): string {
  return `${erpList}|${crmList}`
}

export function beginList(base: ListMapping): ListDraft {
  return { base, items: new Map(base.items.map(({ erpItem, crmItem }) => [erpItem, crmItem])) }
}

export function choose({ base, items }: ListDraft, erpItem: string, crmItem: string | null): ListDraft {
  return { base, items: new Map([...items, [erpItem, crmItem]]) }
}

/** CRM items that stand at more than one ERP item, with these. */
export function usedTwice(items: Items): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>()
  for (const [erpItem, crmItem] of items) {
    if (crmItem === null) continue
    const known = users.get(crmItem)
    if (known) known.push(erpItem)
    else users.set(crmItem, [erpItem])
  }
  return new Map([...users].filter(([, erpItems]) => erpItems.length > 1))
}

/** ERP items that stand for another CRM item than is stored. */
export function changedItems({ base, items }: ListDraft): ReadonlySet<string> {
  const changed = base.items.filter(({ erpItem, crmItem }) => (items.get(erpItem) ?? null) !== crmItem)
  return new Set(changed.map(({ erpItem }) => erpItem))
}

/** ERP items that are there and stand for nothing yet, or for a CRM item that is out of use. */
export function openItems(draft: ListDraft): ReadonlySet<string> {
  const usable = usableItems(draft.base)
  return itemsWhere(draft, (crmItem) => crmItem === null || !usable.has(crmItem))
}

/** CRM items that can still be chosen. */
export function usableItems({ crmItems }: ListMapping): ReadonlySet<string> {
  return new Set(crmItems.filter(({ inactive }) => !inactive).map(({ key }) => key))
}

function itemsWhere(
  { base, items }: ListDraft,
  fits: (crmItem: string | null) => boolean,
): ReadonlySet<string> {
  const found = base.items.filter(({ erpItem, inErp }) => inErp && fits(items.get(erpItem) ?? null))
  return new Set(found.map(({ erpItem }) => erpItem))
}

/** What is still open with the CRM item of the same name, where nobody uses that yet. */
export function sameNames(draft: ListDraft): ReadonlyMap<string, string> {
  const used = new Set(draft.items.values())
  const open = itemsWhere(draft, (crmItem) => crmItem === null)
  const found = new Map<string, string>()
  for (const { erpItem, suggestion } of draft.base.items) {
    if (!open.has(erpItem) || suggestion === null || used.has(suggestion)) continue
    used.add(suggestion)
    found.set(erpItem, suggestion)
  }
  return found
}

export function matchByName(draft: ListDraft): ListDraft {
  return { ...draft, items: new Map([...draft.items, ...sameNames(draft)]) }
}

/** The own changes on top of the mapping as it is now. */
export function rebaseList(draft: ListDraft, now: ListMapping): ListDraft {
  const mine = changedItems(draft)
  const fresh = beginList(now)
  const kept = [...draft.items].filter(([erpItem]) => mine.has(erpItem) && fresh.items.has(erpItem))
  return { ...fresh, items: new Map([...fresh.items, ...kept]) }
}

/** One item that stands for another CRM item than when the draft was begun. */
export interface ListDifference {
  readonly erpItem: string
  readonly label: string
  readonly was: string | null
  readonly now: string | null
  /** Changed in the own draft, too. */
  readonly mine: boolean
}

export function listDifferences(draft: ListDraft, now: ListMapping): readonly ListDifference[] {
  const mine = changedItems(draft)
  const before = new Map(draft.base.items.map(({ erpItem, crmItem }) => [erpItem, crmItem]))
  return now.items
    .map(({ erpItem, label, crmItem }) => ({
      ...{ erpItem, label, now: crmItem, mine: mine.has(erpItem) },
      was: before.get(erpItem) ?? null,
    }))
    .filter(({ was, now: is }) => was !== is)
}

/** Names that stand for several items, so that only the key tells them apart. */
export function ambiguous(labels: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>()
  return new Set(labels.filter((label) => seen.has(label) || !seen.add(label)))
}
