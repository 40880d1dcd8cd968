import {
  Button,
  Group,
  Modal,
  Paper,
  ScrollArea,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core'
import {
  MagnifyingGlassIcon,
  MinusCircleIcon,
  PlusCircleIcon,
  UserIcon,
  UsersIcon,
} from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorState, Loading } from '../ui/states.tsx'
import { useReturnFocus } from '../ui/use-return-focus.ts'
import { groupsQuery, type Scope, usersQuery } from './queries.ts'
import classes from './scope-picker.module.css'

interface ScopePickerProps {
  readonly scope: Scope
  readonly onDone: (scope: Scope) => void
  readonly onClose: () => void
}

interface Member {
  readonly kind: 'user' | 'group'
  readonly id: string
  readonly name: string
}

/** Gebruikers en groepen selecteren: who there is on the left, who is chosen on the right. */
export function ScopePicker({ scope, onDone, onClose }: ScopePickerProps) {
  useReturnFocus()
  const { t } = useTranslation(['sync', 'ui'])
  const users = useQuery(usersQuery)
  const groups = useQuery(groupsQuery)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () =>
      new Set([...scope.users.map(({ id }) => `user ${id}`), ...scope.groups.map(({ id }) => `group ${id}`)]),
  )
  const [filter, setFilter] = useState('')
  const error = users.error ?? groups.error
  const all: Member[] = [
    ...(groups.data ?? []).map(({ id, name }) => ({ kind: 'group' as const, id: String(id), name })),
    ...(users.data ?? [])
      .filter(({ disabled }) => !disabled)
      .map(({ id, name }) => ({ kind: 'user' as const, id, name })),
  ]
  const has = (member: Member) => chosen.has(`${member.kind} ${member.id}`)
  const flip = (member: Member) => {
    const key = `${member.kind} ${member.id}`
    setChosen(new Set(has(member) ? [...chosen].filter((other) => other !== key) : [...chosen, key]))
  }
  const matching = all.filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase()))
  const done = () =>
    onDone({
      kind: 'selected',
      users: all.filter((m) => m.kind === 'user' && has(m)).map(({ id }) => keepRight(scope.users, id)),
      groups: all
        .filter((m) => m.kind === 'group' && has(m))
        .map(({ id }) => keepRight(scope.groups, Number(id))),
    })
  return (
    <Modal
      opened
      onClose={onClose}
      size={640}
      title={t('scope.pick')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack>
        {error && (
          <ErrorState error={error} onRetry={() => void Promise.all([users.refetch(), groups.refetch()])} />
        )}
        {users.isPending || groups.isPending ? (
          <Loading />
        ) : (
          <SimpleGrid cols={2}>
            <Pane title={t('scope.available')}>
              <TextInput
                size="xs"
                aria-label={t('filter')}
                placeholder={t('filter')}
                leftSection={<MagnifyingGlassIcon aria-hidden />}
                value={filter}
                onChange={(event) => setFilter(event.currentTarget.value)}
              />
              <Members members={matching.filter((member) => !has(member))} onFlip={flip} adds />
            </Pane>
            <Pane title={t('scope.chosen')}>
              <Members members={all.filter(has)} onFlip={flip} adds={false} />
            </Pane>
          </SimpleGrid>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button onClick={done}>{t('ok')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}

function keepRight<Id>(before: readonly { id: Id; canCreate: boolean }[], id: Id) {
  return { id, canCreate: before.find((entry) => entry.id === id)?.canCreate ?? false }
}

function Pane({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Paper withBorder p="sm" component="section" aria-label={title}>
      <Stack gap="xs">
        <Text size="sm" fw={600}>
          {title}
        </Text>
        {children}
      </Stack>
    </Paper>
  )
}

interface MembersProps {
  readonly members: readonly Member[]
  readonly onFlip: (member: Member) => void
  readonly adds: boolean
}

function Members({ members, onFlip, adds }: MembersProps) {
  const { t } = useTranslation('sync')
  const Sign = adds ? PlusCircleIcon : MinusCircleIcon
  return (
    <ScrollArea h={260} type="auto">
      {members.length === 0 && (
        <Text size="sm" c="dimmed" p="xs">
          {t(adds ? 'scope.noMore' : 'scope.nobody')}
        </Text>
      )}
      {members.map((member) => {
        const Picture = member.kind === 'group' ? UsersIcon : UserIcon
        return (
          <UnstyledButton
            key={`${member.kind} ${member.id}`}
            className={classes.member ?? ''}
            aria-label={t(adds ? 'scope.add' : 'scope.remove', { name: member.name })}
            onClick={() => onFlip(member)}
          >
            <Picture aria-hidden />
            <Text size="sm" flex={1} truncate>
              {member.name}
            </Text>
            <Sign aria-hidden />
          </UnstyledButton>
        )
      })}
    </ScrollArea>
  )
}
