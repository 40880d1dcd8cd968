import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { ArrowRightIcon, ArrowsClockwiseIcon, CheckCircleIcon, WarningIcon } from '@phosphor-icons/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { ErrorState } from '../ui/states.tsx'
import type { Link, LinkSync, RecordRef } from './queries.ts'
import { Waiting } from './waiting.tsx'

interface SyncNowProps {
  readonly record: RecordRef
  readonly link: Link
  /** What the ERP connection is called. */
  readonly name: string
  readonly canSync: boolean
  /** What the link is, beside the button. */
  readonly children: ReactNode
}

/** Nu synchroniseren, and what it changed. */
export function SyncNow({ record, link, name, canSync, children }: SyncNowProps) {
  const { t } = useTranslation('erp')
  const queries = useQueryClient()
  const sync = useMutation({
    mutationFn: () => api('POST /links/{id}/syncs', { params: { id: link.id } }),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['erpTab', record.recordType, record.recordId] }),
        queries.invalidateQueries({ queryKey: ['liveValues', link.id] }),
        queries.invalidateQueries({ queryKey: ['records', record.recordType, record.recordId] }),
      ]),
  })
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        {children}
        {canSync && (
          <Button
            variant="light"
            leftSection={<ArrowsClockwiseIcon aria-hidden />}
            loading={sync.isPending}
            onClick={() => sync.mutate()}
          >
            {t('syncNow')}
          </Button>
        )}
      </Group>
      {sync.isPending && <Waiting name={name} onStop={sync.reset} />}
      {sync.error && <ErrorState error={sync.error} onRetry={() => sync.mutate()} />}
      {sync.data && canSync && <Outcome outcome={sync.data} onClose={sync.reset} />}
    </Stack>
  )
}

function Outcome({ outcome, onClose }: { readonly outcome: LinkSync; readonly onClose: () => void }) {
  const { t } = useTranslation(['erp', 'ui'])
  const { crmName } = useSession()
  const { moved, problem, state } = outcome
  const well = problem === null && (moved.length > 0 || state === 'inSync')
  const nothing = state === 'inSync' ? t('sync.nothing') : t('sync.open')
  return (
    <Alert
      role="status"
      color={well ? 'teal' : 'amber'}
      icon={well ? <CheckCircleIcon aria-hidden /> : <WarningIcon aria-hidden />}
      title={problem?.title ?? (moved.length === 0 ? nothing : t('sync.moved', { count: moved.length }))}
      withCloseButton
      closeButtonLabel={t('ui:close')}
      onClose={onClose}
    >
      {moved.length > 0 && (
        <Stack gap={4}>
          {moved.map(({ id, crmField, erpField, direction, oldText, newText }) => (
            <Group key={id} gap="xs">
              <Text size="sm" fw={550}>
                {direction === 'toCrm' ? crmField.label : erpField.label}
              </Text>
              <Text size="sm" c="dimmed">
                {oldText || t('blank')}
              </Text>
              <ArrowRightIcon aria-label={t('sync.became')} />
              <Text size="sm">{newText || t('blank')}</Text>
              <Text size="xs" c="dimmed">
                {t(`direction.${direction}`, { crm: crmName })}
              </Text>
            </Group>
          ))}
        </Stack>
      )}
    </Alert>
  )
}
