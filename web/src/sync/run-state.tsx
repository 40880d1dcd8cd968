import { Badge, Group, Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import type { Run } from './monitor-queries.ts'

const colours = { queued: 'gray', running: 'blue', done: 'teal', failed: 'red', stopped: 'amber' } as const

/** How a run fares: its state, how far it is, what went wrong. */
export function RunState({ run }: { readonly run: Run }) {
  const { t } = useTranslation('sync')
  return (
    <Stack gap={4}>
      <Group gap={6} wrap="nowrap">
        <Badge variant="light" color={colours[run.state]} tt="none" miw="max-content">
          {t(`runs.state.${run.state}`)}
        </Badge>
        {run.problem && (
          <Text size="xs" c="dimmed" truncate maw={180} title={run.problem.title}>
            {run.problem.title}
          </Text>
        )}
      </Group>
      {run.state === 'running' && <RunProgress run={run} />}
    </Stack>
  )
}

/** How far a run is, where it is known how far there is to go; else how much it has read. */
export function RunProgress({ run }: { readonly run: Run }) {
  const { t } = useTranslation('monitor')
  const { number } = useFormat()
  const { expected, processed, read } = run
  if (expected === null) {
    return (
      <Text size="xs" c="dimmed">
        {t('runs.readSoFar', { count: number(read) })}
      </Text>
    )
  }
  const done = expected === 0 ? 100 : Math.min(100, (processed / expected) * 100)
  return (
    <Stack gap={2}>
      <Progress value={done} size="sm" miw={120} aria-label={t('runs.progress')} />
      <Text size="xs" c="dimmed">
        {t('runs.processed', { processed: number(processed), expected: number(expected) })}
      </Text>
    </Stack>
  )
}

export function RunDuration({ ms }: { readonly ms: number }) {
  const { t } = useTranslation('monitor')
  const { number } = useFormat()
  const seconds = ms / 1000
  if (seconds < 0.1) return t('duration.short')
  if (seconds < 60) return t('duration.seconds', { seconds: number(seconds.toFixed(seconds < 10 ? 1 : 0)) })
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)]
  if (hours === 0) return t('duration.minutes', { minutes, seconds: Math.floor(seconds % 60) })
  return t('duration.hours', { hours, minutes: minutes % 60 })
}
