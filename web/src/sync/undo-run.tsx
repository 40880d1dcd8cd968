import { Button, Stack, Text } from '@mantine/core'
import { ArrowCounterClockwiseIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { useFormat } from '../ui/format.ts'
import { ErrorState, Loading } from '../ui/states.tsx'
import { extentQuery } from './comparison-queries.ts'

type OneRun = Answer<'GET /runs/{id}'>

const undoable: ReadonlySet<OneRun['kind']> = new Set([
  ...(['pass', 'record', 'link', 'resyncToCrm', 'resyncToErp', 'undo', 'repair'] as const),
])

/** Ongedaan maken, for a run that has ended and wrote something. */
export function UndoRun({ run }: { readonly run: OneRun }) {
  const { t } = useTranslation('comparison')
  const [asking, setAsking] = useState(false)
  const ended = run.state !== 'queued' && run.state !== 'running'
  if (!ended || !run.has.moved || !undoable.has(run.kind)) return null
  return (
    <div>
      <Button
        variant="default"
        leftSection={<ArrowCounterClockwiseIcon aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t('undo')}
      </Button>
      {asking && <UndoQuestion runId={run.id} onClose={() => setAsking(false)} />}
    </div>
  )
}

function UndoQuestion({ runId, onClose }: { readonly runId: number; readonly onClose: () => void }) {
  const { t } = useTranslation('comparison')
  const { number } = useFormat()
  const { crmName } = useSession()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const extent = useQuery(extentQuery(runId))
  const undo = useMutation({
    mutationFn: () => api('POST /runs/{id}/undos', { params: { id: runId } }),
    onSuccess: async ({ runId: undoing }) => {
      await queries.invalidateQueries({ queryKey: ['runs'] })
      await navigate({ to: '/settings/quote-sync/runs/$runId', params: { runId: undoing } })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      opened
      title={t('undo.title', { run: runId })}
      confirm={t('undo')}
      busy={undo.isPending || !extent.data}
      onConfirm={() => undo.mutate()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        <Text>{t('undo.text')}</Text>
        {extent.error && <ErrorState error={extent.error} onRetry={extent.refetch} />}
        {extent.isPending && <Loading />}
        {extent.data && (
          <Stack gap={2} aria-live="polite">
            <Text fw={600}>
              {t('undo.extent', {
                count: extent.data.values,
                n: number(extent.data.values),
                links: number(extent.data.links),
              })}
            </Text>
            <Text size="sm">
              {t('undo.sides', {
                crm: crmName,
                toCrm: number(extent.data.toCrm),
                toErp: number(extent.data.toErp),
              })}
            </Text>
            {extent.data.changedSince > 0 && (
              <Text size="sm">
                {t('undo.changedSince', {
                  count: extent.data.changedSince,
                  n: number(extent.data.changedSince),
                })}
              </Text>
            )}
          </Stack>
        )}
        {undo.error && <ErrorState error={undo.error} />}
      </Stack>
    </ConfirmDialog>
  )
}
