import { Badge, Button, Code, Group, Stack, Text } from '@mantine/core'
import { KeyIcon, PlusIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { useFormat } from '../ui/format.ts'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { KeyDialog } from './key-dialog.tsx'
import { type ApiKey, keysQuery } from './queries.ts'

/** What integrations sign in with. */
export function KeyList() {
  const { t } = useTranslation(['people', 'shell', 'ui'])
  const format = useFormat()
  const keys = useQuery(keysQuery)
  const [adding, setAdding] = useState(false)
  const [revoked, setRevoked] = useState<ApiKey>()
  return (
    <Stack>
      <Group justify="space-between" align="flex-start">
        <Text size="sm" c="dimmed" maw={640}>
          {t('keys.help')}
        </Text>
        <Button flex="none" leftSection={<PlusIcon aria-hidden />} onClick={() => setAdding(true)}>
          {t('ui:add')}
        </Button>
      </Group>
      {keys.error ? (
        <ErrorState error={keys.error} onRetry={keys.refetch} />
      ) : keys.data?.length === 0 ? (
        <EmptyState icon={KeyIcon} title={t('keys.none')}>
          {t('keys.noneText')}
        </EmptyState>
      ) : (
        <DataTable
          label={t('tab.keys')}
          cards="roomy"
          rows={keys.data}
          rowKey={({ id }) => id}
          columns={[
            {
              key: 'name',
              header: t('column.name'),
              cell: ({ name, hint }) => (
                <Stack gap={2} align="flex-start">
                  <Text size="sm" fw={550}>
                    {name}
                  </Text>
                  <Code>{`…${hint}`}</Code>
                </Stack>
              ),
            },
            {
              key: 'user',
              header: t('column.actsAs'),
              cell: ({ user, role }) => (
                <Stack gap={0}>
                  <Text size="sm">{user.name}</Text>
                  <Text size="xs" c="dimmed">
                    {t('keys.atMost', { role: t(`shell:user.role.${role}`) })}
                  </Text>
                </Stack>
              ),
            },
            {
              key: 'used',
              header: t('column.lastUsed'),
              wide: true,
              cell: ({ lastUsedAt }) =>
                lastUsedAt ? (
                  <span title={format.time(lastUsedAt)}>{format.ago(lastUsedAt)}</span>
                ) : (
                  t('keys.neverUsed')
                ),
            },
            {
              key: 'expires',
              header: t('column.expires'),
              wide: true,
              cell: ({ expiresAt }) => (expiresAt ? format.time(expiresAt) : t('keys.noEnd')),
            },
            { key: 'state', header: t('column.state'), cell: (key) => <State apiKey={key} /> },
            {
              key: 'actions',
              header: '',
              align: 'right',
              cell: (key) =>
                key.revokedAt === null && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={t('keys.revoke', { name: key.name })}
                    onClick={() => setRevoked(key)}
                  >
                    {t('keys.revokeShort')}
                  </Button>
                ),
            },
          ]}
        />
      )}
      {adding && <KeyDialog onClose={() => setAdding(false)} />}
      {revoked && <Revoke apiKey={revoked} onClose={() => setRevoked(undefined)} />}
    </Stack>
  )
}

function State({ apiKey }: { readonly apiKey: ApiKey }) {
  const { t } = useTranslation('people')
  const over = apiKey.expiresAt !== null && Date.parse(apiKey.expiresAt) < Date.now()
  const state = apiKey.revokedAt
    ? 'revoked'
    : over
      ? 'over'
      : apiKey.user.disabled
        ? 'userDisabled'
        : 'active'
  return (
    <Badge color={state === 'active' ? 'teal' : 'gray'} variant="light" tt="none">
      {t(`keyState.${state}`)}
    </Badge>
  )
}

function Revoke({ apiKey, onClose }: { readonly apiKey: ApiKey; readonly onClose: () => void }) {
  const { t } = useTranslation('people')
  const queries = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => api('DELETE /api-keys/{id}', { params: { id: apiKey.id } }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['apiKeys'] })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      opened
      danger
      title={t('keys.revoke', { name: apiKey.name })}
      confirm={t('keys.revokeShort')}
      busy={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      onCancel={onClose}
    >
      <Text>{t('keys.revokeText')}</Text>
      {revoke.error && <ErrorState error={revoke.error} />}
    </ConfirmDialog>
  )
}
