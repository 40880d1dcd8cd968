import { Button, Group, Popover, Select, Stack } from '@mantine/core'
import { FunnelIcon } from '@phosphor-icons/react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FilterInputs, filterOf, startOf } from './filter-inputs.tsx'
import type { ListFilter } from './list-address.ts'
import type { ListColumns } from './queries.ts'

interface FilterMenuProps {
  readonly known: ListColumns | undefined
  readonly onAdd: (filter: ListFilter) => void
}

/** Makes a filter: first of what, then how. */
export function FilterMenu({ known, onAdd }: FilterMenuProps) {
  const { t } = useTranslation('crm')
  const [opened, setOpened] = useState(false)
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      withinPortal
      position="bottom-start"
      shadow="md"
      trapFocus
      width={320}
    >
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<FunnelIcon aria-hidden />}
          disabled={!known}
          onClick={() => setOpened(!opened)}
        >
          {t('filter')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('filter')}>
        {known && (
          <FilterForm
            known={known}
            onAdd={(filter) => {
              onAdd(filter)
              setOpened(false)
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

interface FilterFormProps {
  readonly known: ListColumns
  readonly onAdd: (filter: ListFilter) => void
}

function FilterForm({ known, onAdd }: FilterFormProps) {
  const { t } = useTranslation(['crm', 'ui'])
  const [field, setField] = useState<string | null>(null)
  const [draft, setDraft] = useState(startOf(undefined))
  const column = known.columns.find(({ key }) => key === field)
  const filter = field === deleted ? ({ kind: 'deleted' } as const) : column && filterOf(column, draft)
  const choices = [
    ...known.columns
      .filter(({ type }) => type !== 'company')
      .map(({ key, label }) => ({ value: key, label })),
    { value: deleted, label: t('filter.deleted') },
  ]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (filter) onAdd(filter)
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Select
          label={t('filter.field')}
          data={choices}
          value={field}
          searchable
          data-autofocus
          comboboxProps={{ withinPortal: false }}
          nothingFoundMessage={t('ui:list.nothingFound')}
          onChange={(key) => {
            setField(key)
            setDraft(startOf(known.columns.find((one) => one.key === key)))
          }}
        />
        {column && (
          <FilterInputs column={column} connections={known.connections} draft={draft} onChange={setDraft} />
        )}
        <Group justify="flex-end">
          <Button type="submit" size="sm" disabled={!filter}>
            {t('filter.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

// No field has such a key.
const deleted = '-deleted'
