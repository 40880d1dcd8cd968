import { Button } from '@mantine/core'
import { ArrowCounterClockwiseIcon } from '@phosphor-icons/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { notifyDone, notifyError } from './notify.tsx'

interface RestoreButtonProps {
  readonly restore: () => Promise<unknown>
  /** What is said once it is back. */
  readonly done: string
  /** The key of the list it stands in. */
  readonly list: string
}

/** Herstellen, for something that was deleted. */
export function RestoreButton({ restore, done, list }: RestoreButtonProps) {
  const { t } = useTranslation('ui')
  const queries = useQueryClient()
  const restoring = useMutation({
    mutationFn: restore,
    onSuccess: () => notifyDone(done),
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: [list] }),
  })
  return (
    <Button
      variant="default"
      leftSection={<ArrowCounterClockwiseIcon aria-hidden />}
      loading={restoring.isPending}
      onClick={() => restoring.mutate()}
    >
      {t('restore')}
    </Button>
  )
}
