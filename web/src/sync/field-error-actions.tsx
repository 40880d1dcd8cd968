import { Button, Group } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Answer, api } from '../api/client.ts'
import { ButtonLink } from '../ui/links.tsx'
import { notifyDone, notifyError } from '../ui/notify.tsx'

interface FieldErrorActionsProps {
  readonly error: Answer<'GET /field-errors'>['rows'][number]
}

/** To the field on the card; of a value the ERP refused also: try again, skip. */
export function FieldErrorActions({ error }: FieldErrorActionsProps) {
  const { t } = useTranslation('monitor')
  const queries = useQueryClient()
  const { linkId, record, crmField, nextTryAt, skipped } = error
  const settled = {
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['fieldErrors'] }),
  }
  const retry = useMutation({
    mutationFn: () => api('POST /field-errors/tries', { json: { linkId } }),
    onSuccess: () => notifyDone(t('fieldErrors.retried')),
    ...settled,
  })
  const skip = useMutation({
    mutationFn: () => api('POST /field-errors/skips', { json: { linkId } }),
    onSuccess: () => notifyDone(t('parked.skipped')),
    ...settled,
  })
  return (
    <Group gap={4}>
      <ButtonLink
        to="/records/$recordType/$recordId"
        params={{ recordType: record.recordType, recordId: record.id }}
        search={{ edit: crmField.key }}
        size="compact-xs"
        variant="subtle"
      >
        {t('fieldErrors.edit')}
      </ButtonLink>
      {(nextTryAt !== null || skipped) && (
        <Button size="compact-xs" variant="light" loading={retry.isPending} onClick={() => retry.mutate()}>
          {t('parked.retry')}
        </Button>
      )}
      {nextTryAt !== null && (
        <Button size="compact-xs" variant="subtle" loading={skip.isPending} onClick={() => skip.mutate()}>
          {t('fieldErrors.skip')}
        </Button>
      )}
    </Group>
  )
}
