import { Alert, Stack, Text } from '@mantine/core'
import { ClockIcon, HandPalmIcon, ScalesIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { ErrorState } from '../ui/states.tsx'
import { ProtectionAnswer } from './protection-answer.tsx'
import { type Connection, type Protection, protectionQuery } from './queries.ts'
import { SuspectList } from './suspect-list.tsx'

/** Why the selected connection waits or asks, in words, with what to do; nothing when all is well. */
export function ProtectionPanel({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('sync')
  const { data, error, refetch } = useQuery(protectionQuery(connection.id))
  if (error) return <ErrorState error={error} onRetry={refetch} />
  if (!data) return null
  const { asks, comparing, suspects, clockAheadSeconds } = data
  return (
    <Stack gap="sm">
      <Waiting protection={data} />
      {clockAheadSeconds !== null && (
        <Alert color="amber" icon={<ClockIcon aria-hidden />}>
          {t('protection.clock', { minutes: Math.round(clockAheadSeconds / 60) })}
        </Alert>
      )}
      {comparing && asks === null && (
        <Alert color="blue" icon={<ScalesIcon aria-hidden />} title={t('protection.compare.title')}>
          <Text size="sm">
            {t(`protection.${comparing.reason}`)}. {t('protection.comparing', comparing)}
          </Text>
        </Alert>
      )}
      {asks !== null && (
        <Alert
          color="red"
          icon={<HandPalmIcon aria-hidden />}
          title={t(asks === 'breaker' ? 'protection.stopped' : 'protection.compared')}
        >
          <Stack gap="sm">
            {connection.problem && <Text size="sm">{connection.problem.title}</Text>}
            <ProtectionAnswer connection={connection} asks={asks} links={suspects.total} />
          </Stack>
        </Alert>
      )}
      {asks !== null && suspects.total > 0 && <SuspectList connectionId={connection.id} asks={asks} />}
    </Stack>
  )
}

function Waiting({ protection }: { readonly protection: Protection }) {
  const { t } = useTranslation('sync')
  const format = useFormat()
  const { quietUntil, quietAskedSeconds, nextTryAt } = protection
  if (quietUntil === null && nextTryAt === null) return null
  const asked = quietAskedSeconds ?? 0
  return (
    <Alert color="amber" icon={<ClockIcon aria-hidden />}>
      {quietUntil === null
        ? t('protection.retry', { time: format.time(nextTryAt ?? '') })
        : asked > 900
          ? t('protection.quietCapped', { asked: Math.round(asked / 60), time: format.time(quietUntil) })
          : t('protection.quiet', { time: format.time(quietUntil) })}
    </Alert>
  )
}
