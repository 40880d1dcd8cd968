import { Button, Group } from '@mantine/core'
import { XIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { filterText } from './filter-text.ts'
import type { ListFilter } from './list-address.ts'
import { type ListColumns, type RecordType, selectionsQuery } from './queries.ts'

interface FilterChipsProps {
  readonly recordType: RecordType
  readonly known: ListColumns | undefined
  readonly filters: readonly ListFilter[]
  readonly onChange: (filters: readonly ListFilter[]) => void
}

/** The filters of a list, each to be taken away. */
export function FilterChips({ recordType, known, filters, onChange }: FilterChipsProps) {
  const { t } = useTranslation('crm')
  const format = useFormat()
  const { data: selections = [] } = useQuery(selectionsQuery(recordType))
  if (filters.length === 0 || !known) return null
  return (
    <Group gap={6} role="group" aria-label={t('filter.these')}>
      {filters.map((filter) => {
        const text = filterText(filter, { t, format, list: known, selections })
        return (
          <Button
            key={JSON.stringify(filter)}
            size="compact-sm"
            radius="xl"
            variant="light"
            maw="100%"
            rightSection={<XIcon size={12} aria-hidden />}
            aria-label={t('filter.remove', { filter: text })}
            onClick={() => onChange(filters.filter((one) => one !== filter))}
          >
            {text}
          </Button>
        )
      })}
      {filters.length > 1 && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onChange([])}>
          {t('filter.removeAll')}
        </Button>
      )}
    </Group>
  )
}
