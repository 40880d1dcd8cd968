import { Button, Stack, Text } from '@mantine/core'
import { DownloadSimpleIcon, ListMagnifyingGlassIcon } from '@phosphor-icons/react'
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { DataTable } from '../ui/data-table.tsx'
import { useFormat } from '../ui/format.ts'
import { KeysetPages, useKeyset } from '../ui/keyset-pages.tsx'
import { Page } from '../ui/page.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { type AuditFilter, auditExportAddress, auditQueryOf } from './audit-address.ts'
import { AuditChanges } from './audit-changes.tsx'
import { AuditFilters } from './audit-filters.tsx'

const route = getRouteApi('/shell/administrator/settings/audit')
const pageSize = 50

/** Audit: who changed which setting when, with old and new value. */
export function AuditPage() {
  const { t } = useTranslation(['audit', 'shell'])
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const onFilter = (change: AuditFilter) =>
    void navigate({ search: (last) => ({ ...last, ...change }), replace: true, resetScroll: false })
  return (
    <Page
      title={t('shell:navigation.audit')}
      actions={
        <Button
          component="a"
          href={auditExportAddress(filter)}
          download
          variant="default"
          leftSection={<DownloadSimpleIcon aria-hidden />}
        >
          {t('export')}
        </Button>
      }
    >
      <Text c="dimmed" maw={720}>
        {t('text')}
      </Text>
      <AuditFilters filter={filter} onFilter={onFilter} />
      <Rows key={JSON.stringify(filter)} filter={filter} onSubject={(subject) => onFilter({ subject })} />
    </Page>
  )
}

function auditQuery(filter: AuditFilter, before: number | undefined) {
  const query = { ...auditQueryOf(filter), before, limit: pageSize }
  return queryOptions({
    queryKey: ['audit', query],
    queryFn: ({ signal }) => api('GET /audit', { query, signal }),
    placeholderData: keepPreviousData,
    // Nothing tells when somebody does something: each look is a new one.
    staleTime: 0,
  })
}

interface RowsProps {
  readonly filter: AuditFilter
  readonly onSubject: (subject: string) => void
}

function Rows({ filter, onSubject }: RowsProps) {
  const { t } = useTranslation(['audit', 'shell'])
  const format = useFormat()
  const keyset = useKeyset<number>()
  const found = useQuery(auditQuery(filter, keyset.cursor))
  if (found.error) return <ErrorState error={found.error} onRetry={found.refetch} />
  if (found.data?.rows.length === 0) {
    return (
      <EmptyState icon={ListMagnifyingGlassIcon} title={t('none')}>
        {t('noneText')}
      </EmptyState>
    )
  }
  return (
    <Stack>
      <DataTable
        label={t('shell:navigation.audit')}
        cards="roomy"
        rows={found.data?.rows}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'at',
            header: t('column.at'),
            cell: ({ at }) => <span title={at}>{format.time(at)}</span>,
          },
          {
            key: 'who',
            header: t('column.who'),
            cell: ({ user, apiKey }) =>
              user ? (
                <Stack gap={0}>
                  <Text size="sm" fw={550} truncate>
                    {user.name}
                  </Text>
                  {apiKey && (
                    <Text size="xs" c="dimmed" truncate title={apiKey.name}>
                      {t('withKey', { name: apiKey.name })}
                    </Text>
                  )}
                </Stack>
              ) : (
                <Text size="sm" c="dimmed">
                  {t('nobody')}
                </Text>
              ),
          },
          {
            key: 'what',
            header: t('column.what'),
            cell: ({ text, subject }) => (
              <Stack gap={2} align="flex-start">
                <Text size="sm" style={{ whiteSpace: 'normal' }}>
                  {text}
                </Text>
                {filter.subject === undefined && subject.ref.includes('/') && (
                  <Button
                    variant="subtle"
                    size="compact-xs"
                    px={0}
                    aria-label={t('onlySubjectOf', { name: subject.name })}
                    onClick={() => onSubject(subject.ref)}
                  >
                    {t('onlySubject')}
                  </Button>
                )}
              </Stack>
            ),
          },
          {
            key: 'changes',
            header: t('column.changes'),
            wide: true,
            cell: ({ changes }) => <AuditChanges changes={changes} />,
          },
        ]}
      />
      <KeysetPages keyset={keyset} next={found.data?.next} />
    </Stack>
  )
}
