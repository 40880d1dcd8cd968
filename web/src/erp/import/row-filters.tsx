import { Chip, Group, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { MagnifyingGlassIcon } from '@phosphor-icons/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/format.ts'
import type { Import, RowFilter } from './queries.ts'

interface RowFiltersProps {
  readonly one: Import
  readonly filter: RowFilter
  readonly onChange: (filter: RowFilter) => void
}

const verdicts = ['new', 'update', 'duplicate', 'linked', 'error'] as const
const settleMs = 250

/** By verdict, with how many there are, and by a word in the name. */
export function RowFilters({ one, filter, onChange }: RowFiltersProps) {
  const { t } = useTranslation('import')
  const { number } = useFormat()
  const { counts } = one
  const [typed, setTyped] = useState(filter.q ?? '')
  const find = useDebouncedCallback((q: string) => {
    const { q: _, ...others } = filter
    onChange(q === '' ? others : { ...others, q })
  }, settleMs)
  const q = filter.q === undefined ? {} : { q: filter.q }
  const choices: readonly { key: string; label: string; count: number; filter: RowFilter; on: boolean }[] = [
    {
      ...{ key: 'all', label: t('filter.all'), count: counts.rows, filter: q },
      on: !filter.verdict && !filter.undecided && !filter.ticked,
    },
    ...verdicts.map((verdict) => ({
      ...{ key: verdict, label: t(`verdict.${verdict}`), count: counts.verdicts[verdict] },
      ...{ filter: { ...q, verdict }, on: filter.verdict === verdict },
    })),
    {
      ...{ key: 'undecided', label: t('filter.undecided'), count: counts.undecided },
      ...{ filter: { ...q, undecided: 'true' as const }, on: filter.undecided === 'true' },
    },
    {
      ...{ key: 'unticked', label: t('filter.unticked'), count: counts.unticked },
      ...{ filter: { ...q, ticked: 'false' as const }, on: filter.ticked === 'false' },
    },
  ]
  return (
    <Group justify="space-between" align="flex-end">
      <Chip.Group>
        <Group gap="xs" role="group" aria-label={t('filter.label')}>
          {choices
            .filter(({ key, count, on }) => on || count > 0 || key === 'all')
            .map((choice) => (
              <Chip key={choice.key} checked={choice.on} onChange={() => onChange(choice.filter)}>
                {choice.label} ({number(choice.count)})
              </Chip>
            ))}
        </Group>
      </Chip.Group>
      <TextInput
        type="search"
        aria-label={t('filter.find')}
        placeholder={t('filter.find')}
        leftSection={<MagnifyingGlassIcon aria-hidden />}
        maxLength={200}
        value={typed}
        onChange={({ currentTarget: { value } }) => {
          setTyped(value)
          find(value.trim())
        }}
      />
    </Group>
  )
}
