import {
  Alert,
  Button,
  Center,
  Code,
  Collapse,
  Group,
  Loader,
  Stack,
  Text,
  ThemeIcon,
  Title,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type Icon, WarningCircleIcon } from '@phosphor-icons/react'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client.ts'
import { reachOf } from '../api/reachability.ts'

// After this somebody begins to wonder whether anything happens at all.
const longMs = 3_000

/** Something is on its way; says so in words when it takes long. */
export function Loading() {
  const { t } = useTranslation('ui')
  const [long, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), longMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <Center mih={240}>
      <Stack align="center" gap="sm" role="status" aria-label={t('loading')}>
        <Loader aria-hidden />
        {long && (
          <Text size="sm" c="dimmed">
            {t('loading.long')}
          </Text>
        )}
      </Stack>
    </Center>
  )
}

interface EmptyStateProps {
  readonly icon: Icon
  readonly title: string
  readonly children: ReactNode
  readonly action?: ReactNode
}

/** Nothing here, and what to do about it. */
export function EmptyState({ icon: Picture, title, children, action }: EmptyStateProps) {
  return (
    <Center mih={260} p="lg">
      <Stack align="center" gap="sm" maw={440} ta="center">
        <ThemeIcon size={56} radius="xl" variant="light">
          <Picture size={28} aria-hidden />
        </ThemeIcon>
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text c="dimmed">{children}</Text>
        {action}
      </Stack>
    </Center>
  )
}

/** Says what went wrong in a sentence; what the operator needs is one click away. */
export function ErrorState(props: ErrorStateProps) {
  // An ended session is dealt with once, over the whole screen.
  return reachOf(props.error) === 'signedOut' ? null : <ErrorAlert {...props} />
}

interface ErrorStateProps {
  readonly error: unknown
  readonly onRetry?: () => void
}

function ErrorAlert({ error, onRetry }: ErrorStateProps) {
  const { t } = useTranslation('ui')
  const [opened, details] = useDisclosure()
  const more = detailsOf(error)
  return (
    <Alert color="red" icon={<WarningCircleIcon aria-hidden />} title={useErrorText(error)} role="alert">
      <Stack gap="sm" align="flex-start">
        {error instanceof ApiError && <Faults error={error} />}
        <Group gap="xs">
          {onRetry && (
            <Button size="xs" variant="default" onClick={onRetry}>
              {t('retry')}
            </Button>
          )}
          {more && (
            <Button size="xs" variant="subtle" color="gray" onClick={details.toggle} aria-expanded={opened}>
              {t('technicalDetail')}
            </Button>
          )}
        </Group>
        <Collapse expanded={opened}>
          <Code block>{more}</Code>
        </Collapse>
      </Stack>
    </Alert>
  )
}

function Faults({ error }: { readonly error: ApiError }) {
  return error.problem.faults.map((fault) => (
    <Text key={`${fault.code} ${fault.at}`} size="sm">
      {fault.title}
    </Text>
  ))
}

/** The sentence for an error: the server's own where it gave one. */
export function useErrorText(error: unknown): string {
  const { t } = useTranslation('ui')
  if (!(error instanceof ApiError)) return t('error.unexpected')
  if (error.problem.code === 'offline') return t('error.offline')
  return error.problem.title || t('error.unreadable')
}

function detailsOf(error: unknown): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error)
  const { code, status, detail, requestId } = error.problem
  return [status > 0 && `${status} ${code}`, detail, requestId && `Request-Id: ${requestId}`]
    .filter(Boolean)
    .join('\n')
}
