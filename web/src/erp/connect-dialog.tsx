import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { CompareStep } from './compare-step.tsx'
import type { Filled } from './create-queries.ts'
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
  const { t } = useTranslation('erp')
  const search = useActorSearch(record, connection.id, actorType)
  const [hit, setHit] = useState<Hit>()
  const [step, setStep] = useState<'search' | 'compare' | 'create'>('search')
  const [filled, setFilled] = useState<Filled>({ values: {}, without: [] })
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
    <DraftDialog size={1080} title={titles[step]} onClose={onClose}>
      {({ onChanged, onLeave }) => (
        <>
          <ToLose filled={filled} onChanged={onChanged} />
          {step === 'compare' && hit && (
            <CompareStep {...common} hit={hit} onConnect={onConnect} onBack={back} onCancel={onLeave} />
          )}
          {step === 'create' && (
            <CreateStep
              {...common}
              title={name}
              filled={filled}
              onFill={setFilled}
              onCreate={onConnect}
              onBack={back}
              onCancel={onLeave}
            />
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
              onCancel={onLeave}
            />
          )}
        </>
      )}
    </DraftDialog>
  )
}

interface ToLoseProps {
  readonly filled: Filled
  readonly onChanged: (changed: boolean) => void
}

/** What was filled in for a new actor is kept between the steps, and not left behind without a question. */
function ToLose({ filled, onChanged }: ToLoseProps) {
  const some = Object.keys(filled.values).length + filled.without.length > 0
  useEffect(() => onChanged(some), [some, onChanged])
  return null
}
