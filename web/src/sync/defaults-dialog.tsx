import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { DefaultsForm } from './defaults-form.tsx'
import { defaultsQuery } from './defaults-query.ts'
import type { ActorType, Connection } from './queries.ts'

interface DefaultsDialogProps {
  readonly connection: Connection
  /** Whose default values to look at first. */
  readonly at: ActorType | undefined
  readonly onClose: () => void
}

/** Standaardwaarden: what a new actor in the ERP is given. */
export function DefaultsDialog({ connection, at, onClose }: DefaultsDialogProps) {
  const { t } = useTranslation('defaults')
  const defaults = useQuery(defaultsQuery(connection.id))
  return (
    <DraftDialog title={`${t('title')}: ${connection.name}`} size="min(960px, 96vw)" onClose={onClose}>
      {({ onInFront }) =>
        defaults.data ? (
          <DefaultsForm
            connectionId={connection.id}
            all={defaults.data}
            at={at}
            onInFront={onInFront}
            onClose={onClose}
          />
        ) : defaults.error ? (
          <ErrorState error={defaults.error} onRetry={defaults.refetch} />
        ) : (
          <Loading />
        )
      }
    </DraftDialog>
  )
}
