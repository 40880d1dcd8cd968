import { Alert, Text } from '@mantine/core'
import { WarningCircleIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client.ts'
import { ErrorState } from '../ui/states.tsx'
import { differences } from './mapping-differences.ts'
import type { MappingDraft } from './mapping-draft.ts'
import { MappingOvertaken } from './mapping-overtaken.tsx'
import type { Problem } from './use-mapping-drafts.ts'

interface MappingProblemProps {
  readonly problem: Problem
  readonly drafts: readonly MappingDraft[]
  readonly onMine: () => void
  readonly onTheirs: () => void
}

/** Why the mappings were not saved, and how to go on. What the server says of a field stands at its row. */
export function MappingProblem({ problem, drafts, onMine, onTheirs }: MappingProblemProps) {
  const { t } = useTranslation('sync')
  const { actorType, error, now } = problem
  const draft = drafts.find(({ base }) => base.actorType === actorType)
  const theirs = now?.find((mapping) => mapping.actorType === actorType)
  if (draft && theirs) {
    return (
      <MappingOvertaken
        draft={draft}
        theirs={theirs}
        differences={differences(draft, theirs)}
        onMine={onMine}
        onTheirs={onTheirs}
      />
    )
  }
  if (!(error instanceof ApiError && error.problem.code === 'invalidMapping')) {
    return <ErrorState error={error} />
  }
  return (
    <Alert color="red" role="alert" icon={<WarningCircleIcon aria-hidden />} title={t('mapping.refused')}>
      <Text size="sm">{error.problem.title}</Text>
    </Alert>
  )
}
