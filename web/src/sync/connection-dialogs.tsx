import { Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { notifyDone, notifyError } from '../ui/notify.tsx'
import { ConnectionDialog } from './connection-dialog.tsx'
import { DefaultsDialog } from './defaults-dialog.tsx'
import { ListMappingDialog } from './list-mapping-dialog.tsx'
import { MappingDialog } from './mapping-dialog.tsx'
import { PreviewDialog } from './preview-dialog.tsx'
import { PriorityDialog } from './priority-dialog.tsx'
import type { ActorType, Connection } from './queries.ts'
import { RankDialog } from './rank-dialog.tsx'
import { ResyncDialog, type ResyncTarget } from './resync-dialog.tsx'
import { StoredTestDialog } from './stored-test-dialog.tsx'

/** Which dialog is open, and for what. */
export type Opened =
  | { readonly kind: 'add' }
  | { readonly kind: 'priority' }
  | {
      readonly kind: 'edit' | 'test' | 'delete' | 'lists' | 'ranks' | 'preview'
      readonly connection: Connection
    }
  | {
      readonly kind: 'defaults'
      readonly connection: Connection
      /** Whose default values to look at first. */
      readonly at?: ActorType
    }
  | { readonly kind: 'resync'; readonly connection: Connection; readonly target: ResyncTarget }
  | {
      readonly kind: 'mappings'
      readonly connection: Connection
      /** Where to look first. */
      readonly at?: { readonly actorType: ActorType; readonly field: string }
    }

interface ConnectionDialogsProps {
  readonly opened: Opened | undefined
  readonly all: readonly Connection[]
  readonly onOpen: (opened: Opened) => void
  readonly onSelect: (id: number) => void
  readonly onClose: () => void
}

export function ConnectionDialogs({ opened, all, onOpen, onSelect, onClose }: ConnectionDialogsProps) {
  switch (opened?.kind) {
    case undefined:
      return null
    case 'add':
      return <ConnectionDialog connection={undefined} onSaved={onSelect} onClose={onClose} />
    case 'edit':
      return <ConnectionDialog connection={opened.connection} onSaved={onSelect} onClose={onClose} />
    case 'priority':
      return <PriorityDialog connections={all} onClose={onClose} />
    case 'test':
      return <StoredTestDialog connection={opened.connection} onClose={onClose} />
    case 'delete':
      return <DeleteDialog connection={opened.connection} onClose={onClose} />
    case 'lists':
      return (
        <ListMappingDialog
          connection={opened.connection}
          onToMappings={() => onOpen({ kind: 'mappings', connection: opened.connection })}
          onClose={onClose}
        />
      )
    case 'defaults':
      return <DefaultsDialog connection={opened.connection} at={opened.at} onClose={onClose} />
    case 'ranks':
      return <RankDialog connection={opened.connection} onClose={onClose} />
    case 'resync':
      return <ResyncDialog connection={opened.connection} target={opened.target} onClose={onClose} />
    case 'preview':
      return (
        <PreviewDialog
          connectionId={opened.connection.id}
          name={opened.connection.name}
          request={{ of: 'activation' }}
          onClose={onClose}
        />
      )
    case 'mappings':
      return <MappingDialog connection={opened.connection} at={opened.at} onClose={onClose} />
  }
}

interface DeleteDialogProps {
  readonly connection: Connection
  readonly onClose: () => void
}

function DeleteDialog({ connection, onClose }: DeleteDialogProps) {
  const { t } = useTranslation('sync')
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: () => api('DELETE /connections/{id}', { params: { id: connection.id } }),
    onSuccess: () => {
      notifyDone(t('deleted.done', { name: connection.name }))
      onClose()
    },
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['connections'] }),
  })
  return (
    <ConfirmDialog
      opened
      title={t('deleted.title', { name: connection.name })}
      confirm={t('delete')}
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onCancel={onClose}
    >
      <Text>{t('deleted.text', { count: connection.links })}</Text>
    </ConfirmDialog>
  )
}
