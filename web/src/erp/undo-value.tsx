import { Alert, Button, Stack, Text } from '@mantine/core'
import { WarningIcon } from '@phosphor-icons/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import type { MovedValue } from '../shell/root-route.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { notifyDone } from '../ui/notify.tsx'
import { ErrorState } from '../ui/states.tsx'

/** Ongedaan maken, for one value the sync moved. */
export function UndoValue({ value }: { readonly value: MovedValue }) {
  const { t } = useTranslation('erp')
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        aria-label={t('undo.openFor', { field: value.field, record: value.record })}
        onClick={() => setAsking(true)}
      >
        {t('undo.open')}
      </Button>
      {asking && <UndoValueDialog value={value} onClose={() => setAsking(false)} />}
    </>
  )
}

interface UndoValueDialogProps {
  readonly value: MovedValue
  readonly onClose: () => void
}

type Outcome = Answer<'POST /links/{id}/undos'>['values'][number]['outcome']

const done: ReadonlySet<Outcome> = new Set(['putBack', 'waiting'])

export function UndoValueDialog({ value, onClose }: UndoValueDialogProps) {
  const { t } = useTranslation('erp')
  const { crmName } = useSession()
  const queries = useQueryClient()
  const { id: valueId, linkId, runId, field } = value
  const undo = useMutation({
    mutationFn: () => api('POST /links/{id}/undos', { params: { id: linkId }, json: { runId, valueId } }),
    onSuccess: ({ values: [undone] }) => {
      if (!undone || !done.has(undone.outcome)) return
      notifyDone(t(`undo.outcome.${undone.outcome}`))
      onClose()
    },
    onSettled: () => queries.invalidateQueries(),
  })
  const left = undo.data?.values[0]?.outcome
  return (
    <ConfirmDialog
      opened
      title={t('undo.title', { field })}
      confirm={t('undo.open')}
      busy={undo.isPending}
      onConfirm={() => undo.mutate()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        <Text fw={600}>{t('undo.value', { value: value.oldText || t('blank') })}</Text>
        <Text>{t('undo.text', { side: value.direction === 'toCrm' ? crmName : t('theErp') })}</Text>
        {left && !done.has(left) && (
          <Alert role="status" color="amber" icon={<WarningIcon aria-hidden />}>
            {t(`undo.outcome.${left}`)}
          </Alert>
        )}
        {undo.error && <ErrorState error={undo.error} />}
      </Stack>
    </ConfirmDialog>
  )
}
