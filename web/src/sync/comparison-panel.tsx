import { Badge, Button, Select, Stack, Text } from '@mantine/core'
import { ScalesIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { useFormat } from '../ui/format.ts'
import { notifyDone, notifyError } from '../ui/notify.tsx'
import { Pages } from '../ui/pages.tsx'
import { Agreement } from './agreement.tsx'
import { comparisonsQuery, type Every, scheduleQuery } from './comparison-queries.ts'
import { ComparisonReport } from './comparison-report.tsx'
import { Filters } from './filter-inputs.tsx'
import { numberIn } from './monitor-address.ts'
import { MonitorList } from './monitor-list.tsx'
import type { MonitorPanelProps } from './monitor-tab.tsx'

const colours = { queued: 'gray', running: 'blue', done: 'teal', failed: 'red', stopped: 'amber' } as const

/** Vergelijking: all linked records on both sides, now or by itself, and what was found. */
export function ComparisonPanel(props: MonitorPanelProps) {
  const { filter } = props
  const { t } = useTranslation(['comparison', 'sync'])
  const format = useFormat()
  const connectionId = numberIn(filter.connection)
  const [page, setPage] = useState(1)
  const [opened, setOpened] = useState<number>()
  const comparisons = useQuery(comparisonsQuery(connectionId, page))
  if (opened !== undefined) return <ComparisonReport id={opened} onBack={() => setOpened(undefined)} />
  return (
    <Stack>
      <Filters
        {...props}
        actions={
          connectionId !== undefined && (
            <>
              <Schedule connectionId={connectionId} />
              <StartButton connectionId={connectionId} onStarted={setOpened} />
            </>
          )
        }
      />
      {connectionId === undefined && <Text c="dimmed">{t('chooseConnection')}</Text>}
      <MonitorList
        label={t('title')}
        query={comparisons}
        rowKey={({ id }) => id}
        pages={
          comparisons.data && <Pages page={page} size={10} total={comparisons.data.total} onPage={setPage} />
        }
        empty={{ icon: ScalesIcon, title: t('none'), text: t('noneText') }}
        columns={[
          {
            key: 'startedAt',
            header: t('sync:runs.startedAt'),
            cell: (run) => (
              <Stack gap={0}>
                <span title={format.time(run.startedAt)}>{format.ago(run.startedAt)}</span>
                <Text size="xs" c="dimmed">
                  {run.requestedBy ?? t('bySchedule')}
                </Text>
              </Stack>
            ),
          },
          { key: 'connection', header: t('sync:monitor.connection'), cell: (run) => run.connection.name },
          {
            key: 'state',
            header: t('sync:column.state'),
            cell: ({ state }) => (
              <Badge variant="light" color={colours[state]} tt="none" miw="max-content">
                {t(`sync:runs.state.${state}`)}
              </Badge>
            ),
          },
          {
            key: 'agreement',
            header: t('agreement'),
            align: 'right',
            cell: (run) => <Agreement run={run} />,
          },
          {
            key: 'differing',
            header: t('differing'),
            align: 'right',
            cell: ({ result }) => result && format.number(result.differing + result.missing),
          },
          {
            key: 'open',
            header: t('report'),
            cell: (run) => (
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={t('openOf', { time: format.time(run.startedAt) })}
                onClick={() => setOpened(run.id)}
              >
                {t('open')}
              </Button>
            ),
          },
        ]}
      />
    </Stack>
  )
}

interface StartButtonProps {
  readonly connectionId: number
  readonly onStarted: (id: number) => void
}

function StartButton({ connectionId, onStarted }: StartButtonProps) {
  const { t } = useTranslation('comparison')
  const queries = useQueryClient()
  const start = useMutation({
    mutationFn: () =>
      api('POST /connections/{id}/comparison-runs', { params: { id: connectionId }, json: {} }),
    onSuccess: ({ runId }) => onStarted(runId),
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['longWork'] }),
  })
  return (
    <Button
      size="xs"
      leftSection={<ScalesIcon aria-hidden />}
      loading={start.isPending}
      onClick={() => start.mutate()}
    >
      {t('start')}
    </Button>
  )
}

const choices: readonly Every[] = ['off', 'day', 'week']

function Schedule({ connectionId }: { readonly connectionId: number }) {
  const { t } = useTranslation('comparison')
  const queries = useQueryClient()
  const schedule = useQuery(scheduleQuery(connectionId))
  const change = useMutation({
    mutationFn: (every: Every) =>
      api('PUT /connections/{id}/comparison-schedule', { params: { id: connectionId }, json: { every } }),
    onSuccess: () => notifyDone(t('schedule.saved')),
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['comparisonSchedule', connectionId] }),
  })
  return (
    <Select
      size="xs"
      w={200}
      label={t('schedule')}
      allowDeselect={false}
      disabled={!schedule.data || change.isPending}
      data={choices.map((every) => ({ value: every, label: t(`schedule.${every}`) }))}
      value={schedule.data?.every ?? null}
      onChange={(value) => {
        const every = choices.find((one) => one === value)
        if (every) change.mutate(every)
      }}
    />
  )
}
