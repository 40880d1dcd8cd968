import { Modal } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReturnFocus } from '../ui/use-return-focus.ts'
import { CompareStep } from './compare-step.tsx'
import type { Pending } from './pending.ts'
import type { ActorType, Hit, RecordRef, TabConnection } from './queries.ts'
import { SearchStep } from './search-step.tsx'
import { useActorSearch } from './use-actor-search.ts'

interface ConnectDialogProps {
  readonly record: RecordRef
  readonly connection: TabConnection
  readonly actorType: ActorType
  readonly onConnect: (pending: Pending) => void
  readonly onClose: () => void
}

/** Verbinden met ERP: find the actor, then choose whose values stand. */
export function ConnectDialog({ record, connection, actorType, onConnect, onClose }: ConnectDialogProps) {
  useReturnFocus()
  const { t } = useTranslation(['erp', 'ui'])
  const search = useActorSearch(record, connection.id, actorType)
  const [hit, setHit] = useState<Hit>()
  const [comparing, setComparing] = useState(false)
  const type = t(`actorType.${actorType}`)
  return (
    <Modal
      opened
      onClose={onClose}
      size={960}
      title={comparing && hit ? t('compare.title', { title: hit.title }) : `${t('connect.title')} – ${type}`}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
      closeOnClickOutside={!comparing}
    >
      {comparing && hit ? (
        <CompareStep
          record={record}
          connectionId={connection.id}
          actorType={actorType}
          hit={hit}
          onConnect={onConnect}
          onBack={() => setComparing(false)}
          onCancel={onClose}
        />
      ) : (
        <SearchStep
          record={record}
          search={search}
          selected={hit}
          onSelect={setHit}
          onConnect={(chosen) => {
            setHit(chosen)
            setComparing(true)
          }}
          onCancel={onClose}
        />
      )}
    </Modal>
  )
}
