import type { ListMapping } from './queries.ts'

// What is being changed in the mapping of one list. Pure.

/** ERP item → CRM item. */
export type Items = ReadonlyMap<string, string | null>

export function itemsOf(list: ListMapping): Items {
  return new Map(list.items.map(({ erpItem, crmItem }) => [erpItem, crmItem]))
}

/** CRM items that stand at more than one ERP item. */
export function usedTwice(items: Items): ReadonlySet<string> {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const crmItem of items.values()) {
    if (crmItem === null) continue
    if (seen.has(crmItem)) twice.add(crmItem)
    seen.add(crmItem)
  }
  return twice
}

export function listChanged(list: ListMapping, items: Items): boolean {
  return list.items.some(({ erpItem, crmItem }) => (items.get(erpItem) ?? null) !== crmItem)
}

/** Fills what is still open with the CRM item of the same name, where nobody uses it yet. */
export function matchByName(list: ListMapping, items: Items): Items {
  const used = new Set([...items.values()].filter((crmItem) => crmItem !== null))
  const next = new Map(items)
  for (const { erpItem, suggestion, inErp } of list.items) {
    const open = inErp && (items.get(erpItem) ?? null) === null
    if (!open || suggestion === null || used.has(suggestion)) continue
    used.add(suggestion)
    next.set(erpItem, suggestion)
  }
  return next
}
