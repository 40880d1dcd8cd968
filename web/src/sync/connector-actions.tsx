import { Button, Group } from '@mantine/core'
import { ArrowClockwiseIcon, PencilSimpleIcon, PlusIcon, PulseIcon, TrashIcon } from '@phosphor-icons/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { notifyDone, notifyError } from '../ui/notify.tsx'
import { ReasonButton } from '../ui/reason-button.tsx'
import { RestoreButton } from '../ui/restore-button.tsx'
import type { OpenedConnector } from './connector-dialogs.tsx'
import type { Connector } from './queries.ts'

interface ConnectorActionsProps {
  readonly selected: Connector | undefined
  /** The list is on its way. */
  readonly loading: boolean
  readonly refreshing: boolean
  readonly onOpen: (opened: OpenedConnector) => void
  readonly onRefresh: () => void
}

/** The buttons under the list; those that need a connector work on the selected one. */
export function ConnectorActions(props: ConnectorActionsProps) {
  const { t } = useTranslation(['connectors', 'ui'])
  const { selected, loading, refreshing, onOpen, onRefresh } = props
  const usable = selected && !selected.deleted ? selected : undefined
  const grey = usable ? null : loading ? t('ui:loading') : t(selected ? 'grey.deleted' : 'grey.none')
  return (
    <Group gap="xs">
      <Button leftSection={<PlusIcon aria-hidden />} onClick={() => onOpen({ kind: 'add' })}>
        {t('ui:add')}
      </Button>
      <ReasonButton
        variant="default"
        leftSection={<PencilSimpleIcon aria-hidden />}
        reason={grey}
        onClick={() => usable && onOpen({ kind: 'edit', connector: usable })}
      >
        {t('ui:edit')}
      </ReasonButton>
      <ReasonButton
        variant="default"
        leftSection={<TrashIcon aria-hidden />}
        reason={grey}
        onClick={() => usable && onOpen({ kind: 'delete', connector: usable })}
      >
        {t('delete')}
      </ReasonButton>
      {usable?.kind === 'remote' && <AskAgain key={usable.id} connector={usable} />}
      {selected?.deleted && (
        <RestoreButton
          key={selected.id}
          list="connectors"
          done={t('restored', { name: selected.name })}
          restore={() => api('DELETE /connectors/{id}/deletion', { params: { id: selected.id } })}
        />
      )}
      <Button
        variant="default"
        leftSection={<ArrowClockwiseIcon aria-hidden />}
        loading={refreshing}
        onClick={onRefresh}
      >
        {t('refresh')}
      </Button>
    </Group>
  )
}

function AskAgain({ connector }: { readonly connector: Connector }) {
  const { t } = useTranslation('connectors')
  const queries = useQueryClient()
  const check = useMutation({
    mutationFn: () => api('POST /connectors/{id}/checks', { params: { id: connector.id } }),
    // Why it does not answer then stands in the list.
    onSuccess: ({ problem, name }) => {
      if (problem === null) notifyDone(t('checked', { name }))
    },
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['connectors'] }),
  })
  return (
    <Button
      variant="default"
      leftSection={<PulseIcon aria-hidden />}
      loading={check.isPending}
      onClick={() => check.mutate()}
    >
      {t('check')}
    </Button>
  )
}
