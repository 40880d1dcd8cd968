import { Badge, Button, Checkbox, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import {
  ListNumbersIcon,
  MagnifyingGlassIcon,
  PencilSimpleIcon,
  PlusIcon,
  TrashIcon,
} from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import type { Column } from '../ui/data-table.tsx'
import { useFormat } from '../ui/format.ts'
import { ReasonButton } from '../ui/reason-button.tsx'
import { RestoreButton } from '../ui/restore-button.tsx'
import { SelectTable } from '../ui/select-table.tsx'
import { ErrorState } from '../ui/states.tsx'
import { ItemDialogs, type OpenedItem } from './item-dialogs.tsx'
import { nameIn, useLanguage } from './name-in.ts'
import { type CrmList, type CrmListItem, itemsQuery } from './queries.ts'
import { Uses } from './uses.tsx'

// More rows than this are slow to draw, and nobody reads them all.
const atOnce = 200

/** The items of a list, and what can be done with the selected one. */
export function ItemList({ list }: { readonly list: CrmList }) {
  const { t } = useTranslation(['fields', 'ui'])
  const language = useLanguage()
  const items = useQuery(itemsQuery(list.key))
  const columns = useItemColumns()
  const [inactive, setInactive] = useState(false)
  const [sought, setSought] = useState('')
  const [selectedId, setSelectedId] = useState<number>()
  const [opened, setOpened] = useState<OpenedItem>()
  const rows = items.data?.filter((item) => (inactive || !item.inactive) && holds(item, sought))
  const selected = rows?.find(({ id }) => id === selectedId) ?? rows?.[0]
  const title = nameIn(list.name, language)
  return (
    <Stack component="section" aria-label={title}>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {title}
        </Title>
        <TextInput
          size="xs"
          aria-label={t('filter')}
          placeholder={t('filter')}
          leftSection={<MagnifyingGlassIcon aria-hidden />}
          value={sought}
          onChange={(event) => setSought(event.currentTarget.value)}
        />
      </Group>
      {items.error ? (
        <ErrorState error={items.error} onRetry={items.refetch} />
      ) : rows?.length === 0 ? (
        <Text c="dimmed">{sought === '' ? t('items.none') : t('items.nothingFound')}</Text>
      ) : (
        <SelectTable
          label={t('items.of', { list: title })}
          columns={columns}
          rows={rows?.slice(0, atOnce)}
          rowKey={({ id }) => id}
          rowLabel={({ name }) => nameIn(name, language)}
          selected={selected?.id}
          onSelect={({ id }) => setSelectedId(id)}
          onOpen={(item) => !item.inactive && setOpened({ kind: 'rename', item })}
          height={460}
        />
      )}
      {rows && rows.length > atOnce && (
        <Text size="xs" c="dimmed">
          {t('items.more', { shown: atOnce, count: rows.length })}
        </Text>
      )}
      <ItemActions selected={selected} few={(items.data?.length ?? 0) < 2} onOpen={setOpened} />
      <Checkbox
        label={t('inactive')}
        checked={inactive}
        onChange={(event) => setInactive(event.currentTarget.checked)}
      />
      <ItemDialogs
        opened={opened}
        list={list}
        items={items.data ?? []}
        onMade={setSelectedId}
        onClose={() => setOpened(undefined)}
      />
    </Stack>
  )
}

interface ItemActionsProps {
  readonly selected: CrmListItem | undefined
  /** There is nothing to put in order. */
  readonly few: boolean
  readonly onOpen: (opened: OpenedItem) => void
}

function ItemActions({ selected, few, onOpen }: ItemActionsProps) {
  const { t } = useTranslation('fields')
  const language = useLanguage()
  const usable = selected && !selected.inactive ? selected : undefined
  const whyNot = usable ? null : t(selected ? 'grey.itemDeleted' : 'grey.noItem')
  return (
    <Group gap="xs">
      <Button leftSection={<PlusIcon aria-hidden />} onClick={() => onOpen({ kind: 'add' })}>
        {t('items.add')}
      </Button>
      <ReasonButton
        variant="default"
        leftSection={<PencilSimpleIcon aria-hidden />}
        reason={whyNot}
        onClick={() => usable && onOpen({ kind: 'rename', item: usable })}
      >
        {t('items.rename')}
      </ReasonButton>
      <ReasonButton
        variant="default"
        leftSection={<ListNumbersIcon aria-hidden />}
        reason={few ? t('grey.few') : null}
        onClick={() => onOpen({ kind: 'order' })}
      >
        {t('order')}
      </ReasonButton>
      <ReasonButton
        variant="default"
        leftSection={<TrashIcon aria-hidden />}
        reason={whyNot}
        onClick={() => usable && onOpen({ kind: 'delete', item: usable })}
      >
        {t('items.delete')}
      </ReasonButton>
      {selected?.inactive && (
        <RestoreButton
          key={selected.id}
          list="crmLists"
          done={t('restored', { name: nameIn(selected.name, language) })}
          restore={() => api('DELETE /list-items/{id}/deletion', { params: { id: selected.id } })}
        />
      )}
    </Group>
  )
}

function holds({ name }: CrmListItem, sought: string): boolean {
  const text = sought.trim().toLowerCase()
  return text === '' || name.nl.toLowerCase().includes(text) || name.en.toLowerCase().includes(text)
}

function useItemColumns(): readonly Column<CrmListItem>[] {
  const { t } = useTranslation('fields')
  const { number } = useFormat()
  const language = useLanguage()
  return [
    {
      key: 'name',
      header: t('column.item'),
      cell: ({ name, inactive }) => (
        <Stack gap={0}>
          <Group gap="xs">
            <Text fw={550} c={inactive ? 'dimmed' : ''}>
              {nameIn(name, language)}
            </Text>
            {inactive && (
              <Badge size="xs" variant="light" color="gray" tt="none">
                {t('inactive')}
              </Badge>
            )}
          </Group>
          {name.nl !== name.en && (
            <Text size="xs" c="dimmed">
              {nameIn(name, language === 'nl' ? 'en' : 'nl')}
            </Text>
          )}
        </Stack>
      ),
    },
    { key: 'records', header: t('column.records'), align: 'right', cell: ({ records }) => number(records) },
    { key: 'uses', header: t('column.mapped'), cell: ({ uses }) => <Uses uses={uses} /> },
  ]
}
