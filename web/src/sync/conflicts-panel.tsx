import { Button, Stack, Text } from '@mantine/core'
import { HandshakeIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { notifyDone, notifyError } from '../ui/notify.tsx'
import { MonitorList } from './monitor-list.tsx'
import { conflictsQuery } from './queries.ts'
import { RecordLink } from './record-link.tsx'

type Conflict = Answer<'GET /conflicts'>['rows'][number]

/** Fields that both sides changed, and the two ways to settle each. */
export function ConflictsPanel({ connectionId }: { readonly connectionId: number | undefined }) {
  const { t } = useTranslation('sync')
  const { crmName } = useSession()
  const format = useFormat()
  const [page, setPage] = useState(1)
  const conflicts = useQuery(conflictsQuery({ connectionId, page }))
  return (
    <MonitorList
      label={t('conflicts.title')}
      query={conflicts}
      rowKey={({ id }) => id}
      page={page}
      onPage={setPage}
      empty={{ icon: HandshakeIcon, title: t('conflicts.none'), text: t('conflicts.noneText') }}
      columns={[
        { key: 'record', header: t('monitor.record'), cell: ({ record }) => <RecordLink record={record} /> },
        { key: 'connection', header: t('monitor.connection'), cell: (row) => row.connection.name },
        {
          key: 'field',
          header: t('monitor.field'),
          cell: (row) => (
            <Stack gap={0}>
              <Text size="sm">{row.crmField.label}</Text>
              <Text size="xs" c="dimmed">
                {t(`conflicts.${row.reason}`)} · {format.ago(row.openedAt)}
              </Text>
            </Stack>
          ),
        },
        { key: 'erp', header: t('monitor.erp'), cell: (row) => <Side conflict={row} side="erp" /> },
        { key: 'crm', header: crmName, cell: (row) => <Side conflict={row} side="crm" /> },
      ]}
    />
  )
}

function Side({ conflict, side }: { readonly conflict: Conflict; readonly side: 'erp' | 'crm' }) {
  const { t } = useTranslation('sync')
  const { crmName } = useSession()
  const queries = useQueryClient()
  const resolve = useMutation({
    mutationFn: () => api('PUT /conflicts/{id}/resolution', { params: { id: conflict.id }, json: { side } }),
    onSuccess: () => notifyDone(t('conflicts.resolved')),
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['conflicts'] }),
  })
  const value = side === 'erp' ? conflict.erpValue : conflict.crmValue
  return (
    <Stack gap={4} align="flex-start">
      <Text size="sm">{value || t('blank')}</Text>
      <Button
        size="compact-xs"
        variant="default"
        loading={resolve.isPending}
        onClick={() => resolve.mutate()}
      >
        {side === 'erp' ? t('conflicts.takeErp') : t('conflicts.takeCrm', { crm: crmName })}
      </Button>
    </Stack>
  )
}
