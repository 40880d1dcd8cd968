import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { ConnectionForm } from './connection-form.tsx'
import { type Connection, connectorsQuery } from './queries.ts'

interface ConnectionDialogProps {
  /** undefined: a new one. */
  readonly connection: Connection | undefined
  readonly onSaved: (id: number) => void
  readonly onClose: () => void
}

/** Een nieuwe ERP-verbinding definiëren, or the same form for one that exists. */
export function ConnectionDialog({ connection, onSaved, onClose }: ConnectionDialogProps) {
  const { t } = useTranslation('sync')
  const connectors = useQuery(connectorsQuery)
  return (
    <DraftDialog
      size={720}
      title={connection ? `${t('configure')}: ${connection.name}` : t('define')}
      onClose={onClose}
    >
      {({ onChanged, onInFront, onLeave }) =>
        connectors.data ? (
          <ConnectionForm
            connection={connection}
            connectors={connectors.data}
            onChanged={onChanged}
            onPicking={onInFront}
            onSaved={(id) => {
              onSaved(id)
              onClose()
            }}
            onCancel={onLeave}
          />
        ) : connectors.error ? (
          <ErrorState error={connectors.error} onRetry={connectors.refetch} />
        ) : (
          <Loading />
        )
      }
    </DraftDialog>
  )
}
