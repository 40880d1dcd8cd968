import { List, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ErrorState } from '../ui/states.tsx'
import { type ListDraft, listDifferences, listKey } from './list-draft.ts'
import { SomeoneElse, useSavedBy } from './someone-else.tsx'
import type { ListProblem } from './use-list-drafts.ts'

interface ListOvertakenProps {
  readonly problem: ListProblem
  readonly drafts: readonly ListDraft[]
  readonly onMine: () => void
  readonly onTheirs: () => void
}

const atMost = 12

/** Why a list mapping was not saved; when somebody else was first, what they changed and how to go on. */
export function ListOvertaken({ problem, drafts, onMine, onTheirs }: ListOvertakenProps) {
  const { t } = useTranslation(['mapping', 'ui'])
  const savedBy = useSavedBy()
  const draft = drafts.find(({ base }) => listKey(base) === problem.list)
  const theirs = problem.now?.find((list) => listKey(list) === problem.list)
  if (!draft || !theirs) return <ErrorState error={problem.error} />
  const differences = listDifferences(draft, theirs)
  const labels = new Map(theirs.crmItems.map(({ key, label }) => [key, label]))
  const nameOf = (crmItem: string | null) =>
    crmItem === null ? t('ui:list.none') : (labels.get(crmItem) ?? crmItem)
  return (
    <SomeoneElse title={savedBy(theirs.changed)} onMine={onMine} onTheirs={onTheirs}>
      <List size="sm" spacing={2}>
        {differences.slice(0, atMost).map(({ erpItem, label, was, now, mine }) => (
          <List.Item key={erpItem}>
            <bdi>{label}</bdi>: {t('wasNow', { was: nameOf(was), now: nameOf(now) })}
            {mine && (
              <Text span size="sm" fw={600}>
                {' '}
                {t('lists.alsoMine')}
              </Text>
            )}
          </List.Item>
        ))}
        {differences.length > atMost && (
          <List.Item>{t('lists.more', { count: differences.length - atMost })}</List.Item>
        )}
      </List>
    </SomeoneElse>
  )
}
