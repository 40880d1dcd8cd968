import { Alert, Badge, Button, Group, Progress, Stack, Text } from '@mantine/core'
import { HourglassIcon, WarningCircleIcon } from '@phosphor-icons/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { useFormat } from '../ui/format.ts'
import { notifyError } from '../ui/notify.tsx'
import { isOpen, type LongWork } from './long-work-queries.ts'

const colours = { queued: 'gray', running: 'blue', done: 'teal', failed: 'red', stopped: 'amber' } as const

/** How far long work is, why it waits, and a way to end it. */
export function LongWorkProgress({ work }: { readonly work: LongWork }) {
  const { t } = useTranslation(['longWork', 'sync'])
  const { number } = useFormat()
  const { state, expected, processed, cancelling } = work
  const done = expected === 0 ? 100 : Math.min(100, (processed / expected) * 100)
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Group gap="xs" role="status">
          <Badge variant="light" color={colours[state]} tt="none">
            {cancelling ? t('cancelling') : t(`sync:runs.state.${state}`)}
          </Badge>
          <Text size="sm">
            {t('processed', { processed: number(processed), expected: number(expected) })}
          </Text>
        </Group>
        {isOpen(work) && <CancelButton work={work} />}
      </Group>
      <Progress.Root size="lg">
        <Progress.Section
          value={isOpen(work) ? done : 100}
          color={colours[state]}
          striped={isOpen(work)}
          animated={state === 'running'}
          aria-label={t('progress')}
          aria-valuetext={t('processed', { processed: number(processed), expected: number(expected) })}
        />
      </Progress.Root>
      <Trouble work={work} />
    </Stack>
  )
}

function CancelButton({ work }: { readonly work: LongWork }) {
  const { t } = useTranslation('longWork')
  const queries = useQueryClient()
  const cancel = useMutation({
    mutationFn: () => api('DELETE /long-work/{id}', { params: { id: work.id } }),
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['longWork'] }),
  })
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={cancel.isPending}
      disabled={work.cancelling}
      onClick={() => cancel.mutate()}
    >
      {t('cancel')}
    </Button>
  )
}

function Trouble({ work }: { readonly work: LongWork }) {
  const { t } = useTranslation('longWork')
  const { time } = useFormat()
  const { problem, nextTryAt, state } = work
  if (!problem) return null
  const waits = isOpen(work)
  return (
    <Alert
      color={waits ? 'amber' : 'red'}
      icon={waits ? <HourglassIcon aria-hidden /> : <WarningCircleIcon aria-hidden />}
      title={problem.title}
    >
      {state === 'running' && nextTryAt && <Text size="sm">{t('waits', { time: time(nextTryAt) })}</Text>}
    </Alert>
  )
}
