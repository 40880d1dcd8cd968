import { Badge, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DataTable } from '../ui/data-table.tsx'
import { Pages } from '../ui/pages.tsx'
import { ErrorState } from '../ui/states.tsx'
import { type Suspect, suspectsQuery } from './queries.ts'
import { RecordLink } from './record-link.tsx'

/** What a pass would have done, record by record. */
export function SuspectList({ connectionId }: { readonly connectionId: number }) {
  const { t } = useTranslation('sync')
  const [page, setPage] = useState(0)
  const { data, error, refetch } = useQuery(suspectsQuery(connectionId, page))
  if (error) return <ErrorState error={error} onRetry={refetch} />
  return (
    <Stack gap="xs">
      <DataTable
        label={t('protection.suspects')}
        rows={data?.rows}
        rowKey={({ linkId }) => linkId}
        columns={[
          {
            key: 'record',
            header: t('monitor.record'),
            cell: ({ record }) => <RecordLink record={record} />,
          },
          {
            key: 'what',
            header: t('protection.suspects'),
            cell: ({ kinds }) => (
              <Group gap={4}>
                {kinds.map((kind) => (
                  <Badge key={kind} variant="light" color="red" tt="none">
                    {t(`protection.${kind}`)}
                  </Badge>
                ))}
              </Group>
            ),
          },
          { key: 'field', header: t('protection.field'), cell: (row) => <Fields row={row} what="field" /> },
          {
            key: 'before',
            header: t('protection.before'),
            cell: (row) => <Fields row={row} what="before" />,
          },
          { key: 'after', header: t('protection.after'), cell: (row) => <Fields row={row} what="after" /> },
        ]}
      />
      {data && data.total > 20 && <Pages page={page} size={20} total={data.total} onPage={setPage} />}
    </Stack>
  )
}

function Fields({ row, what }: { readonly row: Suspect; readonly what: 'field' | 'before' | 'after' }) {
  const { t } = useTranslation('sync')
  const shown = row.fields.slice(0, 5)
  return (
    <Stack gap={0}>
      {shown.map((field) => (
        <Text key={`${field.erpField} ${field.crmField}`} size="sm">
          {what === 'field'
            ? field.target === 'crm'
              ? field.crmField
              : `${field.erpField} (ERP)`
            : field[what] || t('blank')}
        </Text>
      ))}
    </Stack>
  )
}
