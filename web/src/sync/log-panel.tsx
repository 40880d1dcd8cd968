import { Group, Text } from '@mantine/core'
import { ArrowRightIcon, ListMagnifyingGlassIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { MonitorList } from './monitor-list.tsx'
import { syncLogQuery } from './queries.ts'
import { RecordPlace } from './record-link.tsx'

interface LogPanelProps {
  readonly connectionId: number | undefined
  readonly runId?: number
}

/** Every value the sync moved, newest first. */
export function LogPanel({ connectionId, runId }: LogPanelProps) {
  const { t } = useTranslation('sync')
  const { crmName } = useSession()
  const format = useFormat()
  const [page, setPage] = useState(1)
  const log = useQuery(syncLogQuery({ connectionId, page }, runId))
  return (
    <MonitorList
      label={t('log.title')}
      query={log}
      rowKey={({ id }) => id}
      page={page}
      onPage={setPage}
      empty={{ icon: ListMagnifyingGlassIcon, title: t('log.none'), text: t('log.noneText') }}
      columns={[
        {
          key: 'at',
          header: t('log.at'),
          cell: ({ at, runId }) => (
            <>
              <span title={format.time(at)}>{format.ago(at)}</span>
              <Text size="xs" c="dimmed">
                {t('log.byRun', { run: runId })}
              </Text>
            </>
          ),
        },
        { key: 'record', header: t('monitor.record'), cell: (row) => <RecordPlace place={row} /> },
        { key: 'field', header: t('monitor.field'), cell: ({ crmField }) => crmField.label },
        {
          key: 'direction',
          header: t('log.direction'),
          cell: ({ direction }) => t(`log.${direction}`, { crm: crmName }),
        },
        {
          key: 'values',
          header: t('log.values'),
          cell: ({ oldText, newText }) => (
            <Group gap={6} wrap="nowrap">
              <Text size="sm" c="dimmed" truncate title={oldText} td={oldText ? 'line-through' : ''}>
                {oldText || t('blank')}
              </Text>
              <ArrowRightIcon style={{ flexShrink: 0 }} aria-label={t('log.became')} />
              <Text size="sm" truncate title={newText}>
                {newText || t('blank')}
              </Text>
            </Group>
          ),
        },
        {
          key: 'why',
          header: t('log.why'),
          cell: ({ rule }) => (isKnown(rule) ? t(`why.${rule}`, { crm: crmName }) : rule),
        },
      ]}
    />
  )
}

// As the planner names them (server/src/sync/decide.ts).
const reasons = [
  'erpChanged',
  'crmChanged',
  'restored',
  'newest',
  'noTime',
  'erpWins',
  'crmWins',
  'notBlank',
  'chosen',
  'justLinked',
] as const

function isKnown(rule: string): rule is (typeof reasons)[number] {
  return reasons.some((reason) => reason === rule)
}
