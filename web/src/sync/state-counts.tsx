import { Anchor, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../api/client.ts'
import { DataTable } from '../ui/data-table.tsx'
import { useFormat } from '../ui/format.ts'
import { ErrorState } from '../ui/states.tsx'
import { type LinkState, linkStates } from './monitor-queries.ts'
import { type Connection, statesQuery } from './queries.ts'
import { Section } from './section.tsx'

const colours = {
  inSync: 'teal.9',
  waiting: '',
  conflict: 'amber.8',
  failed: 'red.9',
  held: 'amber.8',
} as const

interface StateCountsProps {
  readonly connections: readonly Connection[] | undefined
  /** Leads to the records behind a number. */
  readonly onOpen: (connectionId: number, state: LinkState | undefined) => void
}

type Counts = Answer<'GET /states'>[number]

/** Per connection how many records are in each state. */
export function StateCounts({ connections, onOpen }: StateCountsProps) {
  const { t } = useTranslation('sync')
  const counts = useQuery(statesQuery)
  if (counts.error) return <ErrorState error={counts.error} onRetry={counts.refetch} />
  const nameOf = (id: number) => connections?.find((connection) => connection.id === id)?.name ?? '…'
  return (
    <Section title={t('states.title')} text={t('states.text')}>
      <DataTable
        label={t('states.title')}
        rows={counts.data}
        rowKey={({ connectionId }) => connectionId}
        cards="tight"
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
          ...linkStates.map((state) => ({
            key: state,
            header: t(`linkState.${state}`),
            hint: t(`linkState.${state}.hint`),
            align: 'right' as const,
            cell: (row: Counts) => <Count counts={row} state={state} onOpen={onOpen} />,
          })),
          {
            key: 'links',
            header: t('states.links'),
            align: 'right' as const,
            cell: (row: Counts) => <Count counts={row} state={undefined} onOpen={onOpen} />,
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

interface CountProps {
  readonly counts: Counts
  readonly state: LinkState | undefined
  readonly onOpen: StateCountsProps['onOpen']
}

function Count({ counts, state, onOpen }: CountProps) {
  const { t } = useTranslation(['monitor', 'sync'])
  const format = useFormat()
  const count = state === undefined ? counts.links : counts[state]
  if (count === 0) {
    return (
      <Text span size="sm" c="dimmed">
        0
      </Text>
    )
  }
  const name = state === undefined ? t('sync:states.links') : t(`sync:linkState.${state}`)
  return (
    <Stack gap={0} align="flex-end">
      <Anchor
        component="button"
        type="button"
        size="sm"
        fw={600}
        c={state === undefined ? '' : colours[state]}
        aria-label={t('states.open', { state: name, count })}
        onClick={() => onOpen(counts.connectionId, state)}
      >
        {format.number(count)}
      </Anchor>
      {state === 'waiting' && counts.waitingSince && (
        <Text size="xs" c={isLong(counts.waitingSince) ? 'red.9' : 'dimmed'}>
          {t('states.oldest', { ago: format.ago(counts.waitingSince) })}
        </Text>
      )}
    </Stack>
  )
}

// Nothing should wait longer than a day without anybody knowing.
function isLong(since: string): boolean {
  return Date.now() - Date.parse(since) > 86_400_000
}
