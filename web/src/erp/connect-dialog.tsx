import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReturnFocus } from '../ui/use-return-focus.ts'
import { CompareStep } from './compare-step.tsx'
import { CreateStep } from './create-step.tsx'
import type { Pending } from './pending.ts'
import { type ActorType, type Hit, type RecordRef, type TabConnection, titleQuery } from './queries.ts'
import { SearchStep } from './search-step.tsx'
import { useActorSearch } from './use-actor-search.ts'

interface ConnectDialogProps {
  readonly record: RecordRef
  readonly connection: TabConnection
  readonly actorType: ActorType
  readonly onConnect: (pending: Pending) => void
  readonly onClose: () => void
}

/** Verbinden met ERP: find the actor, then choose whose values stand; or have it made. */
export function ConnectDialog({ record, connection, actorType, onConnect, onClose }: ConnectDialogProps) {
  useReturnFocus()
  const { t } = useTranslation(['erp', 'ui'])
  const search = useActorSearch(record, connection.id, actorType)
  const [hit, setHit] = useState<Hit>()
  const [step, setStep] = useState<'search' | 'compare' | 'create'>('search')
  const name = useQuery(titleQuery(record)).data?.title ?? ''
  const type = t(`actorType.${actorType}`)
  const back = () => setStep('search')
  const offered = connection.actorTypes.find((one) => one.actorType === actorType)
  const common = { record, connectionId: connection.id, connectionName: connection.name, actorType }
  const titles = {
    search: `${t('connect.title')} – ${type}`,
    compare: t('compare.title', { title: hit?.title ?? '' }),
    create: `${t('create.title')} – ${type}`,
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size={1080}
      title={titles[step]}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
      closeOnClickOutside={step === 'search'}
    >
      {step === 'compare' && hit && (
        <CompareStep {...common} hit={hit} onConnect={onConnect} onBack={back} onCancel={onClose} />
      )}
      {step === 'create' && (
        <CreateStep {...common} title={name} onCreate={onConnect} onBack={back} onCancel={onClose} />
      )}
      {step === 'search' && (
        <SearchStep
          record={record}
          name={connection.name}
          search={search}
          selected={hit}
          cannotConnect={offered?.connectBlocked ?? null}
          cannotCreate={offered?.createBlocked ?? null}
          onSelect={setHit}
          onConnect={(chosen) => {
            setHit(chosen)
            setStep('compare')
          }}
          onCreate={() => setStep('create')}
          onCancel={onClose}
        />
      )}
    </Modal>
  )
}
