import { Button, Group, NumberInput, Paper, SegmentedControl, Skeleton, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { useFormat } from '../ui/format.ts'
import { notifyDone, notifyError } from '../ui/notify.tsx'
import { ErrorState } from '../ui/states.tsx'
import { type Engine, engineQuery } from './queries.ts'

/** A day, in seconds. */
const longest = 86_400

/** Aan/Uit for the whole engine, and how often it looks for changes. */
export function EngineSwitch() {
  const engine = useQuery(engineQuery)
  if (engine.error) return <ErrorState error={engine.error} onRetry={engine.refetch} />
  if (!engine.data) return <Skeleton height={72} radius="md" />
  return <Switch engine={engine.data} />
}

function Switch({ engine }: { readonly engine: Engine }) {
  const { t } = useTranslation(['sync', 'ui'])
  const queries = useQueryClient()
  const { number } = useFormat()
  const [typed, setTyped] = useState<number | string>()
  const change = useMutation({
    mutationFn: (next: Pick<Engine, 'running' | 'intervalSeconds'>) => api('PUT /engine', { json: next }),
    onSuccess: (saved) => {
      queries.setQueryData(engineQuery.queryKey, saved)
      setTyped(undefined)
      notifyDone(t('engine.saved'))
    },
    onError: notifyError,
  })
  const interval = typed ?? engine.intervalSeconds
  const fits = typeof interval === 'number' && interval >= 1 && interval <= longest
  const changed = fits && interval !== engine.intervalSeconds
  return (
    <Paper withBorder p="md" component="section" aria-label={t('engine.label')}>
      <Group justify="space-between" gap="lg">
        <Group gap="md">
          <Text fw={600} id="engine-label">
            {t('engine.label')}
          </Text>
          <SegmentedControl
            aria-labelledby="engine-label"
            value={engine.running ? 'on' : 'off'}
            color={engine.running ? 'petrol' : 'gray'}
            disabled={change.isPending}
            data={[
              { value: 'on', label: t('engine.on') },
              { value: 'off', label: t('engine.off') },
            ]}
            onChange={(value) =>
              change.mutate({ running: value === 'on', intervalSeconds: engine.intervalSeconds })
            }
          />
          <Text size="sm" c={engine.running && engine.workers === 0 ? 'red.9' : 'dimmed'} role="status">
            {stateOf(engine, t)}
          </Text>
        </Group>
        <Group gap="xs" align="center">
          <Text size="sm" component="label" htmlFor="engine-interval">
            {t('engine.interval')}
          </Text>
          <NumberInput
            id="engine-interval"
            // Room for the sentence that says what is wrong.
            w={fits ? 110 : 260}
            value={interval}
            min={1}
            max={longest}
            clampBehavior="none"
            allowDecimal={false}
            hideControls
            suffix={` ${t('engine.seconds')}`}
            error={fits ? undefined : t('engine.intervalWrong', { most: number(longest) })}
            onChange={setTyped}
          />
          {changed && (
            <Button
              variant="default"
              loading={change.isPending}
              onClick={() => change.mutate({ running: engine.running, intervalSeconds: Number(interval) })}
            >
              {t('ui:save')}
            </Button>
          )}
        </Group>
      </Group>
    </Paper>
  )
}

function stateOf({ running, workers }: Engine, t: ReturnType<typeof useTranslation<['sync', 'ui']>>['t']) {
  if (!running) return t('engine.stopped')
  return workers === 0 ? t('engine.noWorkers') : t('engine.workers', { count: workers })
}
