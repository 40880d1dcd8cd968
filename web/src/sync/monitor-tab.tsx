import { Badge, Stack, Tabs } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { ComparisonPanel } from './comparison-panel.tsx'
import { ConflictsPanel } from './conflicts-panel.tsx'
import { FieldErrorsPanel } from './field-errors-panel.tsx'
import { LinksPanel } from './links-panel.tsx'
import { LogPanel } from './log-panel.tsx'
import { LongWorkPanel } from './long-work-panel.tsx'
import {
  type MonitorFilter,
  type MonitorView,
  monitorViews,
  type QuoteSyncAddress,
} from './monitor-address.ts'
import { conflictsQuery, fieldErrorsQuery, parkedQuery } from './monitor-queries.ts'
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
  readonly onFilter: (change: MonitorFilter) => void
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
export function MonitorTab({ address, onAddress, onFilter }: MonitorTabProps) {
  const { t } = useTranslation(['monitor', 'sync'])
  const connections = useQuery(connectionsQuery(false))
  const { tab: _tab, view = 'runs', ...asked } = address
  const connection = asked.connection ?? onlyOne(connections.data)
  const filter = { ...asked, connection }
  const narrow = useMediaQuery('(max-width: 48em)')
  const waiting = useWaiting(connection)
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
      <Tabs value={view} onChange={open} variant={narrow ? 'pills' : 'outline'} keepMounted={false}>
        <Tabs.List aria-label={t('sync:tab.monitor')} mb="md">
          {monitorViews.map((one) => (
            <Tabs.Tab
              key={one}
              value={one}
              px="sm"
              rightSection={waiting[one] ? <Waiting count={waiting[one]} /> : null}
            >
              {t(`view.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={view}>
          <Panel filter={filter} onFilter={onFilter} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}

/** How many rows wait for somebody, in the lists where something can. */
function useWaiting(connection: string | undefined): { readonly [view in MonitorView]?: number | undefined } {
  const first = { filter: { connection }, page: 1 }
  return {
    conflicts: useQuery(conflictsQuery(first)).data?.total,
    parked: useQuery(parkedQuery(first)).data?.total,
    fieldErrors: useQuery(fieldErrorsQuery(first)).data?.total,
  }
}

function Waiting({ count }: { readonly count: number }) {
  const { number } = useFormat()
  return (
    <Badge size="sm" variant="light" color="amber" tt="none">
      {number(count)}
    </Badge>
  )
}

/** Where there is one connection nobody has to choose it. */
function onlyOne(connections: readonly { readonly id: number }[] | undefined): string | undefined {
  const [first, second] = connections ?? []
  return first && !second ? String(first.id) : undefined
}
