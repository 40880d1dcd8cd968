import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { DataTable } from '../ui/data-table.tsx'
import { useFormat } from '../ui/format.ts'
import { ErrorState } from '../ui/states.tsx'
import { type Connection, statesQuery } from './queries.ts'
import { Section } from './section.tsx'

const states = ['inSync', 'waiting', 'conflict', 'failed', 'held'] as const
const colours = { inSync: 'teal', waiting: '', conflict: 'amber.8', failed: 'red', held: 'amber.8' } as const

/** Per connection how many records are in each state. */
export function StateCounts({ connections }: { readonly connections: readonly Connection[] | undefined }) {
  const { t } = useTranslation('sync')
  const { number } = useFormat()
  const counts = useQuery(statesQuery)
  if (counts.error) return <ErrorState error={counts.error} onRetry={counts.refetch} />
  const nameOf = (id: number) => connections?.find((connection) => connection.id === id)?.name ?? '…'
  return (
    <Section title={t('states.title')} text={t('states.text')}>
      <DataTable
        label={t('states.title')}
        rows={counts.data}
        rowKey={({ connectionId }) => connectionId}
        columns={[
          {
            key: 'connection',
            header: t('monitor.connection'),
            cell: ({ connectionId }) => (
              <Text size="sm" fw={550}>
                {nameOf(connectionId)}
              </Text>
            ),
          },
          ...states.map((state) => ({
            key: state,
            header: t(`linkState.${state}`),
            align: 'right' as const,
            cell: (row: NonNullable<typeof counts.data>[number]) => (
              <Text
                span
                size="sm"
                c={row[state] === 0 ? 'dimmed' : colours[state]}
                fw={row[state] === 0 ? 400 : 600}
              >
                {number(row[state])}
              </Text>
            ),
          })),
          {
            key: 'links',
            header: t('states.links'),
            align: 'right' as const,
            cell: ({ links }) => number(links),
          },
        ]}
      />
      {counts.data?.length === 0 && (
        <Text c="dimmed" size="sm">
          {t('states.none')}
        </Text>
      )}
    </Section>
  )
}
