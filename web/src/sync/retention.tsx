import { Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { HourglassIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api } from '../api/client.ts'
import { notifyDone } from '../ui/notify.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { retentionQuery } from './monitor-queries.ts'

/** How long history is kept. */
export function Retention() {
  const { t } = useTranslation(['monitor', 'ui'])
  const [opened, dialog] = useDisclosure()
  return (
    <>
      <Button size="xs" variant="default" leftSection={<HourglassIcon aria-hidden />} onClick={dialog.open}>
        {t('retention.open')}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t('retention.title')}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
      >
        <RetentionForm onClose={dialog.close} />
      </Modal>
    </>
  )
}

function RetentionForm({ onClose }: { readonly onClose: () => void }) {
  const stored = useQuery(retentionQuery)
  if (stored.error) return <ErrorState error={stored.error} onRetry={stored.refetch} />
  return stored.data ? <Fields stored={stored.data} onClose={onClose} /> : <Loading />
}

interface FieldsProps {
  readonly stored: Answer<'GET /engine/retention'>
  readonly onClose: () => void
}

const names = ['runDays', 'logDays'] as const

function Fields({ stored, onClose }: FieldsProps) {
  const { t } = useTranslation(['monitor', 'ui'])
  const queries = useQueryClient()
  const [days, setDays] = useState<Record<(typeof names)[number], number | string>>(stored)
  const fits = names.every((name) => Number(days[name]) >= 1)
  const save = useMutation({
    mutationFn: () =>
      api('PUT /engine/retention', {
        json: { runDays: Number(days.runDays), logDays: Number(days.logDays) },
      }),
    onSuccess: (saved) => {
      queries.setQueryData(retentionQuery.queryKey, saved)
      notifyDone(t('retention.saved'))
      onClose()
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('retention.text')}
        </Text>
        {names.map((name) => (
          <NumberInput
            key={name}
            label={t(`retention.${name}`)}
            suffix={` ${t('retention.days')}`}
            min={1}
            max={3650}
            allowDecimal={false}
            value={days[name]}
            onChange={(value) => setDays({ ...days, [name]: value })}
          />
        ))}
        {save.error && <ErrorState error={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button type="submit" disabled={!fits} loading={save.isPending}>
            {t('ui:save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
