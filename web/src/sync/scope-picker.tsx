import { Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { groupsQuery, usersQuery } from '../api/people.ts'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { TwoPanes } from '../ui/two-panes.tsx'
import type { Scope } from './queries.ts'
import { type Chosen, chosenIn, membersOf, type Rights, sameScope, scopeOf, usual } from './scope-members.ts'

interface ScopePickerProps {
  readonly scope: Scope
  readonly onDone: (scope: Scope) => void
  readonly onClose: () => void
}

/** Gebruikers en groepen selecteren: who there is on the left, who is chosen on the right, and what they may do. */
export function ScopePicker({ scope, onDone, onClose }: ScopePickerProps) {
  const { t } = useTranslation('sync')
  return (
    <DraftDialog size={960} title={t('scope.pick')} onClose={onClose}>
      {({ onChanged, onLeave }) => (
        <ScopeForm scope={scope} onChanged={onChanged} onDone={onDone} onCancel={onLeave} />
      )}
    </DraftDialog>
  )
}

interface ScopeFormProps extends Pick<ScopePickerProps, 'scope' | 'onDone'> {
  readonly onChanged: (changed: boolean) => void
  readonly onCancel: () => void
}

function ScopeForm({ scope, onChanged, onDone, onCancel }: ScopeFormProps) {
  const { t } = useTranslation(['sync', 'ui'])
  const users = useQuery(usersQuery)
  const groups = useQuery(groupsQuery)
  const [chosen, setChosen] = useState<Chosen>(() => chosenIn(scope))
  const changed = !sameScope(scopeOf(chosen), { ...scope, kind: 'selected' })
  useEffect(() => onChanged(changed), [changed, onChanged])
  const error = users.error ?? groups.error
  const all = membersOf(users.data ?? [], groups.data ?? [], chosen, t('scope.group'))
  const put = (id: string, more: Partial<Rights>) =>
    setChosen((old) => new Map(old).set(id, { ...(old.get(id) ?? usual), ...more }))
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('scope.rights')}
      </Text>
      {error && (
        <ErrorState error={error} onRetry={() => void Promise.all([users.refetch(), groups.refetch()])} />
      )}
      {users.isPending || groups.isPending ? (
        <Loading />
      ) : (
        <TwoPanes
          all={all}
          chosen={new Set(chosen.keys())}
          onChange={(ids) => setChosen(new Map([...ids].map((id) => [id, chosen.get(id) ?? usual])))}
          aside={({ id, name }) => (
            <Group gap="sm" wrap="nowrap">
              <Checkbox
                size="xs"
                label={t('scope.connect')}
                aria-label={`${name}: ${t('scope.connect')}`}
                checked={chosen.get(id)?.canConnect ?? true}
                onChange={(event) => put(id, { canConnect: event.currentTarget.checked })}
              />
              <Checkbox
                size="xs"
                label={t('scope.create')}
                aria-label={`${name}: ${t('scope.create')}`}
                checked={chosen.get(id)?.canCreate ?? false}
                onChange={(event) => put(id, { canCreate: event.currentTarget.checked })}
              />
            </Group>
          )}
          words={{
            available: t('scope.available'),
            chosen: t('scope.chosen'),
            filter: t('filter'),
            noMore: t('scope.noMore'),
            none: t('scope.nobody'),
            add: (name) => t('scope.add', { name }),
            remove: (name) => t('scope.remove', { name }),
          }}
        />
      )}
      <DialogFooter>
        <Button variant="default" onClick={onCancel}>
          {t('ui:cancel')}
        </Button>
        {/* With half of the people on the screen, the other half would be taken out of the scope. */}
        <Button disabled={!users.data || !groups.data} onClick={() => onDone(scopeOf(chosen))}>
          {t('ok')}
        </Button>
      </DialogFooter>
    </Stack>
  )
}
