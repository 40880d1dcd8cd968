import { Badge, Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { ClockCounterClockwiseIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { LogPanel } from './log-panel.tsx'
import { MonitorList } from './monitor-list.tsx'
import { runsQuery } from './queries.ts'

type Run = Answer<'GET /runs'>['rows'][number]
const colours = { queued: 'gray', running: 'blue', done: 'teal', failed: 'red', stopped: 'amber' } as const

/** Runs, newest first. */
export function RunsPanel({ connectionId }: { readonly connectionId: number | undefined }) {
  const { t } = useTranslation(['sync', 'ui'])
  const format = useFormat()
  const { crmName } = useSession()
  const [page, setPage] = useState(1)
  const [busy, setBusy] = useState(true)
  const [opened, setOpened] = useState<Run>()
  const runs = useQuery(runsQuery({ connectionId, page }, busy))
  const count = (key: 'read' | 'toCrm' | 'toErp' | 'failed' | 'conflicts') => ({
    key,
    header: t(`runs.${key}`, { crm: crmName }),
    align: 'right' as const,
    cell: (run: Run) => (
      <Text span size="sm" c={run[key] === 0 ? 'dimmed' : ''}>
        {format.number(run[key])}
      </Text>
    ),
  })
  return (
    <Stack>
      <Checkbox
        label={t('runs.busy')}
        checked={busy}
        onChange={(event) => {
          setBusy(event.currentTarget.checked)
          setPage(1)
        }}
      />
      <MonitorList
        label={t('runs.title')}
        query={runs}
        rowKey={({ id }) => id}
        page={page}
        onPage={setPage}
        empty={{ icon: ClockCounterClockwiseIcon, title: t('runs.none'), text: t('runs.noneText') }}
        columns={[
          { key: 'id', header: t('runs.number'), cell: (run) => run.id },
          {
            key: 'startedAt',
            header: t('runs.startedAt'),
            cell: (run) => <span title={format.time(run.startedAt)}>{format.ago(run.startedAt)}</span>,
          },
          { key: 'connection', header: t('monitor.connection'), cell: (run) => run.connection.name },
          { key: 'kind', header: t('runs.kind'), cell: (run) => t(`runs.kind.${run.kind}`) },
          { key: 'state', header: t('column.state'), cell: (run) => <RunState run={run} /> },
          count('read'),
          count('toCrm'),
          count('toErp'),
          count('conflicts'),
          count('failed'),
          {
            key: 'open',
            header: t('runs.moved'),
            cell: (run) =>
              run.toCrm + run.toErp > 0 && (
                <Button size="compact-xs" variant="subtle" onClick={() => setOpened(run)}>
                  {t('runs.show')}
                </Button>
              ),
          },
        ]}
      />
      <Modal
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
        size={1000}
        title={opened && t('runs.movedIn', { time: format.time(opened.startedAt) })}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
      >
        {opened && <LogPanel connectionId={undefined} runId={opened.id} />}
      </Modal>
    </Stack>
  )
}

function RunState({ run }: { readonly run: Run }) {
  const { t } = useTranslation('sync')
  return (
    <Group gap={6} wrap="nowrap">
      <Badge variant="light" color={colours[run.state]} tt="none" miw="max-content">
        {t(`runs.state.${run.state}`)}
      </Badge>
      {run.problem && (
        <Text size="xs" c="dimmed" truncate maw={180} title={run.problem.title}>
          {run.problem.title}
        </Text>
      )}
    </Group>
  )
}
