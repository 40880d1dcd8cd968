import { ActionIcon, Button, Group, Modal, Paper, Stack, Text } from '@mantine/core'
import { ArrowDownIcon, ArrowUpIcon } from '@phosphor-icons/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
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
  const [order, setOrder] = useState(() => connections.filter(({ deleted }) => !deleted))
  const save = useMutation({
    mutationFn: () => api('PUT /connection-priorities', { json: { ids: order.map(({ id }) => id) } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['connections'] })
      onClose()
    },
  })
  const move = (index: number, step: -1 | 1) => {
    const next = [...order]
    next.splice(index + step, 0, ...next.splice(index, 1))
    setOrder(next)
  }
  return (
    <Modal opened onClose={onClose} title={t('priority')} closeButtonProps={{ 'aria-label': t('ui:close') }}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t('priority.text')}
        </Text>
        {save.error && <ErrorState error={save.error} />}
        <Stack gap={6} component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
          {order.map(({ id, name, connector }, index) => (
            <Paper key={id} withBorder px="sm" py={6} component="li">
              <Group wrap="nowrap">
                <Text c="dimmed" w={20} ta="right">
                  {index + 1}
                </Text>
                <Stack gap={0} flex={1}>
                  <Text fw={550}>{name}</Text>
                  <Text size="xs" c="dimmed">
                    {connector.name}
                  </Text>
                </Stack>
                <ActionIcon
                  variant="default"
                  aria-label={t('priority.up', { name })}
                  disabled={index === 0}
                  onClick={() => move(index, -1)}
                >
                  <ArrowUpIcon aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  aria-label={t('priority.down', { name })}
                  disabled={index === order.length - 1}
                  onClick={() => move(index, 1)}
                >
                  <ArrowDownIcon aria-hidden />
                </ActionIcon>
              </Group>
            </Paper>
          ))}
        </Stack>
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
