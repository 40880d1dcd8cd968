import { Button, Group } from '@mantine/core'
import {
  ArrowClockwiseIcon,
  ArrowCounterClockwiseIcon,
  ArrowsClockwiseIcon,
  GearSixIcon,
  ListNumbersIcon,
  PlugsConnectedIcon,
  PlusIcon,
  TrashIcon,
} from '@phosphor-icons/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { notifyDone, notifyError } from '../ui/notify.tsx'
import type { Opened } from './connection-dialogs.tsx'
import type { Connection } from './queries.ts'

interface ConnectionActionsProps {
  readonly selected: Connection | undefined
  readonly all: readonly Connection[]
  readonly onOpen: (opened: Opened) => void
  readonly onRefresh: () => Promise<unknown>
}

/** The buttons under the list; those that need a connection work on the selected one. */
export function ConnectionActions(props: ConnectionActionsProps) {
  const { t } = useTranslation(['sync', 'longWork', 'ui'])
  const { selected, all, onOpen } = props
  const refresh = useMutation({ mutationFn: props.onRefresh })
  const usable = selected && !selected.deleted ? selected : undefined
  const open = (kind: 'edit' | 'test' | 'delete') => () => usable && onOpen({ kind, connection: usable })
  return (
    <Group gap="xs">
      <Button leftSection={<PlusIcon aria-hidden />} onClick={() => onOpen({ kind: 'add' })}>
        {t('ui:add')}
      </Button>
      <Button
        variant="default"
        leftSection={<TrashIcon aria-hidden />}
        disabled={!usable}
        onClick={open('delete')}
      >
        {t('delete')}
      </Button>
      <Button
        variant="default"
        leftSection={<ListNumbersIcon aria-hidden />}
        disabled={all.filter(({ deleted }) => !deleted).length < 2}
        onClick={() => onOpen({ kind: 'priority' })}
      >
        {t('priority')}
      </Button>
      <Button
        variant="default"
        leftSection={<GearSixIcon aria-hidden />}
        disabled={!usable}
        onClick={open('edit')}
      >
        {t('configure')}
      </Button>
      <Button
        variant="default"
        leftSection={<PlugsConnectedIcon aria-hidden />}
        disabled={!usable}
        onClick={open('test')}
      >
        {t('test')}
      </Button>
      <Button
        variant="default"
        leftSection={<ArrowsClockwiseIcon aria-hidden />}
        disabled={!usable}
        onClick={() => usable && onOpen({ kind: 'resync', connection: usable, target: 'crm' })}
      >
        {t('longWork:resync.crm')}
      </Button>
      {selected?.deleted && <Restore connection={selected} />}
      <Button
        variant="default"
        leftSection={<ArrowClockwiseIcon aria-hidden />}
        loading={refresh.isPending}
        onClick={() => refresh.mutate()}
      >
        {t('refresh')}
      </Button>
    </Group>
  )
}

function Restore({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('sync')
  const queries = useQueryClient()
  const restore = useMutation({
    mutationFn: () => api('DELETE /connections/{id}/deletion', { params: { id: connection.id } }),
    onSuccess: () => notifyDone(t('restored', { name: connection.name })),
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['connections'] }),
  })
  return (
    <Button
      variant="default"
      leftSection={<ArrowCounterClockwiseIcon aria-hidden />}
      loading={restore.isPending}
      onClick={() => restore.mutate()}
    >
      {t('restore')}
    </Button>
  )
}
