import { Badge, Button, Select, Stack, Text } from '@mantine/core'
import { ArrowsClockwiseIcon, CheckCircleIcon, PauseCircleIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { Pages } from '../ui/pages.tsx'
import { Filters } from './filter-inputs.tsx'
import { type MonitorFilter, numberIn } from './monitor-address.ts'
import { MonitorList } from './monitor-list.tsx'
import { type Parked, pageSize, parkedQuery } from './monitor-queries.ts'
import type { MonitorPanelProps } from './monitor-tab.tsx'
import { ParkedActions, useSeveral } from './parked-actions.tsx'
import { ParkedReason } from './parked-reason.tsx'
import { RecordPlace } from './record-link.tsx'

/** Records put aside because a side refused them, and what can be done about each or about all. */
export function ParkedPanel(props: MonitorPanelProps) {
  const { filter, onFilter } = props
  const { t } = useTranslation('monitor')
  const all = useQuery(parkedQuery({ filter, page: 1 }))
  const choice = {
    ...(filter.connection ? { connectionId: numberIn(filter.connection) } : {}),
    ...(filter.reason ? { reason: filter.reason } : {}),
  }
  const several = useSeveral(choice)
  const some = (all.data?.total ?? 0) > 0
  const actions = some && (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<PauseCircleIcon aria-hidden />}
        loading={several.skip.isPending}
        onClick={() => several.skip.mutate()}
      >
        {t('parked.skipAll')}
      </Button>
      <Button
        size="xs"
        leftSection={<ArrowsClockwiseIcon aria-hidden />}
        loading={several.retry.isPending}
        onClick={() => several.retry.mutate()}
      >
        {t('parked.retryAll')}
      </Button>
    </>
  )
  return (
    <Stack>
      <Filters {...props} actions={actions}>
        <Select
          size="xs"
          w={280}
          label={t('parked.whatReason')}
          placeholder={t('filter.any')}
          clearable
          clearButtonProps={{ 'aria-label': t('filter.clear', { label: t('parked.whatReason') }) }}
          data={(all.data?.reasons ?? []).map(({ reason, count }) => ({
            value: reason,
            label: t('parked.reasonCount', { reason: reasonIn(reason, t), count }),
          }))}
          value={filter.reason ?? null}
          onChange={(reason) => onFilter({ reason: reason ?? undefined })}
        />
      </Filters>
      <ParkedList key={JSON.stringify(filter)} filter={filter} />
    </Stack>
  )
}

type Translate = ReturnType<typeof useTranslation<'monitor'>>['t']

function reasonIn(reason: string, t: Translate): string {
  switch (reason) {
    case 'refused':
      return t('parked.reason.refused')
    case 'notStorable':
      return t('parked.reason.notStorable')
    case 'planFailed':
      return t('parked.reason.planFailed')
    case 'actorBack':
      return t('parked.reason.actorBack')
    default:
      return reason
  }
}

interface ParkedListProps {
  readonly filter: MonitorFilter
  readonly runId?: number
}

export function ParkedList({ filter, runId }: ParkedListProps) {
  const { t } = useTranslation(['monitor', 'sync'])
  const format = useFormat()
  const [page, setPage] = useState(1)
  const parked = useQuery(parkedQuery({ filter, page, runId }))
  const { data } = parked
  return (
    <MonitorList
      label={t('sync:parked.title')}
      query={parked}
      rowKey={({ id }) => id}
      pages={
        data && data.total > 0 && <Pages page={page} size={pageSize} total={data.total} onPage={setPage} />
      }
      empty={{ icon: CheckCircleIcon, title: t('sync:parked.none'), text: t('sync:parked.noneText') }}
      columns={[
        {
          key: 'record',
          header: t('sync:monitor.record'),
          cell: (row) =>
            row.record ? (
              <RecordPlace place={{ ...row, record: row.record }} />
            ) : (
              `${t(`sync:actorType.${row.actorType}`)} ${row.actorKey ?? ''}`
            ),
        },
        { key: 'reason', header: t('sync:parked.reason'), cell: (row) => <ParkedReason parked={row} /> },
        { key: 'next', header: t('sync:parked.next'), cell: (row) => <NextTry parked={row} /> },
        {
          key: 'since',
          header: t('sync:parked.since'),
          cell: ({ parkedAt, attempts }) => (
            <Stack gap={0}>
              <span title={format.time(parkedAt)}>{format.ago(parkedAt)}</span>
              <Text size="xs" c="dimmed">
                {t('parked.attempts', { count: attempts })}
              </Text>
            </Stack>
          ),
        },
        {
          key: 'actions',
          header: t('parked.actions'),
          cell: (row) => row.resolvedAt === null && <ParkedActions parked={row} />,
        },
      ]}
    />
  )
}

function NextTry({ parked }: { readonly parked: Parked }) {
  const { t } = useTranslation(['monitor', 'sync'])
  const format = useFormat()
  const { nextTryAt, skippedAt, skippedBy, resolvedAt } = parked
  if (resolvedAt !== null) {
    return (
      <Badge variant="light" color="teal" tt="none">
        {t('parked.resolved')}
      </Badge>
    )
  }
  if (skippedAt !== null) {
    return (
      <Stack gap={0}>
        <Text size="sm" style={{ whiteSpace: 'normal' }}>
          {t('parked.skipped')}
        </Text>
        <Text size="xs" c="dimmed" title={format.time(skippedAt)}>
          {skippedBy} · {format.ago(skippedAt)}
        </Text>
      </Stack>
    )
  }
  return nextTryAt === null ? t('sync:parked.noNext') : format.time(nextTryAt)
}
