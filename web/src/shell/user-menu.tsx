import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core'
import { SignOutIcon, UserCircleIcon, UserIcon } from '@phosphor-icons/react'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { notifyError } from '../ui/notify.tsx'

export function UserMenu() {
  const { t } = useTranslation('shell')
  const { user } = useSession()
  const leave = useMutation({
    mutationFn: () => api('POST /auth/sign-out'),
    // A fresh page: nothing of this user stays in memory for the next one.
    onSuccess: () => window.location.assign('/sign-in'),
    onError: notifyError,
  })
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton aria-label={t('user.menu', { name: user.name })} style={{ borderRadius: '50%' }}>
          <Avatar color="petrol" size={34}>
            <UserIcon size={20} aria-hidden />
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Text size="sm" fw={600} px="sm" pt={6} truncate>
          {user.name}
        </Text>
        <Text size="xs" c="dimmed" px="sm" truncate>
          {user.email}
        </Text>
        <Text size="xs" c="dimmed" px="sm" pb={6}>
          {t(`user.role.${user.role}`)}
        </Text>
        <Menu.Divider />
        <Menu.Item component={Link} to="/account" leftSection={<UserCircleIcon aria-hidden />}>
          {t('user.account')}
        </Menu.Item>
        <Menu.Item leftSection={<SignOutIcon aria-hidden />} onClick={() => leave.mutate()}>
          {t('user.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
