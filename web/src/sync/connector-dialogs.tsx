import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { notifyDone } from '../ui/notify.tsx'
import { ErrorState } from '../ui/states.tsx'
import { useReturnFocus } from '../ui/use-return-focus.ts'
import { ConnectorForm } from './connector-form.tsx'
import type { Connector } from './queries.ts'

export type OpenedConnector =
  | { readonly kind: 'add' }
  | { readonly kind: 'edit' | 'delete'; readonly connector: Connector }

interface ConnectorDialogsProps {
  readonly opened: OpenedConnector | undefined
  readonly onSaved: (id: number) => void
  readonly onClose: () => void
}

export function ConnectorDialogs({ opened, onSaved, onClose }: ConnectorDialogsProps) {
  const { t } = useTranslation('connectors')
  if (!opened) return null
  if (opened.kind === 'delete') return <DeleteConnector connector={opened.connector} onClose={onClose} />
  const connector = opened.kind === 'edit' ? opened.connector : undefined
  return (
    <DraftDialog
      title={connector ? t('edit', { name: connector.name }) : t('define')}
      size={560}
      onClose={onClose}
    >
      {({ onChanged, onLeave }) => (
        <ConnectorForm
          connector={connector}
          onChanged={onChanged}
          onSaved={(id) => {
            onSaved(id)
            onClose()
          }}
          onCancel={onLeave}
        />
      )}
    </DraftDialog>
  )
}

interface DeleteConnectorProps {
  readonly connector: Connector
  readonly onClose: () => void
}

function DeleteConnector({ connector, onClose }: DeleteConnectorProps) {
  useReturnFocus()
  const { t } = useTranslation('connectors')
  const queries = useQueryClient()
  const { id, name } = connector
  const remove = useMutation({
    mutationFn: () => api('DELETE /connectors/{id}', { params: { id } }),
    onSuccess: () => {
      notifyDone(t('deleted.done', { name }))
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['connectors'] }),
  })
  return (
    <ConfirmDialog
      opened
      title={t('delete.title', { name })}
      confirm={t('delete')}
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onCancel={onClose}
    >
      {remove.error ? <ErrorState error={remove.error} /> : t('delete.text')}
    </ConfirmDialog>
  )
}
