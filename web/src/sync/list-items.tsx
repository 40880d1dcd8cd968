import { Button, Group, SegmentedControl, Stack, Table, Text, TextInput } from '@mantine/core'
import { EqualsIcon, MagnifyingGlassIcon } from '@phosphor-icons/react'
import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { Gap, useRowsInView } from '../ui/rows-in-view.tsx'
import {
  ambiguous,
  choose,
  type ListDraft,
  listKey,
  matchByName,
  openItems,
  sameNames,
  usableItems,
  usedTwice,
} from './list-draft.ts'
import { type CrmChoice, ListRow, listRowHeight } from './list-row.tsx'
import classes from './mapping.module.css'

const shows = ['all', 'open', 'twice'] as const
type ListShow = (typeof shows)[number]

/** Which items to see, by how things were when that was chosen: one that is mended meanwhile stays in sight. */
export interface ListView {
  readonly show: ListShow
  readonly of: ListDraft
}

interface ListItemsProps {
  readonly draft: ListDraft
  readonly view: ListView
  readonly onView: (view: ListView) => void
  readonly onChange: (list: string, make: (draft: ListDraft) => ListDraft) => void
}

const frameHeight = 430

/** The items of one list with their counterparts. */
export function ListItems({ draft, view, onView, onChange }: ListItemsProps) {
  const { t } = useTranslation(['sync', 'mapping'])
  const { crmName } = useSession()
  const { base, items } = draft
  const list = listKey(base)
  const [filter, setFilter] = useState('')
  const sought = useDeferredValue(filter.trim().toLowerCase())
  const names = useMemo(() => namesOf(base.items.map(({ erpItem, label }) => [erpItem, label])), [base])
  const choices = useMemo(() => choicesOf(base), [base])
  const usable = useMemo(() => usableItems(base), [base])
  const twice = useMemo(() => usedTwice(items), [items])
  const open = useMemo(() => openItems(draft), [draft])
  const found = useMemo(() => sameNames(draft).size, [draft])
  const wanted = useMemo(() => wantedIn(view), [view])
  const visible = base.items.filter(
    ({ erpItem }) =>
      (wanted?.has(erpItem) ?? true) &&
      (sought === '' || (names.get(erpItem) ?? '').toLowerCase().includes(sought)),
  )
  const set = useCallback(
    (erpItem: string, crmItem: string | null) => onChange(list, (old) => choose(old, erpItem, crmItem)),
    [list, onChange],
  )
  const [frame, rows] = useRowsInView<HTMLDivElement>(visible.length, listRowHeight, frameHeight)
  const outOfUse = (erpItem: string) => {
    const crmItem = items.get(erpItem) ?? null
    return crmItem !== null && !usable.has(crmItem)
  }
  const clashOf = (erpItem: string): string | undefined => {
    const others = twice.get(items.get(erpItem) ?? '')?.filter((other) => other !== erpItem)
    return others?.map((other) => names.get(other) ?? other).join(', ')
  }
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('mapping:lists.text', { crm: crmName })}
      </Text>
      <Group justify="space-between">
        <Button
          size="xs"
          variant="light"
          leftSection={<EqualsIcon aria-hidden />}
          disabled={found === 0}
          onClick={() => onChange(list, matchByName)}
        >
          {t('mapping:lists.match', { count: found })}
        </Button>
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={t('mapping:lists.show')}
            value={view.show}
            onChange={(value) => onView({ show: shows.find((known) => known === value) ?? 'all', of: draft })}
            data={[
              { value: 'all', label: t('mapping:lists.show.all', { count: base.items.length }) },
              { value: 'open', label: t('mapping:lists.show.open', { count: open.size }) },
              { value: 'twice', label: t('mapping:lists.show.twice', { count: twice.size }) },
            ]}
          />
          <TextInput
            size="xs"
            w={160}
            aria-label={t('filter')}
            placeholder={t('filter')}
            leftSection={<MagnifyingGlassIcon aria-hidden />}
            value={filter}
            onChange={(event) => {
              frame.current?.scrollTo({ top: 0 })
              setFilter(event.currentTarget.value)
            }}
          />
        </Group>
      </Group>
      <div className={classes.frame} ref={frame} onScroll={rows.onScroll} style={{ height: frameHeight }}>
        <Table
          stickyHeader
          layout="fixed"
          horizontalSpacing="sm"
          verticalSpacing={0}
          aria-label={base.label}
          aria-rowcount={visible.length + 1}
        >
          <Table.Thead className={classes.head}>
            <Table.Tr aria-rowindex={1}>
              <Table.Th scope="col" py={8}>
                {t('lists.erpItem')}
              </Table.Th>
              <Table.Th scope="col" w="55%">
                {t('lists.crmItem', { crm: crmName })}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Gap height={rows.before} columns={2} />
            {visible.slice(rows.from, rows.to).map((item, index) => (
              <ListRow
                key={item.erpItem}
                item={item}
                name={names.get(item.erpItem) ?? item.label}
                row={rows.from + index + 2}
                crmItem={items.get(item.erpItem) ?? null}
                choices={choices}
                outOfUse={outOfUse(item.erpItem)}
                clash={clashOf(item.erpItem)}
                onChoose={set}
              />
            ))}
            <Gap height={rows.after} columns={2} />
          </Table.Tbody>
        </Table>
        {visible.length === 0 && (
          <Text c="dimmed" ta="center" py="xl">
            {base.items.length === 0 ? t('mapping:lists.empty') : t('lists.nothingFound')}
          </Text>
        )}
      </div>
    </Stack>
  )
}

function wantedIn({ show, of }: ListView): ReadonlySet<string> | undefined {
  if (show === 'all') return undefined
  return show === 'open' ? openItems(of) : new Set([...usedTwice(of.items).values()].flat())
}

/** By key what an item is called; with the key where others are called the same. */
function namesOf(labels: readonly (readonly [key: string, label: string])[]): ReadonlyMap<string, string> {
  const several = ambiguous(labels.map(([, label]) => label))
  return new Map(labels.map(([key, label]) => [key, several.has(label) ? `${label} (${key})` : label]))
}

function choicesOf({ crmItems }: ListDraft['base']): CrmChoice[] {
  const names = namesOf(crmItems.map(({ key, label }) => [key, label]))
  return crmItems.map(({ key, label, inactive }) => ({
    value: key,
    label: names.get(key) ?? label,
    inactive,
  }))
}
