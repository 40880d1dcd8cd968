import type { TFunction } from 'i18next'
import type { Format } from '../ui/format.ts'
import type { ListFilter } from './list-address.ts'
import type { ListColumns, Selection } from './queries.ts'

interface Known {
  readonly t: TFunction<'crm'>
  readonly format: Format
  readonly list: ListColumns | undefined
  readonly selections: readonly Selection[]
}

/** A filter in words: "Plaats begint met Gent". */
export function filterText(filter: ListFilter, known: Known): string {
  const { t, list, selections } = known
  if (filter.kind === 'deleted') return t('filter.deleted')
  if (filter.kind === 'selection') {
    const name = selections.find(({ id }) => id === filter.id)?.name
    return t('filter.selection', { name: name ?? t('filter.gone') })
  }
  if (filter.kind === 'link') {
    const state = t(`filter.link.${filter.state}`)
    const connection = list?.connections.find(({ id }) => id === filter.connectionId)?.name
    return filter.connectionId === undefined ? state : `${connection ?? t('filter.gone')}: ${state}`
  }
  const column = list?.columns.find(({ key }) => key === filter.field)
  return `${column?.label ?? t('filter.gone')} ${condition(filter, column?.items ?? [], known)}`
}

type OfField = Extract<ListFilter, { field: string }>

function condition(
  filter: OfField,
  items: readonly { readonly key: string; readonly name: string }[],
  { t, format }: Known,
): string {
  switch (filter.kind) {
    case 'text':
      return t(`filter.${filter.operator}`, { value: filter.value })
    case 'list':
      return `= ${filter.items.map((key) => items.find((item) => item.key === key)?.name ?? key).join(', ')}`
    case 'checkbox':
      return filter.checked ? t('filter.checked') : t('filter.unchecked')
    case 'blank':
      return filter.blank ? t('filter.blank') : t('filter.filled')
    case 'number':
      return range(filter.from && format.number(filter.from), filter.to && format.number(filter.to), t)
    case 'date':
      return filter.days === undefined
        ? range(filter.from && format.date(filter.from), filter.to && format.date(filter.to), t)
        : t('filter.days', { count: filter.days })
  }
}

function range(from: string | undefined, to: string | undefined, t: Known['t']): string {
  if (from && to) return t('filter.between', { from, to })
  return from ? t('filter.from', { from }) : t('filter.to', { to: to ?? '' })
}
