import { MultiSelect, Select, Stack, TextInput } from '@mantine/core'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { misread, type Value } from '../ui/field.ts'
import { FieldInput } from '../ui/field-input.tsx'
import type { ListFilter } from './list-address.ts'
import type { ListColumn, ListColumns } from './queries.ts'

/** What is filled in so far. */
export interface FilterDraft {
  readonly how: string
  readonly text: string
  readonly items: readonly string[]
  readonly from: Value
  readonly to: Value
  readonly connection: string | null
}

type LinkFilter = Extract<ListFilter, { kind: 'link' }>

const ways = {
  text: ['contains', 'begins', 'is', 'blank', 'filled'],
  list: ['oneOf', 'blank', 'filled'],
  number: ['range', 'blank', 'filled'],
  date: ['7', '30', '365', 'range', 'blank', 'filled'],
  checkbox: ['checked', 'unchecked'],
  link: ['any', 'none', 'inSync', 'waiting', 'conflict', 'failed', 'held'],
} as const

function wayOf(column: ListColumn): keyof typeof ways {
  if (column.type === 'integer' || column.type === 'decimal') return 'number'
  if (column.type === 'datetime') return 'date'
  return column.type === 'company' ? 'text' : column.type
}

export function startOf(column: ListColumn | undefined): FilterDraft {
  const how = column ? ways[wayOf(column)][0] : ''
  return { how, text: '', items: [], from: null, to: null, connection: null }
}

/** The filter that is filled in; undefined while something is missing. */
export function filterOf(column: ListColumn, draft: FilterDraft): ListFilter | undefined {
  const { how } = draft
  const field = column.key
  if (how === 'blank' || how === 'filled') return { kind: 'blank', field, blank: how === 'blank' }
  switch (wayOf(column)) {
    case 'text':
      return draft.text.trim() === ''
        ? undefined
        : { kind: 'text', field, operator: operatorOf(how), value: draft.text.trim() }
    case 'list':
      return draft.items.length === 0 ? undefined : { kind: 'list', field, items: [...draft.items] }
    case 'number':
      return ranged('number', column, draft)
    case 'date':
      return how === 'range' ? ranged('date', column, draft) : { kind: 'date', field, days: Number(how) }
    case 'checkbox':
      return { kind: 'checkbox', field, checked: how === 'checked' }
    case 'link': {
      const connectionId = draft.connection === null ? {} : { connectionId: Number(draft.connection) }
      return { kind: 'link', state: how as LinkFilter['state'], ...connectionId }
    }
  }
}

function operatorOf(how: string) {
  return how === 'begins' || how === 'is' ? how : 'contains'
}

function ranged(
  kind: 'number' | 'date',
  column: ListColumn,
  { from, to }: FilterDraft,
): ListFilter | undefined {
  const shape = shapeOf(column, '')
  const wrong = [from, to].some((value) => misread(shape, value))
  if (wrong || (from === null && to === null)) return undefined
  const field = column.key
  const given = (value: Value) => (value === null ? undefined : String(value))
  return { kind, field, from: given(from), to: given(to) }
}

function shapeOf({ key, type }: ListColumn, label: string) {
  const plain = type === 'datetime' || type === 'date' ? ('date' as const) : ('decimal' as const)
  return { key, label, type: plain, mandatory: false, maxLength: null, items: null }
}

function waysOf(way: keyof typeof ways, t: TFunction<'crm'>) {
  return way === 'link'
    ? ways.link.map((how) => ({ value: how, label: t(`filter.link.${how}`) }))
    : ways[way].map((how) => ({ value: how, label: t(`filter.how.${how}`) }))
}

interface FilterInputsProps {
  readonly column: ListColumn
  readonly connections: ListColumns['connections']
  readonly draft: FilterDraft
  readonly onChange: (draft: FilterDraft) => void
}

export function FilterInputs({ column, connections, draft, onChange }: FilterInputsProps) {
  const { t } = useTranslation('crm')
  const way = wayOf(column)
  return (
    <Stack gap="sm">
      <Select
        label={t('filter.how')}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        data={waysOf(way, t)}
        value={draft.how}
        onChange={(how) => onChange({ ...draft, how: how ?? draft.how })}
      />
      {way === 'link' && connections.length > 0 && (
        <Select
          label={t('filter.connection')}
          placeholder={t('filter.anyConnection')}
          clearable
          comboboxProps={{ withinPortal: false }}
          data={connections.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={draft.connection}
          onChange={(connection) => onChange({ ...draft, connection })}
        />
      )}
      <Wanted column={column} draft={draft} onChange={onChange} />
    </Stack>
  )
}

function Wanted({ column, draft, onChange }: Omit<FilterInputsProps, 'connections'>) {
  const { t } = useTranslation(['crm', 'ui'])
  const label = t('filter.value')
  if (['contains', 'begins', 'is'].includes(draft.how)) {
    return (
      <TextInput
        label={label}
        value={draft.text}
        maxLength={200}
        onChange={(event) => onChange({ ...draft, text: event.currentTarget.value })}
      />
    )
  }
  if (draft.how === 'oneOf') {
    return (
      <MultiSelect
        label={label}
        searchable
        limit={100}
        comboboxProps={{ withinPortal: false }}
        nothingFoundMessage={t('ui:list.nothingFound')}
        data={(column.items ?? []).map(({ key, name }) => ({ value: key, label: name }))}
        value={[...draft.items]}
        onChange={(items) => onChange({ ...draft, items })}
      />
    )
  }
  if (draft.how !== 'range') return null
  return (
    <>
      <FieldInput
        field={shapeOf(column, t('filter.from.label'))}
        value={draft.from}
        onChange={(from) => onChange({ ...draft, from })}
      />
      <FieldInput
        field={shapeOf(column, t('filter.to.label'))}
        value={draft.to}
        onChange={(to) => onChange({ ...draft, to })}
      />
    </>
  )
}
