import { Badge, Button, Group, Stack, Tabs, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { notifyDone } from '../ui/notify.tsx'
import { ErrorState } from '../ui/states.tsx'
import { type Items, itemsOf, listChanged, usedTwice } from './list-draft.ts'
import { ListItems } from './list-items.tsx'
import type { ListMapping } from './queries.ts'

interface ListMappingFormProps {
  readonly connectionId: number
  readonly lists: readonly ListMapping[]
  readonly onChanged: (changed: boolean) => void
  readonly onSaved: () => void
  readonly onCancel: () => void
}

const keyOf = ({ erpList, crmList }: ListMapping) => `${erpList}|${crmList}`

export function ListMappingForm({ connectionId, lists, onChanged, onSaved, onCancel }: ListMappingFormProps) {
  const { t } = useTranslation(['sync', 'ui'])
  const [drafts, setDrafts] = useState<ReadonlyMap<string, Items>>(
    () => new Map(lists.map((list) => [keyOf(list), itemsOf(list)])),
  )
  const itemsIn = (list: ListMapping) => drafts.get(keyOf(list)) ?? itemsOf(list)
  const changed = lists.filter((list) => listChanged(list, itemsIn(list)))
  const blocked = lists.some((list) => usedTwice(itemsIn(list)).size > 0)
  const isChanged = changed.length > 0
  useEffect(() => onChanged(isChanged), [isChanged, onChanged])
  const save = useMutation({
    mutationFn: async () => {
      for (const list of changed) {
        const { erpList, crmList } = list
        await api('PUT /connections/{id}/list-mappings/{erpList}/{crmList}', {
          params: { id: connectionId, erpList, crmList },
          json: {
            version: list.version,
            items: [...itemsIn(list)].map(([erpItem, crmItem]) => ({ erpItem, crmItem })),
          },
        })
      }
    },
    onSuccess: () => {
      notifyDone(t('lists.saved'))
      onSaved()
    },
  })
  return (
    <Stack>
      <Tabs
        orientation="vertical"
        defaultValue={lists[0] ? keyOf(lists[0]) : null}
        keepMounted={false}
        variant="pills"
        styles={{ tabLabel: { textAlign: 'left' } }}
      >
        <Tabs.List aria-label={t('lists.label')} w={220} style={{ flexWrap: 'nowrap' }}>
          {lists.map((list) => (
            <Tabs.Tab
              key={keyOf(list)}
              value={keyOf(list)}
              rightSection={<Open list={list} items={itemsIn(list)} />}
            >
              {list.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {lists.map((list) => (
          <Tabs.Panel key={keyOf(list)} value={keyOf(list)} pl="lg">
            <ListItems
              list={list}
              items={itemsIn(list)}
              onChange={(items) => setDrafts((old) => new Map([...old, [keyOf(list), items]]))}
            />
          </Tabs.Panel>
        ))}
      </Tabs>
      {save.error && <ErrorState error={save.error} />}
      <Group justify="space-between">
        <Text size="sm" c="var(--mantine-color-error)" role="status">
          {blocked && t('lists.blocked')}
        </Text>
        <Group gap="xs">
          <Button variant="default" onClick={onCancel}>
            {t('ui:cancel')}
          </Button>
          <Button
            disabled={blocked}
            loading={save.isPending}
            onClick={() => (isChanged ? save.mutate() : onSaved())}
          >
            {t('ui:save')}
          </Button>
        </Group>
      </Group>
    </Stack>
  )
}

/** How many items still lack a counterpart; red when one is used twice. */
function Open({ list, items }: { readonly list: ListMapping; readonly items: Items }) {
  const { t } = useTranslation('sync')
  const open = list.items.filter(
    ({ erpItem, inErp }) => inErp && (items.get(erpItem) ?? null) === null,
  ).length
  const twice = usedTwice(items).size > 0
  if (open === 0 && !twice) return null
  return (
    <Badge
      size="sm"
      circle={open < 10}
      color={twice ? 'red' : 'gray'}
      title={t('lists.open', { count: open })}
    >
      {twice ? '!' : open}
    </Badge>
  )
}
