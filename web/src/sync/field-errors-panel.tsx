import { Text } from '@mantine/core'
import { CheckCircleIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { Pages } from '../ui/pages.tsx'
import type { MonitorFilter } from './monitor-address.ts'
import { MonitorList } from './monitor-list.tsx'
import { fieldErrorsQuery, pageSize } from './monitor-queries.ts'
import type { MonitorPanelProps } from './monitor-tab.tsx'
import { RecordPlace } from './record-link.tsx'

/** Single fields that cannot go to the other side as they are; the rest of their records goes on. */
export function FieldErrorsPanel({ filter }: MonitorPanelProps) {
  return <FieldErrorList key={JSON.stringify(filter)} filter={filter} />
}

function FieldErrorList({ filter }: { readonly filter: MonitorFilter }) {
  const { t } = useTranslation('sync')
  const { crmName } = useSession()
  const format = useFormat()
  const [page, setPage] = useState(1)
  const errors = useQuery(fieldErrorsQuery({ filter, page }))
  return (
    <MonitorList
      label={t('fieldErrors.title')}
      query={errors}
      rowKey={({ linkId, erpField }) => `${linkId} ${erpField.key}`}
      pages={
        errors.data &&
        errors.data.total > 0 && (
          <Pages page={page} size={pageSize} total={errors.data.total} onPage={setPage} />
        )
      }
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
