import { Text } from '@mantine/core'
import { CheckCircleIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { MonitorList } from './monitor-list.tsx'
import { fieldErrorsQuery } from './queries.ts'
import { RecordPlace } from './record-link.tsx'

/** Single fields that cannot go to the other side as they are; the rest of their records goes on. */
export function FieldErrorsPanel({ connectionId }: { readonly connectionId: number | undefined }) {
  const { t } = useTranslation('sync')
  const { crmName } = useSession()
  const format = useFormat()
  const [page, setPage] = useState(1)
  const errors = useQuery(fieldErrorsQuery({ connectionId, page }))
  return (
    <MonitorList
      label={t('fieldErrors.title')}
      query={errors}
      rowKey={({ linkId, erpField }) => `${linkId} ${erpField.key}`}
      page={page}
      onPage={setPage}
      empty={{ icon: CheckCircleIcon, title: t('fieldErrors.none'), text: t('fieldErrors.noneText') }}
      columns={[
        { key: 'record', header: t('monitor.record'), cell: (row) => <RecordPlace place={row} /> },
        { key: 'field', header: t('monitor.field'), cell: ({ crmField }) => crmField.label },
        {
          key: 'direction',
          header: t('log.direction'),
          cell: ({ direction }) => t(`log.${direction}`, { crm: crmName }),
        },
        {
          key: 'reason',
          header: t('parked.reason'),
          cell: ({ title }) => (
            <Text size="sm" miw={240} style={{ whiteSpace: 'normal' }}>
              {title}
            </Text>
          ),
        },
        {
          key: 'since',
          header: t('parked.since'),
          cell: ({ at }) => <span title={format.time(at)}>{format.ago(at)}</span>,
        },
      ]}
    />
  )
}
