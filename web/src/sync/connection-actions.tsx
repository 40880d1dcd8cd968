import { Button, Group } from '@mantine/core'
import {
  ArrowClockwiseIcon,
  ArrowsClockwiseIcon,
  GearSixIcon,
  ListNumbersIcon,
  PlugsConnectedIcon,
  PlusIcon,
  TrashIcon,
} from '@phosphor-icons/react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { ReasonButton } from '../ui/reason-button.tsx'
import { RestoreButton } from '../ui/restore-button.tsx'
import type { Opened } from './connection-dialogs.tsx'
import type { Connection } from './queries.ts'

interface ConnectionActionsProps {
  readonly selected: Connection | undefined
  /** undefined while they are on their way. */
  readonly all: readonly Connection[] | undefined
  readonly onOpen: (opened: Opened) => void
  readonly onRefresh: () => Promise<unknown>
}

/** The buttons under the list; those that need a connection work on the selected one. */
export function ConnectionActions(props: ConnectionActionsProps) {
  const { t } = useTranslation(['sync', 'longWork', 'ui'])
  const { selected, all, onOpen } = props
  const refresh = useMutation({ mutationFn: props.onRefresh })
  const usable = selected && !selected.deleted ? selected : undefined
  const grey = usable ? null : all ? t(selected ? 'grey.deleted' : 'grey.none') : t('ui:loading')
  function whyNoPriority() {
    if (!all) return t('ui:loading')
    const some = all.filter(({ deleted }) => !deleted).length
    if (some === 1) return t('grey.oneConnection')
    return some === 0 ? t('grey.none') : null
  }
  const open = (kind: 'edit' | 'test' | 'delete') => () => usable && onOpen({ kind, connection: usable })
  return (
    <Group gap="xs">
      <Button leftSection={<PlusIcon aria-hidden />} onClick={() => onOpen({ kind: 'add' })}>
        {t('ui:add')}
      </Button>
      <ReasonButton
        variant="default"
        leftSection={<TrashIcon aria-hidden />}
        reason={grey}
        onClick={open('delete')}
      >
        {t('delete')}
      </ReasonButton>
      <ReasonButton
        variant="default"
        leftSection={<ListNumbersIcon aria-hidden />}
        reason={whyNoPriority()}
        onClick={() => onOpen({ kind: 'priority' })}
      >
        {t('priority')}
      </ReasonButton>
      <ReasonButton
        variant="default"
        leftSection={<GearSixIcon aria-hidden />}
        reason={grey}
        onClick={open('edit')}
      >
        {t('configure')}
      </ReasonButton>
      <ReasonButton
        variant="default"
        leftSection={<PlugsConnectedIcon aria-hidden />}
        reason={grey}
        onClick={open('test')}
      >
        {t('test')}
      </ReasonButton>
      <ReasonButton
        variant="default"
        leftSection={<ArrowsClockwiseIcon aria-hidden />}
        reason={grey}
        onClick={() => usable && onOpen({ kind: 'resync', connection: usable, target: 'crm' })}
      >
        {t('longWork:resync.crm')}
      </ReasonButton>
      {selected?.deleted && (
        <RestoreButton
          key={selected.id}
          list="connections"
          done={t('restored', { name: selected.name })}
          restore={() => api('DELETE /connections/{id}/deletion', { params: { id: selected.id } })}
        />
      )}
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
