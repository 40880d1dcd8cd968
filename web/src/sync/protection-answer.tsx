import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { notifyDone, notifyError } from '../ui/notify.tsx'
import type { Connection } from './queries.ts'

interface ProtectionAnswerProps {
  readonly connection: Connection
  readonly asks: 'breaker' | 'compareFirst'
  readonly links: number
}

/** Opnieuw kijken, or: Het klopt, ga door. */
export function ProtectionAnswer({ connection, asks, links }: ProtectionAnswerProps) {
  const { t } = useTranslation('sync')
  const { crmName } = useSession()
  const client = useQueryClient()
  const [answering, setAnswering] = useState<'erp' | 'rules'>()
  const fresh = () =>
    client.invalidateQueries({
      predicate: ({ queryKey: [area] }) => ['connections', 'protection', 'suspects'].includes(String(area)),
    })
  const look = useMutation({
    mutationFn: () => api('POST /connections/{id}/passes', { params: { id: connection.id } }),
    onSuccess: () => notifyDone(t('protection.looking')),
    onError: notifyError,
  })
  const confirm = useMutation({
    mutationFn: (stands: 'erp' | 'rules') =>
      api('PUT /connections/{id}/confirmation', { params: { id: connection.id }, json: { stands } }),
    onSuccess: async () => {
      setAnswering(undefined)
      notifyDone(t('protection.confirmed'))
      await fresh()
    },
    onError: notifyError,
  })
  const answers =
    asks === 'breaker'
      ? ([['rules', t('protection.confirm')]] as const)
      : ([
          ['erp', t('protection.confirmErp')],
          ['rules', t('protection.confirmRules')],
        ] as const)
  const label = answers.find(([stands]) => stands === answering)?.[1] ?? t('protection.confirm')
  const meant = asks === 'breaker' ? asks : (answering ?? 'rules')
  return (
    <Stack gap="xs">
      <Text size="sm">{t(`protection.hint.${asks}`)}</Text>
      <Group gap="xs">
        <Button variant="default" loading={look.isPending} onClick={() => look.mutate()}>
          {t('protection.lookAgain')}
        </Button>
        {answers.map(([stands, label]) => (
          <Button key={stands} variant="default" c="red.9" onClick={() => setAnswering(stands)}>
            {label}
          </Button>
        ))}
      </Group>
      <ConfirmDialog
        opened={answering !== undefined}
        title={label}
        confirm={label}
        danger
        busy={confirm.isPending}
        onConfirm={() => answering && confirm.mutate(answering)}
        onCancel={() => setAnswering(undefined)}
      >
        {t(`protection.means.${meant}`, { count: links, crm: crmName })}
      </ConfirmDialog>
    </Stack>
  )
}
