import { Button } from '@mantine/core'
import { ListChecksIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx'
import { ListMappingForm } from './list-mapping-form.tsx'
import { type Connection, listMappingsQuery } from './queries.ts'

interface ListMappingDialogProps {
  readonly connection: Connection
  readonly onToMappings: () => void
  readonly onClose: () => void
}

/** Lijsttoewijzing: which item of an ERP list goes with which item of a CRM list. */
export function ListMappingDialog({ connection, onToMappings, onClose }: ListMappingDialogProps) {
  const { t } = useTranslation('sync')
  const lists = useQuery(listMappingsQuery(connection.id))
  return (
    <DraftDialog title={`${t('lists')}: ${connection.name}`} size="min(1080px, 96vw)" onClose={onClose}>
      {({ onChanged, onLeave }) => (
        <>
          {lists.data?.length === 0 && (
            <EmptyState
              icon={ListChecksIcon}
              title={t('lists.none')}
              action={<Button onClick={onToMappings}>{t('mappings')}</Button>}
            >
              {t('lists.noneText')}
            </EmptyState>
          )}
          {lists.data && lists.data.length > 0 && (
            <ListMappingForm
              connectionId={connection.id}
              lists={lists.data}
              onChanged={onChanged}
              onSaved={onClose}
              onCancel={onLeave}
            />
          )}
          {lists.error && <ErrorState error={lists.error} onRetry={lists.refetch} />}
          {lists.isPending && <Loading />}
        </>
      )}
    </DraftDialog>
  )
}
