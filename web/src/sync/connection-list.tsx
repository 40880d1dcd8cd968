import { Checkbox, Group, Stack, Text } from '@mantine/core'
import { PlugsConnectedIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SelectTable } from '../ui/select-table.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { ActivationFaults } from './activation-faults.tsx'
import { ConnectionActions } from './connection-actions.tsx'
import { useConnectionColumns } from './connection-columns.tsx'
import { ConnectionDialogs, type Opened } from './connection-dialogs.tsx'
import { ConnectionSummary } from './connection-summary.tsx'
import { ProtectionPanel } from './protection-panel.tsx'
import { type Connection, connectionsQuery } from './queries.ts'
import { RestoredButton } from './restored-button.tsx'
import { Section } from './section.tsx'
import { useActivation } from './use-activation.ts'

/** ERP-verbindingen: the list, and below it what belongs to the selected one. */
export function ConnectionList() {
  const { t } = useTranslation(['sync', 'ui'])
  const [deleted, setDeleted] = useState(false)
  const [selectedId, setSelectedId] = useState<number>()
  const [opened, setOpened] = useState<Opened>()
  const connections = useQuery(connectionsQuery(deleted))
  const activation = useActivation()
  const columns = useConnectionColumns(activation)
  const rows = connections.data
  const selected = rows?.find(({ id }) => id === selectedId) ?? rows?.[0]
  /** What led there may be of a while ago: the connection is opened as it is now. */
  const openNow = (next: Opened) => {
    if (!('connection' in next)) return setOpened(next)
    const connection = rows?.find(({ id }) => id === next.connection.id) ?? next.connection
    setOpened({ ...next, connection })
  }
  const edit = (connection: Connection) => {
    if (!connection.deleted) setOpened({ kind: 'edit', connection })
  }
  return (
    <Section title={t('connections.title')} text={t('connections.text')}>
      {connections.error ? (
        <ErrorState error={connections.error} onRetry={connections.refetch} />
      ) : rows?.length === 0 && !deleted ? (
        <EmptyState icon={PlugsConnectedIcon} title={t('connections.none')}>
          {t('connections.noneText')}
        </EmptyState>
      ) : (
        <SelectTable
          label={t('connections.title')}
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          rowLabel={({ name }) => t('connections.select', { name })}
          selected={selected?.id}
          onSelect={({ id }) => setSelectedId(id)}
          onOpen={edit}
          onDelete={(connection) => !connection.deleted && setOpened({ kind: 'delete', connection })}
        />
      )}
      {activation.refused && (
        <ActivationFaults refused={activation.refused} onOpen={openNow} onClose={activation.forget} />
      )}
      <ConnectionActions
        selected={selected}
        all={connections.isPending ? undefined : (rows ?? [])}
        onOpen={setOpened}
        onRefresh={connections.refetch}
      />
      <Group justify="space-between">
        <Checkbox
          label={t('connections.deleted')}
          checked={deleted}
          onChange={(event) => setDeleted(event.currentTarget.checked)}
        />
        <RestoredButton />
        <Text size="sm" c="dimmed" aria-live="polite">
          {rows && t('connections.count', { count: rows.length })}
        </Text>
      </Group>
      {selected && !selected.deleted && (
        <Stack mt="sm">
          <ProtectionPanel key={selected.id} connection={selected} />
          <ConnectionSummary connection={selected} onOpen={setOpened} />
        </Stack>
      )}
      <ConnectionDialogs
        opened={opened}
        all={rows ?? []}
        onOpen={setOpened}
        onSelect={setSelectedId}
        onClose={() => setOpened(undefined)}
      />
    </Section>
  )
}
