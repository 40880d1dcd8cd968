import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorState, Loading } from '../ui/states.tsx'
import { useReturnFocus } from '../ui/use-return-focus.ts'
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
  useReturnFocus()
  const { t } = useTranslation(['sync', 'ui'])
  const connectors = useQuery(connectorsQuery)
  const [picking, setPicking] = useState(false)
  return (
    <Modal
      opened
      onClose={onClose}
      size={720}
      title={connection ? `${t('configure')}: ${connection.name}` : t('define')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
      closeOnClickOutside={false}
      closeOnEscape={!picking}
      trapFocus={!picking}
    >
      {connectors.data ? (
        <ConnectionForm
          connection={connection}
          connectors={connectors.data}
          onPicking={setPicking}
          onSaved={(id) => {
            onSaved(id)
            onClose()
          }}
          onCancel={onClose}
        />
      ) : connectors.error ? (
        <ErrorState error={connectors.error} onRetry={connectors.refetch} />
      ) : (
        <Loading />
      )}
    </Modal>
  )
}
