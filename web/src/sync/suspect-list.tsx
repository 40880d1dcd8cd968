import { Badge, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { DataTable } from '../ui/data-table.tsx'
import { Pages } from '../ui/pages.tsx'
import { ErrorState } from '../ui/states.tsx'
import { type Suspect, suspectsQuery } from './queries.ts'
import { RecordLink } from './record-link.tsx'

interface SuspectListProps {
  readonly connectionId: number
  readonly asks: 'breaker' | 'compareFirst'
}

/** What a pass would have done, record by record; after a comparison the values of both sides. */
export function SuspectList({ connectionId, asks }: SuspectListProps) {
  const { t } = useTranslation('sync')
  const { crmName } = useSession()
  const [page, setPage] = useState(1)
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
            header: t(asks === 'breaker' ? 'protection.suspects' : 'protection.found'),
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
          ...(asks === 'breaker'
            ? ([
                ['before', t('protection.before')],
                ['after', t('protection.after')],
              ] as const)
            : ([
                ['erp', t('monitor.erp')],
                ['crm', crmName],
              ] as const)
          ).map(([what, header]) => ({
            key: what,
            header,
            cell: (row: Suspect) => <Fields row={row} what={what} />,
          })),
        ]}
      />
      {data && data.total > 20 && <Pages page={page} size={20} total={data.total} onPage={setPage} />}
    </Stack>
  )
}

interface FieldsProps {
  readonly row: Suspect
  readonly what: 'field' | 'before' | 'after' | 'erp' | 'crm'
}

function Fields({ row, what }: FieldsProps) {
  const { t } = useTranslation('sync')
  const shown = row.fields.slice(0, 5)
  const more = row.fields.length - shown.length
  return (
    <Stack gap={0}>
      {shown.map((field) => (
        <Text key={`${field.erpField} ${field.crmField}`} size="sm" truncate>
          {textOf(field, what) || t('blank')}
        </Text>
      ))}
      {what === 'field' && more > 0 && (
        <Text size="xs" c="dimmed">
          {t('protection.more', { count: more })}
        </Text>
      )}
    </Stack>
  )
}

function textOf(field: Suspect['fields'][number], what: FieldsProps['what']): string {
  const { target, erpField, crmField, before, after } = field
  if (what === 'field') return target === 'crm' ? crmField : `${erpField} (ERP)`
  if (what === 'before' || what === 'after') return field[what]
  // The side that would be written has what is there before.
  return what === target ? before : after
}
