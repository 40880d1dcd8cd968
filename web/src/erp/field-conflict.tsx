import { Button, Group, Paper, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { notifyDone, notifyError } from '../ui/notify.tsx'
import classes from './erp.module.css'
import type { LinkedField, RecordRef } from './queries.ts'

interface FieldConflictProps {
  /** Label of the CRM field. */
  readonly field: string
  readonly conflict: NonNullable<LinkedField['conflict']>
  readonly record: RecordRef
  readonly canResolve: boolean
}

/** Both values of a field that both sides changed, and the two ways to settle it. */
export function FieldConflict({ field, conflict, record, canResolve }: FieldConflictProps) {
  const { t } = useTranslation('erp')
  const { crmName } = useSession()
  const queries = useQueryClient()
  const resolve = useMutation({
    mutationFn: (side: 'erp' | 'crm') =>
      api('PUT /conflicts/{id}/resolution', { params: { id: conflict.id }, json: { side } }),
    onSuccess: () => notifyDone(t('conflict.resolved', { field })),
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['erpTab', record.recordType, record.recordId] }),
  })
  const side = (which: 'erp' | 'crm', value: string) => {
    const name = which === 'erp' ? t('erp') : crmName
    return (
      <Group justify="space-between" wrap="nowrap" gap="sm" className={classes.side ?? ''}>
        <Stack gap={0} miw={0}>
          <Text size="xs" c="dimmed">
            {name}
          </Text>
          <Text size="sm">{value || t('blank')}</Text>
        </Stack>
        {canResolve && (
          <Button
            size="xs"
            miw="max-content"
            variant="default"
            aria-label={t('conflict.takeOf', { side: name, field })}
            loading={resolve.isPending && resolve.variables === which}
            disabled={resolve.isPending}
            onClick={() => resolve.mutate(which)}
          >
            {t('conflict.take', { side: name })}
          </Button>
        )}
      </Group>
    )
  }
  return (
    <Paper withBorder p="sm" bg="light-dark(var(--mantine-color-amber-0), var(--mantine-color-dark-6))">
      <Stack gap="xs">
        <Text size="xs" fw={600}>
          {t('conflict.title')}
        </Text>
        <div className={classes.sides}>
          {side('erp', conflict.erp)}
          {side('crm', conflict.crm)}
        </div>
      </Stack>
    </Paper>
  )
}
