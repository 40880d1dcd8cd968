import { Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Page } from '../ui/page.tsx'
import { MonitorTab } from './monitor-tab.tsx'
import { SyncTab } from './sync-tab.tsx'

const route = getRouteApi('/shell/administrator/settings/quote-sync')

/** Offerte/Synchroniseren: what is connected, and what the sync is doing. */
export function QuoteSyncPage() {
  const { t } = useTranslation(['sync', 'shell'])
  const address = route.useSearch()
  const navigate = route.useNavigate()
  const open = (next: string | null) =>
    navigate({ search: { tab: next === 'monitor' ? next : undefined }, replace: true, resetScroll: false })
  return (
    <Page title={t('shell:navigation.quoteSync')}>
      <Tabs value={address.tab ?? 'sync'} onChange={open} keepMounted={false}>
        <Tabs.List mb="lg" aria-label={t('shell:navigation.quoteSync')}>
          <Tabs.Tab value="sync">{t('tab.sync')}</Tabs.Tab>
          <Tabs.Tab value="monitor">{t('tab.monitor')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="sync">
          <SyncTab />
        </Tabs.Panel>
        <Tabs.Panel value="monitor">
          <MonitorTab
            address={address}
            onAddress={(search) => navigate({ search, replace: true, resetScroll: false })}
            // On what was asked for last, which may not be shown yet.
            onFilter={(change) =>
              navigate({ search: (last) => ({ ...last, ...change }), replace: true, resetScroll: false })
            }
          />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
