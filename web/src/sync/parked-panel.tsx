import { Stack, Text } from '@mantine/core'
import { CheckCircleIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { MonitorList } from './monitor-list.tsx'
import { parkedQuery } from './queries.ts'
import { RecordLink } from './record-link.tsx'

/** Records put aside because a side refused them. */
export function ParkedPanel({ connectionId }: { readonly connectionId: number | undefined }) {
  const { t } = useTranslation('sync')
  const format = useFormat()
  const [page, setPage] = useState(1)
  const parked = useQuery(parkedQuery({ connectionId, page }))
  return (
    <MonitorList
      label={t('parked.title')}
      query={parked}
      rowKey={({ id }) => id}
      page={page}
      onPage={setPage}
      empty={{ icon: CheckCircleIcon, title: t('parked.none'), text: t('parked.noneText') }}
      columns={[
        {
          key: 'record',
          header: t('monitor.record'),
          cell: ({ record, actorType, actorKey }) =>
            record ? <RecordLink record={record} /> : `${t(`actorType.${actorType}`)} ${actorKey ?? ''}`,
        },
        { key: 'connection', header: t('monitor.connection'), cell: (row) => row.connection.name },
        {
          key: 'reason',
          header: t('parked.reason'),
          cell: ({ title, detail }) => (
            <Stack gap={0} style={{ whiteSpace: 'normal' }}>
              <Text size="sm">{title}</Text>
              {detail && (
                <Text size="xs" c="dimmed" lineClamp={2} title={detail}>
                  {detail}
                </Text>
              )}
            </Stack>
          ),
        },
        {
          key: 'attempts',
          header: t('parked.attempts'),
          align: 'right',
          cell: ({ attempts }) => format.number(attempts),
        },
        {
          key: 'next',
          header: t('parked.next'),
          cell: ({ nextTryAt }) => (nextTryAt === null ? t('parked.noNext') : format.time(nextTryAt)),
        },
        {
          key: 'since',
          header: t('parked.since'),
          cell: ({ parkedAt }) => <span title={format.time(parkedAt)}>{format.ago(parkedAt)}</span>,
        },
      ]}
    />
  )
}
