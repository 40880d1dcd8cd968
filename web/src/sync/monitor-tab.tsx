import { Group, Select, Stack, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ComparisonPanel } from './comparison-panel.tsx'
import { ConflictsPanel } from './conflicts-panel.tsx'
import { FieldErrorsPanel } from './field-errors-panel.tsx'
import { LinksPanel } from './links-panel.tsx'
import { LogPanel } from './log-panel.tsx'
import { LongWorkPanel } from './long-work-panel.tsx'
import { type MonitorFilter, monitorViews, type QuoteSyncAddress } from './monitor-address.ts'
import { ParkedPanel } from './parked-panel.tsx'
import { connectionsQuery } from './queries.ts'
import { RunsPanel } from './runs-panel.tsx'
import { StateCounts } from './state-counts.tsx'

/** What every list of the monitor is given: what it shows, and how that is changed. */
export interface MonitorPanelProps {
  readonly filter: MonitorFilter
  readonly onFilter: (change: MonitorFilter) => void
}

interface MonitorTabProps {
  readonly address: QuoteSyncAddress
  readonly onAddress: (address: QuoteSyncAddress) => void
}

const panels = {
  runs: RunsPanel,
  conflicts: ConflictsPanel,
  parked: ParkedPanel,
  fieldErrors: FieldErrorsPanel,
  log: LogPanel,
  links: LinksPanel,
  longWork: LongWorkPanel,
  comparison: ComparisonPanel,
} as const

/** Bewaking: what the sync did, and what waits for somebody. Each list and its filters have an address. */
export function MonitorTab({ address, onAddress }: MonitorTabProps) {
  const { t } = useTranslation(['monitor', 'sync'])
  const connections = useQuery(connectionsQuery(false))
  const { tab: _tab, view = 'runs', ...asked } = address
  const connection = asked.connection ?? onlyOne(connections.data)
  const filter = { ...asked, connection }
  // Another list has other filters; only the connection stays.
  const open = (next: string | null) =>
    onAddress({ tab: 'monitor', view: monitorViews.find((one) => one === next), connection })
  const Panel = panels[view]
  return (
    <Stack gap="xl">
      <StateCounts
        connections={connections.data}
        onOpen={(id, state) => onAddress({ tab: 'monitor', view: 'links', connection: String(id), state })}
      />
      <Tabs value={view} onChange={open} variant="outline" keepMounted={false}>
        <Group justify="space-between" align="flex-end" mb="md">
          <Tabs.List aria-label={t('sync:tab.monitor')}>
            {monitorViews.map((one) => (
              <Tabs.Tab key={one} value={one}>
                {t(`view.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Select
            aria-label={t('sync:monitor.connection')}
            placeholder={t('sync:monitor.all')}
            clearable
            clearButtonProps={{ 'aria-label': t('sync:monitor.all') }}
            data={(connections.data ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
            value={connection ?? null}
            onChange={(id) => onAddress({ ...address, connection: id ?? undefined })}
          />
        </Group>
        <Tabs.Panel value={view}>
          <Panel filter={filter} onFilter={(change) => onAddress({ ...address, ...change })} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}

/** Where there is one connection nobody has to choose it. */
function onlyOne(connections: readonly { readonly id: number }[] | undefined): string | undefined {
  const [first, second] = connections ?? []
  return first && !second ? String(first.id) : undefined
}
