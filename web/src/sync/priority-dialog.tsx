import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { OrderedList } from '../ui/ordered-list.tsx'
import { ErrorState } from '../ui/states.tsx'
import { useReturnFocus } from '../ui/use-return-focus.ts'
import type { Connection } from './queries.ts'

interface PriorityDialogProps {
  readonly connections: readonly Connection[]
  readonly onClose: () => void
}

/** Synchronisatieprioriteit instellen: the order in which connections get their turn. */
export function PriorityDialog({ connections, onClose }: PriorityDialogProps) {
  useReturnFocus()
  const { t } = useTranslation(['sync', 'ui'])
  const queries = useQueryClient()
  const live = connections.filter(({ deleted }) => !deleted)
  const [order, setOrder] = useState<readonly string[]>(() => live.map(({ id }) => String(id)))
  const save = useMutation({
    mutationFn: () => api('PUT /connection-priorities', { json: { ids: order.map(Number) } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['connections'] })
      onClose()
    },
  })
  const items = order.flatMap((key) => {
    const found = live.find(({ id }) => String(id) === key)
    return found ? [{ key, label: found.name, detail: found.connector.name }] : []
  })
  return (
    <Modal
      opened
      onClose={onClose}
      size={600}
      title={t('priority')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
      closeOnClickOutside={false}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('priority.text')}
        </Text>
        {save.error && <ErrorState error={save.error} />}
        <OrderedList label={t('priority')} items={items} onChange={setOrder} height={360} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button loading={save.isPending} onClick={() => save.mutate()}>
            {t('done')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
