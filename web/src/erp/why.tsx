import { Alert, Badge, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { CheckCircleIcon, QuestionIcon, WarningIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Answer, api } from '../api/client.ts'
import { useFormat } from '../ui/format.ts'
import { ErrorState, Loading } from '../ui/states.tsx'

type Finding = Answer<'GET /links/{id}/why'>['answer']

interface WhyProps {
  readonly linkId: number
  /** What the record is called. */
  readonly title: string
}

/** Waarom? One answer in words: what stops this record, and what somebody can do about it. */
export function Why({ linkId, title }: WhyProps) {
  const { t } = useTranslation(['erp', 'ui'])
  const [opened, dialog] = useDisclosure()
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<QuestionIcon aria-hidden />}
        onClick={dialog.open}
        aria-label={t('why.openFor', { title })}
      >
        {t('why.open')}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        size="lg"
        title={t('why.title', { title })}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
      >
        {opened && <Answers linkId={linkId} />}
      </Modal>
    </>
  )
}

function Answers({ linkId }: { readonly linkId: number }) {
  const { t } = useTranslation('erp')
  const why = useQuery({
    queryKey: ['why', linkId],
    queryFn: ({ signal }) => api('GET /links/{id}/why', { params: { id: linkId }, signal }),
    gcTime: 0,
  })
  if (why.error) return <ErrorState error={why.error} onRetry={why.refetch} />
  if (!why.data) return <Loading />
  const { answer, also, state } = why.data
  const well = answer.code === 'inSync'
  return (
    <Stack>
      <Alert
        role="status"
        color={well ? 'teal' : state === 'failed' ? 'red' : state === 'waiting' ? 'blue' : 'amber'}
        icon={well ? <CheckCircleIcon aria-hidden /> : <WarningIcon aria-hidden />}
        title={answer.title}
      >
        <Facts finding={answer} />
      </Alert>
      {also.length > 0 && (
        <>
          <Text size="sm" fw={600}>
            {t('why.also')}
          </Text>
          <Stack gap="sm" component="ul" m={0} pl="md">
            {also.map((finding) => (
              <li key={`${finding.code} ${finding.crmField?.key ?? ''}`}>
                <Text size="sm">{finding.title}</Text>
                <Facts finding={finding} />
              </li>
            ))}
          </Stack>
        </>
      )}
    </Stack>
  )
}

function Facts({ finding }: { readonly finding: Finding }) {
  const { t } = useTranslation('erp')
  const format = useFormat()
  const { todo, since, nextTryAt, detail } = finding
  return (
    <Stack gap={4} align="flex-start">
      {todo && <Text size="sm">{todo}</Text>}
      {(since || nextTryAt) && (
        <Group gap="xs">
          {since && (
            <Badge variant="default" tt="none" fw={400}>
              {t('why.since', { time: format.time(since) })}
            </Badge>
          )}
          {nextTryAt && (
            <Badge variant="default" tt="none" fw={400}>
              {t('why.nextTry', { time: format.time(nextTryAt) })}
            </Badge>
          )}
        </Group>
      )}
      {detail && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {detail}
        </Text>
      )}
    </Stack>
  )
}
