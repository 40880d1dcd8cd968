import { Button, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../api/client.ts'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { OrderedList } from '../ui/ordered-list.tsx'
import { ErrorState } from '../ui/states.tsx'
import type { Connection } from './queries.ts'

interface PriorityDialogProps {
  readonly connections: readonly Connection[]
  readonly onClose: () => void
}

/** Synchronisatieprioriteit instellen: the order in which connections get their turn. */
export function PriorityDialog({ connections, onClose }: PriorityDialogProps) {
  const { t } = useTranslation('sync')
  return (
    <DraftDialog size={600} title={t('priority')} onClose={onClose}>
      {({ onChanged, onLeave }) => (
        <PriorityForm connections={connections} onChanged={onChanged} onSaved={onClose} onCancel={onLeave} />
      )}
    </DraftDialog>
  )
}

interface PriorityFormProps extends Pick<PriorityDialogProps, 'connections'> {
  readonly onChanged: (changed: boolean) => void
  readonly onSaved: () => void
  readonly onCancel: () => void
}

function PriorityForm({ connections, onChanged, onSaved, onCancel }: PriorityFormProps) {
  const { t } = useTranslation(['sync', 'ui'])
  const queries = useQueryClient()
  const live = connections.filter(({ deleted }) => !deleted)
  const now = live.map(({ id }) => String(id))
  const [begun, setBegun] = useState<readonly string[]>(now)
  const [order, setOrder] = useState(begun)
  const save = useMutation({
    mutationFn: () =>
      api('PUT /connection-priorities', { json: { ids: order.map(Number), was: begun.map(Number) } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['connections'] })
      onSaved()
    },
    onError: () => queries.invalidateQueries({ queryKey: ['connections'] }),
  })
  const overtaken = save.error instanceof ApiError && save.error.problem.code === 'prioritiesChanged'
  const takeTheirs = () => {
    setBegun(now)
    setOrder(now)
    save.reset()
  }
  const changed = order.join() !== begun.join()
  useEffect(() => onChanged(changed), [changed, onChanged])
  const items = order.flatMap((key) => {
    const found = live.find(({ id }) => String(id) === key)
    return found ? [{ key, label: found.name, detail: found.connector.name }] : []
  })
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('priority.text')}
      </Text>
      {save.error && <ErrorState error={save.error} />}
      {overtaken && (
        <Button size="xs" variant="default" w="fit-content" onClick={takeTheirs}>
          {t('priority.reload')}
        </Button>
      )}
      <OrderedList label={t('priority')} items={items} onChange={setOrder} height={360} />
      <DialogFooter>
        <Button variant="default" onClick={onCancel}>
          {t('ui:cancel')}
        </Button>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          {t('done')}
        </Button>
      </DialogFooter>
    </Stack>
  )
}
