import { Checkbox, Stack, Text } from '@mantine/core'
import { ClockCounterClockwiseIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { KeysetPages, useKeyset } from '../ui/keyset-pages.tsx'
import { TextLink } from '../ui/links.tsx'
import { Choice, Filters, Period } from './filter-inputs.tsx'
import type { MonitorFilter } from './monitor-address.ts'
import { MonitorList } from './monitor-list.tsx'
import { type Run, runsQuery } from './monitor-queries.ts'
import type { MonitorPanelProps } from './monitor-tab.tsx'
import { RunDuration, RunState } from './run-state.tsx'

const kinds = [
  ...(['pass', 'record', 'link', 'resyncToCrm', 'resyncToErp', 'preview', 'comparison', 'repair'] as const),
  ...(['undo', 'create', 'import'] as const),
] as const
const states = ['queued', 'running', 'done', 'failed', 'stopped'] as const

/** Runs, newest first, those that go on with how far they are. */
export function RunsPanel(props: MonitorPanelProps) {
  const { t } = useTranslation(['monitor', 'sync'])
  const { filter, onFilter } = props
  const choices = <K extends string>(keys: readonly K[], label: (key: K) => string) =>
    keys.map((value) => ({ value, label: label(value) }))
  return (
    <Stack>
      <Filters {...props}>
        <Choice
          {...props}
          name="kind"
          label={t('sync:runs.kind')}
          data={choices(kinds, (kind) => t(`sync:runs.kind.${kind}`))}
        />
        <Choice
          {...props}
          name="state"
          label={t('sync:column.state')}
          data={choices(states, (state) => t(`sync:runs.state.${state}`))}
        />
        <Period {...props} />
        <Checkbox
          mb={6}
          label={t('sync:runs.busy')}
          checked={filter.quiet === undefined}
          onChange={(event) => onFilter({ quiet: event.currentTarget.checked ? undefined : 'shown' })}
        />
      </Filters>
      <RunList key={JSON.stringify(filter)} filter={filter} />
    </Stack>
  )
}

function RunList({ filter }: { readonly filter: MonitorFilter }) {
  const { t } = useTranslation(['monitor', 'sync'])
  const { crmName } = useSession()
  const format = useFormat()
  const keyset = useKeyset<number>()
  const runs = useQuery(runsQuery(filter, keyset.cursor))
  const count = (key: 'read' | 'toCrm' | 'toErp' | 'failed' | 'conflicts') => ({
    key,
    header: t(`sync:runs.${key}`, { crm: crmName }),
    hint: t(`sync:runs.${key}.hint`, { crm: crmName }),
    align: 'right' as const,
    cell: (run: Run) => (
      <Text span size="sm" c={run[key] === 0 ? 'dimmed' : ''}>
        {format.number(run[key])}
      </Text>
    ),
  })
  return (
    <MonitorList
      label={t('sync:runs.title')}
      query={runs}
      rowKey={({ id }) => id}
      cards="tight"
      pages={<KeysetPages keyset={keyset} next={runs.data?.next} />}
      empty={{
        icon: ClockCounterClockwiseIcon,
        title: t('sync:runs.none'),
        text: t('sync:runs.noneText'),
      }}
      columns={[
        {
          key: 'id',
          header: t('sync:runs.number'),
          cell: ({ id }) => (
            <TextLink to="/settings/quote-sync/runs/$runId" params={{ runId: id }} size="sm">
              {id}
            </TextLink>
          ),
        },
        {
          key: 'startedAt',
          header: t('sync:runs.startedAt'),
          cell: (run) => (
            <Stack gap={0}>
              <span title={format.time(run.startedAt)}>{format.ago(run.startedAt)}</span>
              <Text size="xs" c="dimmed">
                <RunDuration ms={run.durationMs} />
              </Text>
            </Stack>
          ),
        },
        {
          key: 'kind',
          header: t('sync:runs.kind'),
          cell: (run) => (
            <Stack gap={0}>
              <Text size="sm">{t(`sync:runs.kind.${run.kind}`)}</Text>
              <Text size="xs" c="dimmed" truncate title={run.connection.name}>
                {run.connection.name}
              </Text>
            </Stack>
          ),
        },
        { key: 'state', header: t('sync:column.state'), cell: (run) => <RunState run={run} /> },
        count('read'),
        count('toCrm'),
        count('toErp'),
        count('conflicts'),
        count('failed'),
      ]}
    />
  )
}
