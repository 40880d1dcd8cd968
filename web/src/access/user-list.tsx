import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core'
import { MagnifyingGlassIcon, UserPlusIcon, UsersIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usersQuery } from '../api/people.ts'
import { DataTable } from '../ui/data-table.tsx'
import { Pages } from '../ui/pages.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { LinkDialog } from './link-dialog.tsx'
import type { AccessLink, User } from './queries.ts'
import { useUserColumns } from './user-columns.tsx'
import { UserDialog } from './user-dialog.tsx'

const pageSize = 50

export interface HandedLink {
  readonly user: Pick<User, 'name' | 'email'>
  readonly link: AccessLink
}

/** Who may sign in, to search and to change. */
export function UserList() {
  const { t } = useTranslation('people')
  const users = useQuery(usersQuery)
  const [search, setSearch] = useState('')
  const [withDisabled, setWithDisabled] = useState(false)
  const [page, setPage] = useState(1)
  const [edited, setEdited] = useState<User | 'new'>()
  const [handed, setHanded] = useState<HandedLink>()
  const columns = useUserColumns({ onEdit: setEdited, onLink: setHanded })
  const wanted = search.trim().toLowerCase()
  const found = users.data?.filter(
    ({ name, email, disabled }) =>
      (withDisabled || !disabled) && `${name} ${email}`.toLowerCase().includes(wanted),
  )
  const disabledCount = users.data?.filter(({ disabled }) => disabled).length ?? 0
  return (
    <Stack>
      <Group justify="space-between" align="flex-end">
        <Group align="center">
          <TextInput
            w={260}
            aria-label={t('users.search')}
            placeholder={t('users.search')}
            leftSection={<MagnifyingGlassIcon aria-hidden />}
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value)
              setPage(1)
            }}
          />
          {disabledCount > 0 && (
            <Checkbox
              label={t('users.withDisabled', { count: disabledCount })}
              checked={withDisabled}
              onChange={(event) => setWithDisabled(event.currentTarget.checked)}
            />
          )}
        </Group>
        <Button leftSection={<UserPlusIcon aria-hidden />} onClick={() => setEdited('new')}>
          {t('users.invite')}
        </Button>
      </Group>
      {users.error ? (
        <ErrorState error={users.error} onRetry={users.refetch} />
      ) : found?.length === 0 ? (
        <EmptyState icon={UsersIcon} title={t('users.none')}>
          {t('users.noneText')}
        </EmptyState>
      ) : (
        <>
          <DataTable
            label={t('tab.users')}
            cards="roomy"
            rows={found?.slice((page - 1) * pageSize, page * pageSize)}
            rowKey={({ id }) => id}
            columns={columns}
          />
          <Pages page={page} size={pageSize} total={found?.length ?? 0} onPage={setPage} />
        </>
      )}
      <Text size="sm" c="dimmed">
        {t('users.help')}
      </Text>
      {edited && (
        <UserDialog
          user={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onInvited={setHanded}
        />
      )}
      {handed && <LinkDialog {...handed} onClose={() => setHanded(undefined)} />}
    </Stack>
  )
}
