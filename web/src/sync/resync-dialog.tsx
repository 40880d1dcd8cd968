import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorState, Loading } from '../ui/states.tsx'
import { useReturnFocus } from '../ui/use-return-focus.ts'
import { LongWorkProgress } from './long-work-progress.tsx'
import { isOpen, longWorkListQuery, longWorkQuery } from './long-work-queries.ts'
import { LongWorkResult } from './long-work-result.tsx'
import type { Connection } from './queries.ts'
import { ResyncQuestion } from './resync-question.tsx'

export type ResyncTarget = 'crm' | 'erp'

interface ResyncDialogProps {
  readonly connection: Connection
  readonly target: ResyncTarget
  readonly onClose: () => void
}

/** Opnieuw synchroniseren: asks first, then shows how far it is; one that is under way is found again. */
export function ResyncDialog({ connection, target, onClose }: ResyncDialogProps) {
  useReturnFocus()
  const { t } = useTranslation(['longWork', 'ui'])
  const [asked, setAsked] = useState<number>()
  const list = useQuery(longWorkListQuery(connection.id))
  const kind = target === 'crm' ? 'resyncToCrm' : 'resyncToErp'
  const underWay = list.data?.find((work) => work.kind === kind && isOpen(work))
  const found = underWay?.id
  // Once seen it stays in sight when it ends.
  useEffect(() => {
    if (found !== undefined) setAsked((old) => old ?? found)
  }, [found])
  const runId = asked ?? found
  return (
    <Modal
      opened
      onClose={onClose}
      size="min(960px, 96vw)"
      title={`${t(`resync.${target}`)}: ${connection.name}`}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      {runId !== undefined ? (
        <Going runId={runId} onClose={onClose} />
      ) : list.error ? (
        <ErrorState error={list.error} onRetry={list.refetch} />
      ) : list.data ? (
        <ResyncQuestion connection={connection} target={target} onAsked={setAsked} onCancel={onClose} />
      ) : (
        <Loading />
      )}
    </Modal>
  )
}

interface GoingProps {
  readonly runId: number
  readonly onClose: () => void
}

function Going({ runId, onClose }: GoingProps) {
  const { t } = useTranslation(['longWork', 'ui'])
  const work = useQuery(longWorkQuery(runId))
  return (
    <Stack>
      {work.error && <ErrorState error={work.error} onRetry={work.refetch} />}
      {work.data && (
        <>
          <LongWorkProgress work={work.data} />
          <LongWorkResult work={work.data} />
          {isOpen(work.data) && (
            <Text size="sm" c="dimmed">
              {t('leave')}
            </Text>
          )}
        </>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('ui:close')}</Button>
      </Group>
    </Stack>
  )
}
