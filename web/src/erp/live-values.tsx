import { Button, Group, Paper, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client.ts'
import { useFormat } from '../ui/format.ts'
import { Highlight } from '../ui/highlight.tsx'
import { ErrorState } from '../ui/states.tsx'
import classes from './erp.module.css'
import { lastValuesQuery, liveValuesQuery } from './queries.ts'
import { Waiting } from './waiting.tsx'

interface LiveValuesProps {
  readonly linkId: number
  /** What the ERP connection is called. */
  readonly name: string
  /** What is said of the connection already: not said twice. */
  readonly known: string | undefined
}

/** The "show in ERP tab" values, as the ERP has them now; or as it told them last, while it does not answer. */
export function LiveValues({ linkId, name, known }: LiveValuesProps) {
  const { t } = useTranslation(['erp', 'ui'])
  const format = useFormat()
  const live = useLive(linkId)
  const { data, error, old } = live
  if (data?.fields.length === 0 && !old && !error) return null
  return (
    <Paper bg="light-dark(var(--mantine-color-gray-0), var(--mantine-color-dark-6))" p="md">
      <Stack gap="sm">
        <Group justify="space-between">
          <Text fw={600} size="sm">
            {t(old ? 'live.before' : 'live.title')}
          </Text>
          {data && (
            <Text size="xs" c="dimmed" title={format.time(data.readAt)}>
              {old
                ? t('live.lastKnown', { time: format.time(data.readAt) })
                : t('live.readAt', { when: format.ago(data.readAt) })}
            </Text>
          )}
        </Group>
        <Answer live={live} name={name} known={known} />
        {data && (
          <dl className={classes.live}>
            {data.fields.map(({ key, label, type, value, text }) => (
              <Value
                key={key}
                label={label}
                text={type === 'datetime' && typeof value === 'string' ? format.time(value) : text}
              />
            ))}
          </dl>
        )}
      </Stack>
    </Paper>
  )
}

interface AnswerProps {
  readonly live: ReturnType<typeof useLive>
  readonly name: string
  readonly known: string | undefined
}

/** What is to be said of the ERP that is asked: that it is waited for, or why it did not answer. */
function Answer({ live, name, known }: AnswerProps) {
  const { t } = useTranslation('erp')
  const { data, error, isFetching, problem, retry } = live
  if (isFetching) {
    return (
      <>
        {!data && (
          <Stack gap={8} role="status" aria-label={t('live.loading')}>
            <Skeleton height={12} width="40%" />
            <Skeleton height={12} width="55%" />
          </Stack>
        )}
        <Waiting name={name} onStop={live.stop} />
      </>
    )
  }
  if (live.stopped) return <Away text={t('waiting.stopped', { name })} onRetry={retry} />
  if (error instanceof ApiError && error.problem.title === known)
    return <Away text={t('live.away')} onRetry={retry} />
  if (error) return <ErrorState error={error} onRetry={retry} />
  if (!problem) return null
  const why = problem.title === known ? '' : `${problem.title} `
  return <Away text={why + t('live.kept')} onRetry={retry} />
}

function useLive(linkId: number) {
  const queries = useQueryClient()
  const query = liveValuesQuery(linkId)
  const { data: told, error, isPending, isFetching, refetch } = useQuery(query)
  const last = useQuery(lastValuesQuery(linkId)).data
  const data = told ?? last ?? undefined
  return {
    ...{ data, error, isFetching, problem: told?.problem },
    /** These are not the values of now. */
    old: data !== undefined && (!told || error !== null || told.problem !== null),
    retry: () => void refetch(),
    stop: () => void queries.cancelQueries({ queryKey: query.queryKey }),
    /** Somebody did not wait for the answer. */
    stopped: isPending && !isFetching,
  }
}

function Away({ text, onRetry }: { readonly text: string; readonly onRetry: () => void }) {
  const { t } = useTranslation('ui')
  return (
    <Group gap="sm" role="status">
      <Text size="sm">{text}</Text>
      <Button size="xs" variant="default" onClick={onRetry}>
        {t('retry')}
      </Button>
    </Group>
  )
}

function Value({ label, text }: { readonly label: string; readonly text: string }) {
  const { t } = useTranslation('erp')
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <Highlight value={text}>{text || t('blank')}</Highlight>
      </dd>
    </>
  )
}
