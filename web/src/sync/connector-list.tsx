import { Checkbox, Group, Text } from '@mantine/core'
import { PlugsIcon } from '@phosphor-icons/react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { SelectTable } from '../ui/select-table.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { ConnectorActions } from './connector-actions.tsx'
import { useConnectorColumns } from './connector-columns.tsx'
import { ConnectorDialogs, type OpenedConnector } from './connector-dialogs.tsx'
import { ConnectorSupport } from './connector-support.tsx'
import { type Connector, connectorListQuery } from './queries.ts'
import { Section } from './section.tsx'

/** Sync Connectors: those that are shipped and those that run elsewhere, and what the selected one supports. */
export function ConnectorList() {
  const { t } = useTranslation(['connectors', 'ui'])
  const [deleted, setDeleted] = useState(false)
  const [selectedId, setSelectedId] = useState<number>()
  const [opened, setOpened] = useState<OpenedConnector>()
  const connectors = useQuery(connectorListQuery(deleted))
  const columns = useConnectorColumns()
  const rows = connectors.data
  const selected = rows?.find(({ id }) => id === selectedId) ?? rows?.[0]
  const refresh = useMutation({
    mutationFn: async () => {
      // A remote one may have learnt something, or be back.
      const remote = rows?.filter((row) => row.kind === 'remote' && !row.deleted) ?? []
      await Promise.allSettled(
        remote.map(({ id }) => api('POST /connectors/{id}/checks', { params: { id } })),
      )
      await connectors.refetch()
    },
  })
  const open = (kind: 'edit' | 'delete') => (connector: Connector) => {
    if (!connector.deleted) setOpened({ kind, connector })
  }
  return (
    <Section title={t('title')} text={t('text')}>
      {connectors.error ? (
        <ErrorState error={connectors.error} onRetry={connectors.refetch} />
      ) : rows?.length === 0 ? (
        <EmptyState icon={PlugsIcon} title={t('none')}>
          {t('noneText')}
        </EmptyState>
      ) : (
        <SelectTable
          label={t('title')}
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          rowLabel={({ name }) => t('select', { name })}
          selected={selected?.id}
          onSelect={({ id }) => setSelectedId(id)}
          onOpen={open('edit')}
          onDelete={open('delete')}
        />
      )}
      <ConnectorActions
        selected={selected}
        loading={connectors.isPending}
        refreshing={refresh.isPending}
        onOpen={setOpened}
        onRefresh={() => refresh.mutate()}
      />
      <Group justify="space-between">
        <Checkbox
          label={t('deleted')}
          checked={deleted}
          onChange={(event) => setDeleted(event.currentTarget.checked)}
        />
        <Text size="sm" c="dimmed" aria-live="polite">
          {rows && t('count', { count: rows.length })}
        </Text>
      </Group>
      {selected && !selected.deleted && <ConnectorSupport connector={selected} />}
      <ConnectorDialogs opened={opened} onSaved={setSelectedId} onClose={() => setOpened(undefined)} />
    </Section>
  )
}
