import { Badge, Checkbox, Stack, Text } from '@mantine/core'
import { ListChecksIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { notifyError } from '../../ui/notify.tsx'
import { Pages } from '../../ui/pages.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import {
  type Import,
  type ImportRow,
  importQuery,
  importRowsQuery,
  type RowChoice,
  type RowFilter,
  rowsAtOnce,
} from './queries.ts'
import { RowMeaning } from './row-meaning.tsx'

interface RowTableProps {
  readonly one: Import
  readonly filter: RowFilter
  readonly changeable: boolean
}

const colours = { new: 'teal', update: 'blue', linked: 'gray', duplicate: 'amber', error: 'red' } as const
/** What else is known of an actor, each thing once. */
export function besides(title: string, fields: readonly { readonly text: string }[]): string {
  const texts = new Set(fields.map(({ text }) => text))
  return [...texts].filter((text) => text !== '' && text !== title).join(' · ')
}

const outcomeColours = {
  created: 'teal',
  updated: 'blue',
  linked: 'gray',
  failed: 'red',
  undone: 'gray',
} as const

/** The rows of an import, a page at a time. */
export function RowTable({ one, filter, changeable }: RowTableProps) {
  const { t } = useTranslation('import')
  const queries = useQueryClient()
  const [{ page, of }, setPage] = useState({ page: 1, of: filter })
  const shown = of === filter ? page : 1
  const rows = useQuery(importRowsQuery(one, filter, shown))
  const decide = useMutation({
    mutationFn: ({ id, ...what }: { id: number; ticked?: boolean; choice?: RowChoice }) =>
      api('PATCH /imports/{id}/rows', { params: { id: one.id }, json: { ids: [id], ...what } }),
    onSuccess: ({ import: changed }) => queries.setQueryData(importQuery(one.id).queryKey, changed),
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['imports', one.id] }),
  })
  if (rows.error) return <ErrorState error={rows.error} onRetry={rows.refetch} />
  if (rows.data?.rows.length === 0) {
    return (
      <EmptyState icon={ListChecksIcon} title={t('rows.none')}>
        {t('rows.noneText')}
      </EmptyState>
    )
  }
  const tick: Column<ImportRow> = {
    key: 'tick',
    header: t('choose.column'),
    cell: ({ id, title, ticked, verdict }) => (
      <Checkbox
        aria-label={t('choose.one', { title })}
        checked={ticked && verdict !== 'linked' && verdict !== 'error'}
        disabled={!changeable || verdict === 'linked' || verdict === 'error'}
        onChange={({ currentTarget: { checked } }) => decide.mutate({ id, ticked: checked })}
      />
    ),
  }
  const columns: Column<ImportRow>[] = [
    // Once it is carried out there is nothing to choose any more.
    ...(one.state === 'open' ? [tick] : []),
    {
      key: 'actor',
      header: t('column.actor'),
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
    },
    {
      key: 'verdict',
      header: t('column.verdict'),
      cell: ({ verdict, outcome }) =>
        outcome ? (
          <Badge variant="light" color={outcomeColours[outcome]} tt="none" miw="max-content">
            {t(`outcome.${outcome}`)}
          </Badge>
        ) : (
          verdict && (
            <Badge variant="light" color={colours[verdict]} tt="none" miw="max-content">
              {t(`verdict.${verdict}`)}
            </Badge>
          )
        ),
    },
    {
      key: 'meaning',
      header: t('column.meaning'),
      wraps: true,
      cell: (row) => (
        <RowMeaning
          row={row}
          changeable={changeable}
          recordType={one.recordType}
          onChoose={(choice) => decide.mutate({ id: row.id, choice })}
        />
      ),
    },
  ]
  return (
    <Stack>
      <DataTable
        label={t('rows.label')}
        columns={columns}
        rows={rows.data?.rows}
        rowKey={({ id }) => id}
        cards="roomy"
      />
      <Pages
        page={shown}
        size={rowsAtOnce}
        total={rows.data?.total ?? 0}
        onPage={(next) => setPage({ page: next, of: filter })}
      />
    </Stack>
  )
}
