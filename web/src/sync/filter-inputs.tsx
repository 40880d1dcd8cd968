import { Group, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import folded from '../ui/folded-filters.module.css'
import { FoldedFilters } from '../ui/folded-filters.tsx'
import type { MonitorFilter } from './monitor-address.ts'
import type { MonitorPanelProps } from './monitor-tab.tsx'
import { connectionsQuery } from './queries.ts'

interface FiltersProps extends MonitorPanelProps {
  /** The filters of this list alone. */
  readonly children?: ReactNode
  /** What can be done with the list. */
  readonly actions?: ReactNode
}

/** What a list shows: of which connection, and the filters of its own. */
export function Filters({ children, actions, filter, onFilter }: FiltersProps) {
  const { t } = useTranslation('sync')
  const connections = useQuery(connectionsQuery(false))
  const { connection, ...own } = filter
  const used = Object.values(own).filter((value) => value !== undefined).length
  const choice = (
    <Select
      size="xs"
      w={200}
      label={t('monitor.connection')}
      placeholder={t('monitor.all')}
      clearable
      clearButtonProps={{ 'aria-label': t('monitor.all') }}
      data={(connections.data ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
      value={connection ?? null}
      onChange={(id) => onFilter({ connection: id ?? undefined })}
    />
  )
  return (
    <Group align="flex-end" gap="sm" className={folded.filters ?? ''}>
      {children ? (
        <FoldedFilters count={used} first={choice}>
          {children}
        </FoldedFilters>
      ) : (
        choice
      )}
      {actions && (
        <Group gap="xs" ml="auto" align="flex-end">
          {actions}
        </Group>
      )}
    </Group>
  )
}

interface ChoiceProps extends MonitorPanelProps {
  readonly name: keyof MonitorFilter
  readonly label: string
  readonly data: readonly { readonly value: string; readonly label: string }[]
}

/** One filter with a few values, or none. */
export function Choice({ name, label, data, filter, onFilter }: ChoiceProps) {
  const { t } = useTranslation('monitor')
  return (
    <Select
      size="xs"
      w={170}
      label={label}
      placeholder={t('filter.any')}
      clearable
      searchable={data.length > 12}
      clearButtonProps={{ 'aria-label': t('filter.clear', { label }) }}
      data={data}
      value={filter[name] ?? null}
      onChange={(value) => onFilter({ [name]: value ?? undefined })}
    />
  )
}

/** The first and the last day. */
export function Period({ filter, onFilter }: MonitorPanelProps) {
  const { t } = useTranslation('monitor')
  return (
    <Group gap="xs" wrap="nowrap">
      {(['from', 'to'] as const).map((name) => (
        <TextInput
          key={name}
          type="date"
          size="xs"
          w={140}
          label={t(`filter.${name}`)}
          value={filter[name] ?? ''}
          max="2099-12-31"
          onChange={(event) => onFilter({ [name]: event.currentTarget.value || undefined })}
        />
      ))}
    </Group>
  )
}
