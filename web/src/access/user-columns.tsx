import { Badge, Group, Stack, Text, UnstyledButton } from '@mantine/core'
import { ShieldCheckIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { type Column, rowLink } from '../ui/data-table.tsx'
import { useFormat } from '../ui/format.ts'
import { licences, type User } from './queries.ts'
import { UserActions } from './user-actions.tsx'
import type { HandedLink } from './user-list.tsx'

interface OnUser {
  readonly onEdit: (user: User) => void
  readonly onLink: (handed: HandedLink) => void
}

export function useUserColumns({ onEdit, onLink }: OnUser): readonly Column<User>[] {
  const { t } = useTranslation(['people', 'shell'])
  const format = useFormat()
  return [
    {
      key: 'name',
      header: t('column.name'),
      cell: (user) => (
        <Stack gap={0}>
          <UnstyledButton className={rowLink ?? ''} fz="sm" onClick={() => onEdit(user)}>
            {user.name}
          </UnstyledButton>
          <Text size="xs" c="dimmed" truncate>
            {user.email}
          </Text>
        </Stack>
      ),
    },
    { key: 'role', header: t('column.role'), cell: ({ role }) => t(`shell:user.role.${role}`) },
    {
      key: 'licences',
      header: t('column.licences'),
      wide: true,
      cell: (user) => <Licences user={user} />,
    },
    {
      key: 'seen',
      header: t('column.lastSeen'),
      wide: true,
      cell: ({ lastSeenAt }) =>
        lastSeenAt ? <span title={format.time(lastSeenAt)}>{format.ago(lastSeenAt)}</span> : '–',
    },
    { key: 'state', header: t('column.state'), cell: (user) => <State user={user} /> },
    {
      key: 'actions',
      header: '',
      align: 'right',
      cell: (user) => <UserActions user={user} onEdit={onEdit} onLink={onLink} />,
    },
  ]
}

function Licences({ user }: { readonly user: User }) {
  const { t } = useTranslation('people')
  const own = licences.filter((licence) => user.licences.includes(licence))
  if (own.length === 0) return <Text size="sm">–</Text>
  return <Text size="sm">{own.map((licence) => t(`licence.${licence}`)).join(', ')}</Text>
}

const colors = { disabled: 'gray', active: 'teal', invited: 'petrol', linkOver: 'orange' } as const

function stateOf({ disabled, hasPassword, linkExpiresAt }: User): keyof typeof colors {
  if (disabled) return 'disabled'
  if (hasPassword) return 'active'
  return linkExpiresAt ? 'invited' : 'linkOver'
}

function State({ user }: { readonly user: User }) {
  const { t } = useTranslation('people')
  const format = useFormat()
  const state = stateOf(user)
  const until = user.linkExpiresAt && t('state.until', { time: format.time(user.linkExpiresAt) })
  return (
    <Group gap={6} wrap="nowrap">
      <Badge
        color={colors[state]}
        variant="light"
        tt="none"
        style={{ flexShrink: 0 }}
        {...(until ? { title: until } : {})}
      >
        {t(`state.${state}`)}
      </Badge>
      {user.twoFactor && <ShieldCheckIcon size={18} aria-label={t('state.twoFactor')} role="img" />}
    </Group>
  )
}
