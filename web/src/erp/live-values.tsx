import { Button, Group, Paper, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client.ts'
import { useFormat } from '../ui/format.ts'
import { Highlight } from '../ui/highlight.tsx'
import { ErrorState } from '../ui/states.tsx'
import classes from './erp.module.css'
import { liveValuesQuery } from './queries.ts'

interface LiveValuesProps {
  readonly linkId: number
  /** What is said of the connection already: not said twice. */
  readonly known: string | undefined
}

/** The "show in ERP tab" values, as the ERP has them now. */
export function LiveValues({ linkId, known }: LiveValuesProps) {
  const { t } = useTranslation(['erp', 'ui'])
  const format = useFormat()
  const { data, error, isPending, refetch } = useQuery(liveValuesQuery(linkId))
  if (data?.fields.length === 0 && !error) return null
  return (
    <Paper bg="light-dark(var(--mantine-color-gray-0), var(--mantine-color-dark-6))" p="md">
      <Stack gap="sm">
        <Group justify="space-between">
          <Text fw={600} size="sm">
            {t('live.title')}
          </Text>
          {data && (
            <Text size="xs" c="dimmed" title={format.time(data.readAt)}>
              {error
                ? t('live.lastKnown', { time: format.time(data.readAt) })
                : t('live.readAt', { when: format.ago(data.readAt) })}
            </Text>
          )}
        </Group>
        {isPending && (
          <Stack gap={8} role="status" aria-label={t('live.loading')}>
            <Skeleton height={12} width="40%" />
            <Skeleton height={12} width="55%" />
          </Stack>
        )}
        {error &&
          (error instanceof ApiError && error.problem.title === known ? (
            <Group gap="sm">
              <Text size="sm">{t('live.away')}</Text>
              <Button size="xs" variant="default" onClick={() => void refetch()}>
                {t('ui:retry')}
              </Button>
            </Group>
          ) : (
            <ErrorState error={error} onRetry={refetch} />
          ))}
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
