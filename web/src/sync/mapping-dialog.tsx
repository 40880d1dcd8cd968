import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { MappingForm } from './mapping-form.tsx'
import { type ActorType, type Connection, mappingsQuery } from './queries.ts'

interface MappingDialogProps {
  readonly connection: Connection
  readonly at: { readonly actorType: ActorType; readonly field: string } | undefined
  readonly onClose: () => void
}

/** Toewijzingen: which ERP field goes with which CRM field, and which way. */
export function MappingDialog({ connection, at, onClose }: MappingDialogProps) {
  const { t } = useTranslation('sync')
  const mappings = useQuery(mappingsQuery(connection.id))
  return (
    <DraftDialog title={`${t('mappings')}: ${connection.name}`} size="min(1180px, 96vw)" onClose={onClose}>
      {({ onChanged, onInFront, onLeave }) =>
        mappings.data ? (
          <MappingForm
            connection={connection}
            mappings={mappings.data}
            at={at}
            onChanged={onChanged}
            onInFront={onInFront}
            onSaved={onClose}
            onCancel={onLeave}
          />
        ) : mappings.error ? (
          <ErrorState error={mappings.error} onRetry={mappings.refetch} />
        ) : (
          <Loading />
        )
      }
    </DraftDialog>
  )
}
