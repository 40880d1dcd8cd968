import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import type { Connection } from './queries.ts'
import { RankForm } from './rank-form.tsx'

/** Asked anew for every dialog, and not made stale by live events: what is being edited stays. */
const ranksQuery = (id: number) =>
  queryOptions({
    queryKey: ['ranks', id],
    queryFn: ({ signal }) => api('GET /connections/{id}/ranks', { params: { id }, signal }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })

interface RankDialogProps {
  readonly connection: Connection
  readonly onClose: () => void
}

/** Velden rangschikken: the order of fields in the ERP tab and in search results. */
export function RankDialog({ connection, onClose }: RankDialogProps) {
  const { t } = useTranslation('ranking')
  const ranks = useQuery(ranksQuery(connection.id))
  return (
    <DraftDialog title={`${t('title')}: ${connection.name}`} size="min(760px, 96vw)" onClose={onClose}>
      {({ onChanged, onLeave }) =>
        ranks.data ? (
          <RankForm
            connectionId={connection.id}
            ranks={ranks.data}
            onChanged={onChanged}
            onSaved={onClose}
            onCancel={onLeave}
          />
        ) : ranks.error ? (
          <ErrorState error={ranks.error} onRetry={ranks.refetch} />
        ) : (
          <Loading />
        )
      }
    </DraftDialog>
  )
}
