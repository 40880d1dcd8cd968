import { Badge, Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { MagnifyingGlassIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useFormat } from '../../ui/format.ts'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import type { Hit } from '../queries.ts'
import { besides } from './row-table.tsx'
import type { ImportSearch } from './use-import-search.ts'

interface HitTableProps {
  readonly importId: number
  /** How many are in the import: when that changes, which ones are asked again. */
  readonly rows: number
  readonly search: ImportSearch
  readonly ticked: ReadonlySet<string>
  readonly onTick: (ticked: ReadonlySet<string>) => void
}

/** What was found in the ERP, to be ticked; what is linked or in the import already cannot be. */
export function HitTable({ importId, rows, search, ticked, onTick }: HitTableProps) {
  const { t } = useTranslation(['import', 'erp'])
  const { number } = useFormat()
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  const { hits, total } = search
  const chosen = useChosen(importId, rows, hits)
  const free = (hits ?? []).filter(({ key, linkedTo }) => !linkedTo && !chosen.has(key))
  const all = free.length > 0 && free.every(({ key }) => ticked.has(key))
  const tick = (keys: readonly string[], on: boolean) => {
    const next = new Set(ticked)
    for (const key of keys) on ? next.add(key) : next.delete(key)
    onTick(next)
  }
  if (search.error) return <ErrorState error={search.error} onRetry={search.retry} />
  if (hits?.length === 0 && !search.searching) {
    return (
      <EmptyState icon={MagnifyingGlassIcon} title={t('choose.none')}>
        {t('choose.noneText')}
      </EmptyState>
    )
  }
  return (
    <Stack gap="xs">
      <Group justify="space-between" mih={30}>
        <Checkbox
          label={t('choose.all')}
          checked={all}
          indeterminate={!all && free.some(({ key }) => ticked.has(key))}
          disabled={free.length === 0}
          onChange={({ currentTarget: { checked } }) =>
            tick(
              free.map(({ key }) => key),
              checked,
            )
          }
        />
        <Text size="sm" c="dimmed" aria-live="polite">
          {hits &&
            (total === null
              ? t('erp:connect.shown', { count: hits.length })
              : t('erp:connect.shownOf', { shown: number(hits.length), total: number(total) }))}
        </Text>
      </Group>
      <DataTable
        label={t('erp:connect.results')}
        columns={[
          {
            key: 'tick',
            header: t('choose.column'),
            cell: ({ key, title, linkedTo }) =>
              linkedTo || chosen.has(key) ? (
                <Badge variant="light" color={linkedTo ? 'gray' : 'teal'} tt="none" miw="max-content">
                  {t(linkedTo ? 'verdict.linked' : 'choose.in')}
                </Badge>
              ) : (
                <Checkbox
                  aria-label={t('choose.one', { title })}
                  checked={ticked.has(key)}
                  onChange={({ currentTarget: { checked } }) => tick([key], checked)}
                />
              ),
          },
          ...(narrow
            ? [oneColumn(t('erp:connect.name'))]
            : ownColumns(search.columns, t('erp:connect.name'))),
        ]}
        rows={search.searching ? undefined : hits}
        rowKey={({ key }) => key}
      />
      {search.more && (
        <Button w="fit-content" size="xs" variant="subtle" loading={search.loadingMore} onClick={search.more}>
          {t('erp:connect.more')}
        </Button>
      )}
    </Stack>
  )
}

function ownColumns(columns: ImportSearch['columns'], name: string): Column<Hit>[] {
  const shown = columns.length > 0 ? columns : [{ key: 'title', label: name }]
  return shown.map(({ key, label }) => ({
    key,
    header: label,
    cell: ({ title, fields }) =>
      key === 'title' ? title : (fields.find((field) => field.key === key)?.text ?? ''),
  }))
}

/** On a phone: who it is, and under that what else is known. */
function oneColumn(name: string): Column<Hit> {
  return {
    key: 'title',
    header: name,
    wraps: true,
    cell: ({ title, fields }) => (
      <Stack gap={0}>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          {besides(title, fields)}
        </Text>
      </Stack>
    ),
  }
}

/** Those of the hits that are in the import. */
function useChosen(id: number, rows: number, hits: readonly Hit[] | undefined): ReadonlySet<string> {
  const keys = hits?.map(({ key }) => key) ?? []
  const chosen = useQuery({
    queryKey: ['imports', id, 'chosen', keys, rows],
    queryFn: async ({ signal }) => {
      const found: string[] = []
      for (let from = 0; from < keys.length; from += 200) {
        const json = { keys: keys.slice(from, from + 200) }
        found.push(...(await api('POST /imports/{id}/chosen-keys', { params: { id }, json, signal })).keys)
      }
      return new Set(found)
    },
    enabled: keys.length > 0,
    placeholderData: (before) => before,
  })
  return chosen.data ?? new Set()
}
