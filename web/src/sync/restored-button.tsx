import { Button } from '@mantine/core'
import { ClockCounterClockwiseIcon } from '@phosphor-icons/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { notifyDone, notifyError } from '../ui/notify.tsx'

/** For an administrator who knows that the database was put back: all connections compare before they write. */
export function RestoredButton() {
  const { t } = useTranslation('sync')
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const tell = useMutation({
    mutationFn: () => api('POST /engine/restorations'),
    onSuccess: async () => {
      setAsking(false)
      notifyDone(t('protection.restoredDone'))
      await client.invalidateQueries({ queryKey: ['protection'] })
    },
    onError: notifyError,
  })
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<ClockCounterClockwiseIcon aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t('protection.restoredButton')}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t('protection.restoredButton')}
        confirm={t('protection.restoredConfirm')}
        busy={tell.isPending}
        onConfirm={() => tell.mutate()}
        onCancel={() => setAsking(false)}
      >
        {t('protection.restoredText')}
      </ConfirmDialog>
    </>
  )
}
