import { Stack, Text } from '@mantine/core'
import { CheckCircleIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { Pages } from '../ui/pages.tsx'
import { FieldErrorActions } from './field-error-actions.tsx'
import { Filters } from './filter-inputs.tsx'
import type { MonitorFilter } from './monitor-address.ts'
import { MonitorList } from './monitor-list.tsx'
import { fieldErrorsQuery, pageSize } from './monitor-queries.ts'
import type { MonitorPanelProps } from './monitor-tab.tsx'
import { RecordPlace } from './record-link.tsx'

/** Single fields that cannot go to the other side as they are; the rest of their records goes on. */
export function FieldErrorsPanel(props: MonitorPanelProps) {
  return (
    <Stack>
      <Filters {...props} />
      <FieldErrorList key={JSON.stringify(props.filter)} filter={props.filter} />
    </Stack>
  )
}

function FieldErrorList({ filter }: { readonly filter: MonitorFilter }) {
  const { t } = useTranslation(['monitor', 'sync'])
  const { crmName } = useSession()
  const format = useFormat()
  const [page, setPage] = useState(1)
  const errors = useQuery(fieldErrorsQuery({ filter, page }))
  return (
    <MonitorList
      label={t('sync:fieldErrors.title')}
      query={errors}
      rowKey={({ linkId, erpField }) => `${linkId} ${erpField.key}`}
      pages={
        errors.data &&
        errors.data.total > 0 && (
          <Pages page={page} size={pageSize} total={errors.data.total} onPage={setPage} />
        )
      }
      empty={{
        icon: CheckCircleIcon,
        title: t('sync:fieldErrors.none'),
        text: t('sync:fieldErrors.noneText'),
      }}
      columns={[
        { key: 'record', header: t('sync:monitor.record'), cell: (row) => <RecordPlace place={row} /> },
        {
          key: 'field',
          header: t('sync:monitor.field'),
          cell: ({ crmField, direction }) => (
            <Stack gap={0}>
              <Text size="sm">{crmField.label}</Text>
              <Text size="xs" c="dimmed">
                {t(`sync:log.${direction}`, { crm: crmName })}
              </Text>
            </Stack>
          ),
        },
        {
          key: 'reason',
          header: t('sync:parked.reason'),
          cell: ({ title }) => (
            <Text size="sm" style={{ whiteSpace: 'normal' }}>
              {title}
            </Text>
          ),
        },
        {
          key: 'since',
          header: t('sync:parked.since'),
          cell: ({ at, attempts, nextTryAt, skipped }) => (
            <Stack gap={0}>
              <span title={format.time(at)}>{format.ago(at)}</span>
              {(nextTryAt !== null || skipped) && (
                <Text size="xs" c="dimmed" style={{ whiteSpace: 'normal' }}>
                  {t('parked.attempts', { count: attempts })} ·{' '}
                  {skipped || nextTryAt === null
                    ? t('parked.skipped')
                    : t('fieldErrors.next', { time: format.time(nextTryAt) })}
                </Text>
              )}
            </Stack>
          ),
        },
        { key: 'actions', header: t('parked.actions'), cell: (row) => <FieldErrorActions error={row} /> },
      ]}
    />
  )
}
