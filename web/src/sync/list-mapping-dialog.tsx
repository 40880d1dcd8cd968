import { Button, Modal } from '@mantine/core'
import { ListChecksIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx'
import { useReturnFocus } from '../ui/use-return-focus.ts'
import { ListMappingForm } from './list-mapping-form.tsx'
import { type Connection, listMappingsQuery } from './queries.ts'

interface ListMappingDialogProps {
  readonly connection: Connection
  readonly onToMappings: () => void
  readonly onClose: () => void
}

/** Lijsttoewijzing: which item of an ERP list goes with which item of a CRM list. */
export function ListMappingDialog({ connection, onToMappings, onClose }: ListMappingDialogProps) {
  useReturnFocus()
  const { t } = useTranslation(['sync', 'ui'])
  const lists = useQuery(listMappingsQuery(connection.id))
  const [changed, setChanged] = useState(false)
  const [asking, setAsking] = useState(false)
  const leave = () => (changed ? setAsking(true) : onClose())
  return (
    <>
      <Modal
        opened
        onClose={leave}
        size={960}
        title={`${t('lists')}: ${connection.name}`}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
        closeOnClickOutside={false}
        closeOnEscape={!asking}
        trapFocus={!asking}
      >
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
            onChanged={setChanged}
            onSaved={onClose}
            onCancel={leave}
          />
        )}
        {lists.error && <ErrorState error={lists.error} onRetry={lists.refetch} />}
        {lists.isPending && <Loading />}
      </Modal>
      {/* Put there only when asked: one that is there already would be closed by the Escape that opens it. */}
      {asking && (
        <ConfirmDialog
          opened
          title={t('discard.title')}
          confirm={t('discard.confirm')}
          cancel={t('discard.cancel')}
          danger
          onConfirm={onClose}
          onCancel={() => setAsking(false)}
        >
          {t('discard.text')}
        </ConfirmDialog>
      )}
    </>
  )
}
