import { Button, Grid, Group, Stack, Text } from '@mantine/core'
import { PencilSimpleIcon, PlusIcon, TrashIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Column } from '../ui/data-table.tsx'
import { Page } from '../ui/page.tsx'
import { ReasonButton } from '../ui/reason-button.tsx'
import { SelectTable } from '../ui/select-table.tsx'
import { ErrorState } from '../ui/states.tsx'
import { ItemList } from './item-list.tsx'
import { ListDeletion } from './list-deletion.tsx'
import { ListNameDialog } from './list-name-dialog.tsx'
import { nameIn, useLanguage } from './name-in.ts'
import { type CrmList, listsQuery } from './queries.ts'

const route = getRouteApi('/shell/administrator/settings/lists')

/** Lijsten: the lists of the CRM with their items. */
export function ListsPage() {
  const { t } = useTranslation(['fields', 'shell', 'ui'])
  const language = useLanguage()
  const { list: selectedKey } = route.useSearch()
  const navigate = route.useNavigate()
  const lists = useQuery(listsQuery)
  const columns = useListColumns()
  const [opened, setOpened] = useState<'add' | 'rename' | 'delete'>()
  const selected = lists.data?.find(({ key }) => key === selectedKey) ?? lists.data?.[0]
  const select = (list: string) => navigate({ search: { list }, replace: true, resetScroll: false })
  const whyNot = selected ? null : t(lists.isPending ? 'ui:loading' : 'grey.noList')
  const close = () => setOpened(undefined)
  return (
    <Page title={t('shell:navigation.lists')}>
      <Text size="sm" c="dimmed" maw={720}>
        {t('lists.text')}
      </Text>
      {lists.error && <ErrorState error={lists.error} onRetry={lists.refetch} />}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Stack>
            <SelectTable
              label={t('shell:navigation.lists')}
              columns={columns}
              rows={lists.data}
              rowKey={({ key }) => key}
              rowLabel={({ name }) => nameIn(name, language)}
              selected={selected?.key}
              onSelect={({ key }) => select(key)}
            />
            <Group gap="xs">
              <Button leftSection={<PlusIcon aria-hidden />} onClick={() => setOpened('add')}>
                {t('lists.add')}
              </Button>
              <ReasonButton
                variant="default"
                leftSection={<PencilSimpleIcon aria-hidden />}
                reason={whyNot}
                onClick={() => setOpened('rename')}
              >
                {t('lists.rename')}
              </ReasonButton>
              <ReasonButton
                variant="default"
                leftSection={<TrashIcon aria-hidden />}
                reason={whyNot}
                onClick={() => setOpened('delete')}
              >
                {t('lists.delete')}
              </ReasonButton>
            </Group>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          {selected && <ItemList key={selected.key} list={selected} />}
        </Grid.Col>
      </Grid>
      {opened === 'add' && <ListNameDialog list={undefined} onSaved={select} onClose={close} />}
      {opened === 'rename' && selected && <ListNameDialog list={selected} onSaved={select} onClose={close} />}
      {opened === 'delete' && selected && <ListDeletion list={selected} onClose={close} />}
    </Page>
  )
}

function useListColumns(): readonly Column<CrmList>[] {
  const { t } = useTranslation('fields')
  const language = useLanguage()
  return [
    {
      key: 'name',
      header: t('column.list'),
      cell: ({ name }) => (
        <Text fw={550} miw={130}>
          {nameIn(name, language)}
        </Text>
      ),
    },
    { key: 'items', header: t('column.items'), align: 'right', cell: ({ items }) => items },
    {
      key: 'fields',
      header: t('column.usedBy'),
      cell: ({ fields, uses }) => (
        <Text size="xs" c="dimmed">
          {[
            ...fields.map(({ recordType, label }) => `${t(`recordType.${recordType}`)}: ${label}`),
            ...new Set(uses.map(({ connection }) => connection.name)),
          ].join(', ') || '–'}
        </Text>
      ),
    },
  ]
}
