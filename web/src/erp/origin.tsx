import { ActionIcon, Button, Popover, Stack, Text } from '@mantine/core'
import { InfoIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { ErrorState, Loading } from '../ui/states.tsx'
import type { RecordRef } from './queries.ts'
import { UndoValueDialog } from './undo-value.tsx'

interface OriginProps {
  readonly record: RecordRef
  readonly field: { readonly crmField: string; readonly crmLabel: string }
}

/** Waar komt dit vandaan? Who or what gave a field its value, and what decides it now. */
export function Origin({ record, field }: OriginProps) {
  const { t } = useTranslation('erp')
  const [opened, setOpened] = useState(false)
  const [undoing, setUndoing] = useState<OriginAnswer>()
  return (
    <>
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
          {opened && (
            <Answered
              record={record}
              crmField={field.crmField}
              onUndo={(origin) => {
                setOpened(false)
                setUndoing(origin)
              }}
            />
          )}
        </Popover.Dropdown>
      </Popover>
      {undoing?.moved && undoing.runId !== null && (
        <UndoValueDialog
          value={{
            ...{ ...undoing.moved, runId: undoing.runId, direction: 'toCrm', record: '' },
            ...{ field: field.crmLabel, oldText: undoing.oldText ?? '' },
          }}
          onClose={() => setUndoing(undefined)}
        />
      )}
    </>
  )
}

interface AnsweredProps {
  readonly record: RecordRef
  readonly crmField: string
  readonly onUndo: (origin: OriginAnswer) => void
}

function Answered({ record, crmField, onUndo }: AnsweredProps) {
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
  return origin.data ? <Told origin={origin.data} onUndo={() => onUndo(origin.data)} /> : <Loading />
}

type OriginAnswer = Answer<'GET /records/{recordType}/{id}/fields/{field}/origin'>

function Told({ origin, onUndo }: { readonly origin: OriginAnswer; readonly onUndo: () => void }) {
  const { t } = useTranslation('erp')
  const format = useFormat()
  const { user } = useSession()
  const { title, at, oldText, runId, governedBy, moved } = origin
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
      {moved && user.role !== 'readOnly' && (
        <Button size="compact-xs" variant="default" onClick={onUndo} style={{ alignSelf: 'flex-start' }}>
          {t('undo.open')}
        </Button>
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
