import { List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { groupsQuery, usersQuery } from '../api/people.ts'
import type { Value } from '../ui/field.ts'
import type { ConnectionChange } from './connection-changes.ts'
import type { Connection, Scope, Setting } from './queries.ts'
import type { Rights } from './scope-members.ts'
import { SomeoneElse } from './someone-else.tsx'

interface ConnectionOvertakenProps {
  readonly changed: Connection['changed']
  readonly changes: readonly ConnectionChange[]
  readonly settings: readonly Setting[]
  readonly onMine: () => void
  readonly onTheirs: () => void
}

/** The connection was changed since it was opened: by whom, in what, and how to go on. */
export function ConnectionOvertaken(props: ConnectionOvertakenProps) {
  const { changed, changes, settings, onMine, onTheirs } = props
  const { t } = useTranslation(['sync', 'mapping'])
  const say = useChangeText(settings)
  const who = changed?.by ?? t('mapping:overtaken.somebody')
  return (
    <SomeoneElse title={t('overtaken.by', { who })} onMine={onMine} onTheirs={onTheirs}>
      <List size="sm" spacing={2}>
        {changes.map((change) => {
          const [label, was, now] = say(change)
          return (
            <List.Item key={label}>
              <bdi>{label}</bdi>: {t('mapping:wasNow', { was, now })}
              {change.mine && (
                <Text span size="sm" fw={600}>
                  {' '}
                  {t('overtaken.alsoMine')}
                </Text>
              )}
            </List.Item>
          )
        })}
        {/* What of a password is stored, nobody is told. */}
        {changes.length === 0 && <List.Item>{t('overtaken.unseen')}</List.Item>}
      </List>
    </SomeoneElse>
  )
}

/** What a change is of, and what it was and is, in words. */
function useChangeText(settings: readonly Setting[]) {
  const { t } = useTranslation(['sync', 'mapping', 'ui'])
  const scopeText = useScopeText()
  const valueText = (value: Value, setting: Setting | undefined) => {
    if (typeof value === 'boolean') return t(value ? 'mapping:on' : 'mapping:off')
    const item = setting?.items?.find(({ key }) => key === value)
    return item?.label ?? (String(value ?? '') || t('mapping:blank'))
  }
  return (change: ConnectionChange): [label: string, was: string, now: string] => {
    switch (change.what) {
      case 'name':
      case 'description':
        return [
          t(`column.${change.what}`),
          valueText(change.was, undefined),
          valueText(change.now, undefined),
        ]
      case 'scope':
        return [t('scope'), scopeText(change.was), scopeText(change.now)]
      case 'setting': {
        const setting = settings.find(({ key }) => key === change.key)
        return [setting?.label ?? change.key, valueText(change.was, setting), valueText(change.now, setting)]
      }
    }
  }
}

function useScopeText() {
  const { t } = useTranslation('sync')
  const users = useQuery(usersQuery)
  const groups = useQuery(groupsQuery)
  return ({ kind, users: people, groups: teams }: Scope): string => {
    if (kind === 'everyone') return t('scope.everyone')
    const named = (name: string | undefined, { canConnect, canCreate }: Rights) => {
      const rights = [canConnect && t('scope.connect'), canCreate && t('scope.create')].filter(Boolean)
      return `${name ?? '…'} (${rights.join(', ') || t('scope.look')})`
    }
    return [
      ...teams.map((team) => named(groups.data?.find(({ id }) => id === team.id)?.name, team)),
      ...people.map((person) => named(users.data?.find(({ id }) => id === person.id)?.name, person)),
    ].join(', ')
  }
}
