import { Badge, Button, Group, Select, Stack, Table, Text, TextInput } from '@mantine/core'
import { EqualsIcon, MagnifyingGlassIcon } from '@phosphor-icons/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { type Items, matchByName, usedTwice } from './list-draft.ts'
import classes from './mapping.module.css'
import type { ListMapping } from './queries.ts'

interface ListItemsProps {
  readonly list: ListMapping
  readonly items: Items
  readonly onChange: (items: Items) => void
}

/** The items of one list with their counterparts. */
export function ListItems({ list, items, onChange }: ListItemsProps) {
  const { t } = useTranslation('sync')
  const { crmName } = useSession()
  const [filter, setFilter] = useState('')
  const twice = usedTwice(items)
  const matched = matchByName(list, items)
  const found = [...matched].filter(([erpItem, crmItem]) => items.get(erpItem) !== crmItem).length
  const sought = filter.trim().toLowerCase()
  const visible = list.items.filter(({ label }) => label.toLowerCase().includes(sought))
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Button
          size="xs"
          variant="light"
          leftSection={<EqualsIcon aria-hidden />}
          disabled={found === 0}
          onClick={() => onChange(matched)}
        >
          {t('lists.match')}
        </Button>
        <TextInput
          size="xs"
          aria-label={t('filter')}
          placeholder={t('filter')}
          leftSection={<MagnifyingGlassIcon aria-hidden />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      </Group>
      <div className={classes.frame}>
        <Table stickyHeader horizontalSpacing="sm" verticalSpacing={6} aria-label={list.label}>
          <Table.Thead className={classes.head}>
            <Table.Tr>
              <Table.Th scope="col">{t('lists.erpItem')}</Table.Th>
              <Table.Th scope="col" w="55%">
                {t('lists.crmItem', { crm: crmName })}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {visible.map((item) => (
              <Item
                key={item.erpItem}
                item={item}
                list={list}
                crmItem={items.get(item.erpItem) ?? null}
                twice={twice}
                onChoose={(crmItem) => onChange(new Map([...items, [item.erpItem, crmItem]]))}
              />
            ))}
          </Table.Tbody>
        </Table>
        {visible.length === 0 && (
          <Text c="dimmed" ta="center" py="xl">
            {t('lists.nothingFound')}
          </Text>
        )}
      </div>
    </Stack>
  )
}

interface ItemProps {
  readonly item: ListMapping['items'][number]
  readonly list: ListMapping
  readonly crmItem: string | null
  readonly twice: ReadonlySet<string>
  readonly onChoose: (crmItem: string | null) => void
}

function Item({ item, list, crmItem, twice, onChoose }: ItemProps) {
  const { t } = useTranslation(['sync', 'ui'])
  const clash = crmItem !== null && twice.has(crmItem)
  const choices = list.crmItems.filter(({ key, inactive }) => !inactive || key === crmItem)
  return (
    <Table.Tr className={classes.row ?? ''} data-fault={clash || undefined}>
      <Table.Th scope="row" fw={400}>
        <Group gap={6}>
          <Text size="sm">{item.label}</Text>
          {!item.inErp && (
            <Badge size="xs" variant="light" color="red" tt="none">
              {t('mapping.notInErp')}
            </Badge>
          )}
        </Group>
      </Table.Th>
      <Table.Td>
        <Select
          size="xs"
          aria-label={item.label}
          searchable
          placeholder={t('ui:list.none')}
          nothingFoundMessage={t('ui:list.nothingFound')}
          error={clash ? t('lists.twice') : undefined}
          data={[
            { value: '', label: t('ui:list.none') },
            ...choices.map(({ key, label }) => ({ value: key, label })),
          ]}
          value={crmItem}
          onChange={(next) => onChoose(next || null)}
        />
      </Table.Td>
    </Table.Tr>
  )
}
