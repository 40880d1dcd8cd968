import { Button, Group, NumberInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { notifyDone, notifyError } from '../ui/notify.tsx'
import { protectionQuery } from './queries.ts'

/** Most calls a minute to the ERP of this connection; empty: no limit. */
export function CallLimit({ connectionId }: { readonly connectionId: number }) {
  const { t } = useTranslation(['sync', 'ui'])
  const client = useQueryClient()
  const { data } = useQuery(protectionQuery(connectionId))
  const [typed, setTyped] = useState<string | number>()
  const stored = data?.callsPerMinute ?? ''
  const value = typed ?? stored
  const save = useMutation({
    mutationFn: () =>
      api('PUT /connections/{id}/call-limit', {
        params: { id: connectionId },
        json: { callsPerMinute: value === '' ? null : Number(value) },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['protection', connectionId] })
      setTyped(undefined)
      notifyDone(t('protection.callsSaved'))
    },
    onError: notifyError,
  })
  return (
    <Group gap="xs" align="flex-end">
      <NumberInput
        label={t('protection.callsLabel')}
        placeholder={t('protection.callsNone')}
        w={170}
        min={1}
        max={60_000}
        allowDecimal={false}
        hideControls
        value={value}
        onChange={setTyped}
      />
      {String(value) !== String(stored) && (
        <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
          {t('ui:save')}
        </Button>
      )}
    </Group>
  )
}
