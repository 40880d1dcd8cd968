import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { useReturnFocus } from '../ui/use-return-focus.ts'
import { MappingForm } from './mapping-form.tsx'
import { type ActorType, type Connection, mappingsQuery } from './queries.ts'

interface MappingDialogProps {
  readonly connection: Connection
  readonly at: { readonly actorType: ActorType; readonly field: string } | undefined
  readonly onClose: () => void
}

/** Toewijzingen: which ERP field goes with which CRM field, and which way. */
export function MappingDialog({ connection, at, onClose }: MappingDialogProps) {
  useReturnFocus()
  const { t } = useTranslation(['sync', 'ui'])
  const mappings = useQuery(mappingsQuery(connection.id))
  const [changed, setChanged] = useState(false)
  const [asking, setAsking] = useState(false)
  const [inFront, setInFront] = useState(false)
  const leave = () => (changed ? setAsking(true) : onClose())
  return (
    <>
      <Modal
        opened
        onClose={leave}
        size="min(1180px, 96vw)"
        title={`${t('mappings')}: ${connection.name}`}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
        closeOnClickOutside={false}
        closeOnEscape={!asking && !inFront}
        trapFocus={!asking && !inFront}
      >
        {mappings.data ? (
          <MappingForm
            connection={connection}
            mappings={mappings.data}
            at={at}
            onChanged={setChanged}
            onInFront={setInFront}
            onSaved={onClose}
            onCancel={leave}
          />
        ) : mappings.error ? (
          <ErrorState error={mappings.error} onRetry={mappings.refetch} />
        ) : (
          <Loading />
        )}
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
