import { Group, Select, Stack, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConflictsPanel } from './conflicts-panel.tsx'
import { FieldErrorsPanel } from './field-errors-panel.tsx'
import { LogPanel } from './log-panel.tsx'
import { ParkedPanel } from './parked-panel.tsx'
import { connectionsQuery } from './queries.ts'
import { RunsPanel } from './runs-panel.tsx'
import { StateCounts } from './state-counts.tsx'

/** Bewaking: what the sync did, and what waits for somebody. */
export function MonitorTab() {
  const { t } = useTranslation('sync')
  const connections = useQuery(connectionsQuery(false))
  const [chosen, setChosen] = useState<string | null>(null)
  const connectionId = chosen === null ? undefined : Number(chosen)
  return (
    <Stack gap="xl">
      <StateCounts connections={connections.data} />
      <Tabs defaultValue="runs" variant="outline" keepMounted={false}>
        <Group justify="space-between" align="flex-end" mb="md">
          <Tabs.List aria-label={t('tab.monitor')}>
            <Tabs.Tab value="runs">{t('runs.title')}</Tabs.Tab>
            <Tabs.Tab value="conflicts">{t('conflicts.title')}</Tabs.Tab>
            <Tabs.Tab value="parked">{t('parked.title')}</Tabs.Tab>
            <Tabs.Tab value="fieldErrors">{t('fieldErrors.title')}</Tabs.Tab>
            <Tabs.Tab value="log">{t('log.title')}</Tabs.Tab>
          </Tabs.List>
          <Select
            aria-label={t('monitor.connection')}
            placeholder={t('monitor.all')}
            clearable
            clearButtonProps={{ 'aria-label': t('monitor.all') }}
            data={(connections.data ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
            value={chosen}
            onChange={setChosen}
          />
        </Group>
        {/* A key of its own for each choice: every list begins at its first page. */}
        <Tabs.Panel value="runs" key={`runs ${chosen}`}>
          <RunsPanel connectionId={connectionId} />
        </Tabs.Panel>
        <Tabs.Panel value="conflicts" key={`conflicts ${chosen}`}>
          <ConflictsPanel connectionId={connectionId} />
        </Tabs.Panel>
        <Tabs.Panel value="parked" key={`parked ${chosen}`}>
          <ParkedPanel connectionId={connectionId} />
        </Tabs.Panel>
        <Tabs.Panel value="fieldErrors" key={`fieldErrors ${chosen}`}>
          <FieldErrorsPanel connectionId={connectionId} />
        </Tabs.Panel>
        <Tabs.Panel value="log" key={`log ${chosen}`}>
          <LogPanel connectionId={connectionId} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}
