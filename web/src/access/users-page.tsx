import { Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Page } from '../ui/page.tsx'
import { GroupList } from './group-list.tsx'
import { KeyList } from './key-list.tsx'
import { UserList } from './user-list.tsx'

const route = getRouteApi('/shell/administrator/settings/users')

/** Gebruikers: who may sign in, in which groups, and what integrations sign in with. */
export function UsersPage() {
  const { t } = useTranslation(['people', 'shell'])
  const { tab = 'users' } = route.useSearch()
  const navigate = route.useNavigate()
  const open = (next: string | null) =>
    navigate({
      search: { tab: next === 'groups' || next === 'keys' ? next : undefined },
      replace: true,
      resetScroll: false,
    })
  return (
    <Page title={t('shell:navigation.users')}>
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <Tabs.List mb="lg" aria-label={t('shell:navigation.users')}>
          <Tabs.Tab value="users">{t('tab.users')}</Tabs.Tab>
          <Tabs.Tab value="groups">{t('tab.groups')}</Tabs.Tab>
          <Tabs.Tab value="keys">{t('tab.keys')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="users">
          <UserList />
        </Tabs.Panel>
        <Tabs.Panel value="groups">
          <GroupList />
        </Tabs.Panel>
        <Tabs.Panel value="keys">
          <KeyList />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
