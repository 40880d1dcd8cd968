import { Alert, Badge, Button, Group, Paper, Progress, Stack, Text } from '@mantine/core'
import { WarningCircleIcon } from '@phosphor-icons/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client.ts'
import { useFormat } from '../../ui/format.ts'
import { notifyError } from '../../ui/notify.tsx'
import { type Import, isBusy } from './queries.ts'

/** What is under way and how far it is, or why the last work failed. */
export function WorkProgress({ one }: { readonly one: Import }) {
  const { t } = useTranslation(['import', 'longWork'])
  const { number } = useFormat()
  const { work } = one
  if (!work) return null
  const busy = isBusy(one)
  const { processed, expected, problem } = work
  if (!busy) {
    if (!problem) return null
    return (
      <Alert color="red" icon={<WarningCircleIcon aria-hidden />} title={t(`failed.${work.of}`)} role="alert">
        {problem.title}
      </Alert>
    )
  }
  const share = expected > 0 ? Math.min(100, (processed / expected) * 100) : 100
  const far =
    expected > 0
      ? t('longWork:processed', { processed: number(processed), expected: number(expected) })
      : t('soFar', { n: number(processed) })
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <Group justify="space-between">
          <Group gap="xs" role="status">
            <Badge variant="light" color="blue" tt="none">
              {work.cancelling ? t('longWork:cancelling') : t(`busy.${work.of}`)}
            </Badge>
            <Text size="sm">{far}</Text>
          </Group>
          {(work.of === 'collection' || work.of === 'preview') && (
            <CancelWork id={one.id} asked={work.cancelling} />
          )}
        </Group>
        <Progress.Root size="lg">
          <Progress.Section
            value={share}
            striped
            animated
            aria-label={t('longWork:progress')}
            aria-valuetext={far}
          />
        </Progress.Root>
        {problem && (
          <Text size="sm" c="dimmed">
            {problem.title}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {t('leave')}
        </Text>
      </Stack>
    </Paper>
  )
}

function CancelWork({ id, asked }: { readonly id: number; readonly asked: boolean }) {
  const { t } = useTranslation('longWork')
  const queries = useQueryClient()
  const cancel = useMutation({
    mutationFn: () => api('DELETE /imports/{id}/work', { params: { id } }),
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['imports'] }),
  })
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={cancel.isPending}
      disabled={asked}
      onClick={() => cancel.mutate()}
    >
      {t('cancel')}
    </Button>
  )
}
