import { Stack } from '@mantine/core'
import { ConnectionList } from './connection-list.tsx'
import { ConnectorList } from './connector-list.tsx'
import { EngineSwitch } from './engine-switch.tsx'

/** Synchroniseren: the engine, the connectors and the connections made with them. */
export function SyncTab() {
  return (
    <Stack gap="xl">
      <EngineSwitch />
      <ConnectionList />
      <ConnectorList />
    </Stack>
  )
}
