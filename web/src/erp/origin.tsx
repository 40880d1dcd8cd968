import { ActionIcon, Popover, Stack, Text } from '@mantine/core'
import { InfoIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api } from '../api/client.ts'
import { useFormat } from '../ui/format.ts'
import { ErrorState, Loading } from '../ui/states.tsx'
import type { RecordRef } from './queries.ts'

interface OriginProps {
  readonly record: RecordRef
  readonly field: { readonly crmField: string; readonly crmLabel: string }
}

/** Waar komt dit vandaan? Who or what gave a field its value, and what decides it now. */
export function Origin({ record, field }: OriginProps) {
  const { t } = useTranslation('erp')
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} width={320} withArrow trapFocus position="bottom-start">
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t('origin.open', { field: field.crmLabel })}
          title={t('origin.open', { field: field.crmLabel })}
          onClick={() => setOpened(!opened)}
        >
          <InfoIcon aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('origin.open', { field: field.crmLabel })}>
        {opened && <Answered record={record} crmField={field.crmField} />}
      </Popover.Dropdown>
    </Popover>
  )
}

function Answered({ record, crmField }: { readonly record: RecordRef; readonly crmField: string }) {
  const { recordType, recordId } = record
  const origin = useQuery({
    queryKey: ['origin', recordType, recordId, crmField],
    queryFn: ({ signal }) =>
      api('GET /records/{recordType}/{id}/fields/{field}/origin', {
        params: { recordType, id: recordId, field: crmField },
        signal,
      }),
    gcTime: 0,
  })
  if (origin.error) return <ErrorState error={origin.error} onRetry={origin.refetch} />
  return origin.data ? <Told origin={origin.data} /> : <Loading />
}

type OriginAnswer = Answer<'GET /records/{recordType}/{id}/fields/{field}/origin'>

function Told({ origin }: { readonly origin: OriginAnswer }) {
  const { t } = useTranslation('erp')
  const format = useFormat()
  const { title, at, oldText, runId, governedBy } = origin
  return (
    <Stack gap="xs">
      <Text size="sm" fw={550}>
        {title}
      </Text>
      {at && (
        <Text size="xs" c="dimmed">
          {runId === null ? format.time(at) : t('origin.run', { time: format.time(at), run: runId })}
        </Text>
      )}
      {oldText !== null && (
        <Text size="xs" c="dimmed">
          {t('origin.before', { value: oldText || t('blank') })}
        </Text>
      )}
      {governedBy.map(({ linkId, erpField, connection, title: rule }) => (
        <Text size="xs" key={`${linkId} ${erpField.key}`}>
          {governedBy.length > 1 ? `${connection.name}: ${rule}` : rule}
        </Text>
      ))}
      {governedBy.length === 0 && <Text size="xs">{t('origin.noSync')}</Text>}
    </Stack>
  )
}
