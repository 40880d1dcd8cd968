import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { useFormat } from '../ui/format.ts'
import { notifyError } from '../ui/notify.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { browserName } from './browser-name.ts'
import { type OwnSession, ownSessionsQuery } from './queries.ts'

/** Where one is signed in, and the way out. */
export function OwnSessions() {
  const { t } = useTranslation('account')
  const sessions = useQuery(ownSessionsQuery)
  const [asking, setAsking] = useState(false)
  const leave = useMutation({
    mutationFn: () => api('DELETE /session/sessions'),
    onSuccess: () => window.location.assign('/sign-in'),
  })
  if (sessions.error) return <ErrorState error={sessions.error} onRetry={sessions.refetch} />
  if (!sessions.data) return <Loading />
  return (
    <Stack>
      <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
        {sessions.data.map((session) => (
          <Session key={session.id} session={session} />
        ))}
      </Stack>
      <Group>
        <Button variant="default" onClick={() => setAsking(true)}>
          {t('sessions.endAll')}
        </Button>
      </Group>
      <ConfirmDialog
        opened={asking}
        title={t('sessions.endAll')}
        confirm={t('sessions.endAll')}
        busy={leave.isPending}
        onConfirm={() => leave.mutate()}
        onCancel={() => setAsking(false)}
      >
        <Text>{t('sessions.endAllText')}</Text>
        {leave.error && <ErrorState error={leave.error} />}
      </ConfirmDialog>
    </Stack>
  )
}

function Session({ session }: { readonly session: OwnSession }) {
  const { t } = useTranslation('account')
  const format = useFormat()
  const queries = useQueryClient()
  const end = useMutation({
    mutationFn: () => api('DELETE /session/sessions/{id}', { params: { id: session.id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['ownSessions'] }),
    onError: notifyError,
  })
  const { browser, system } = browserName(session.browser ?? '')
  const name = browser && system ? t('sessions.browserOn', { browser, system }) : t('sessions.unknown')
  return (
    <Group component="li" justify="space-between" wrap="nowrap" gap="sm">
      <Stack gap={0} miw={0}>
        <Group gap="xs">
          <Text size="sm" fw={550} title={session.browser ?? ''}>
            {name}
          </Text>
          {session.current && (
            <Badge color="teal" variant="light" tt="none">
              {t('sessions.current')}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {t('sessions.since', { time: format.time(session.startedAt) })}
          {session.address && ` · ${session.address}`}
        </Text>
      </Stack>
      {!session.current && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('sessions.endOne', { name })}
          loading={end.isPending}
          onClick={() => end.mutate()}
        >
          {t('sessions.end')}
        </Button>
      )}
    </Group>
  )
}
