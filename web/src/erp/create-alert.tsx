import { Alert, Button, Group, Radio, Stack, Text } from '@mantine/core'
import { HourglassIcon, WarningIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { ErrorState } from '../ui/states.tsx'
import { type CreateIntent, createIntentsQuery } from './create-queries.ts'
import type { RecordRef } from './queries.ts'

interface CreateAlertProps {
  readonly record: RecordRef
  readonly connectionId: number
  readonly linked: boolean
  readonly canEdit: boolean
}

/** What is being made in the ERP from this record, or could not be; nothing when all is well. */
export function CreateAlert({ record, connectionId, linked, canEdit }: CreateAlertProps) {
  const { data } = useQuery(createIntentsQuery(record))
  const intent = data?.rows.find(({ connection }) => connection.id === connectionId)
  if (!intent || linked) return null
  if (intent.state === 'unknown') return <Doubt intent={intent} record={record} canEdit={canEdit} />
  if (intent.state === 'planned' || intent.state === 'sent') {
    return <UnderWay intent={intent} record={record} canEdit={canEdit} />
  }
  if (intent.problem === null || intent.state === 'cancelled') return null
  return <NotMade intent={intent} />
}

interface IntentProps {
  readonly intent: CreateIntent
  readonly record: RecordRef
  readonly canEdit: boolean
}

function UnderWay({ intent, record, canEdit }: IntentProps) {
  const { t } = useTranslation('erp')
  const { look, callOff, busy, error } = useActions(intent, record)
  return (
    <Alert color="blue" role="status" icon={<HourglassIcon aria-hidden />} title={t('create.underWay')}>
      <Stack gap="sm" align="flex-start">
        {intent.problem && <Text size="sm">{intent.problem.title}</Text>}
        {canEdit && (
          <Group gap="xs">
            <Button size="xs" variant="default" loading={busy} onClick={() => look.mutate()}>
              {t('create.look')}
            </Button>
            {intent.state === 'planned' && (
              <Button size="xs" variant="subtle" disabled={busy} onClick={() => callOff.mutate()}>
                {t('create.callOff')}
              </Button>
            )}
          </Group>
        )}
        {error && <ErrorState error={error} />}
      </Stack>
    </Alert>
  )
}

/** Nobody can be sure: somebody chooses what was found, has it made again, or leaves it. */
function Doubt({ intent, record, canEdit }: IntentProps) {
  const { t } = useTranslation('erp')
  const { look, decide, busy, error } = useActions(intent, record)
  const [chosen, setChosen] = useState<string | null>(null)
  const { candidates, problem } = intent
  return (
    <Alert color="amber" icon={<WarningIcon aria-hidden />} title={problem?.title}>
      <Stack gap="sm" align="flex-start">
        {candidates.length > 0 && (
          <Radio.Group value={chosen} onChange={setChosen} label={t('create.candidates')} readOnly={!canEdit}>
            <Stack gap="xs" mt="xs">
              {candidates.map(({ key, title, same, fields }) => (
                <Radio
                  key={key}
                  value={key}
                  label={`${title} (${key})`}
                  description={[
                    ...(same ? [t('create.same')] : []),
                    ...fields.map((field) => `${field.label}: ${field.text}`),
                  ].join(' · ')}
                />
              ))}
            </Stack>
          </Radio.Group>
        )}
        {canEdit && (
          <Group gap="xs">
            {candidates.length > 0 && (
              <Button
                size="xs"
                disabled={chosen === null || busy}
                onClick={() => chosen !== null && decide.mutate({ do: 'adopt', actorKey: chosen })}
              >
                {t('create.adopt')}
              </Button>
            )}
            <Button size="xs" variant="default" disabled={busy} onClick={() => look.mutate()}>
              {t('create.look')}
            </Button>
            <Button
              size="xs"
              variant="default"
              disabled={busy}
              onClick={() => decide.mutate({ do: 'createAnyway' })}
            >
              {t('create.anyway')}
            </Button>
            <Button
              size="xs"
              variant="subtle"
              disabled={busy}
              onClick={() => decide.mutate({ do: 'giveUp' })}
            >
              {t('create.giveUp')}
            </Button>
          </Group>
        )}
        {error && <ErrorState error={error} />}
      </Stack>
    </Alert>
  )
}

function NotMade({ intent: { state, problem } }: { readonly intent: CreateIntent }) {
  const { t } = useTranslation('erp')
  const title = t(state === 'refused' ? 'create.refused' : 'create.notLinked')
  return (
    <Alert color="amber" icon={<WarningIcon aria-hidden />} title={title}>
      {problem?.title}
    </Alert>
  )
}

type Decision = { do: 'adopt'; actorKey: string } | { do: 'createAnyway' } | { do: 'giveUp' }

function useActions({ id }: CreateIntent, { recordType, recordId }: RecordRef) {
  const queries = useQueryClient()
  const onSettled = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['erpTab', recordType, recordId] }),
      queries.invalidateQueries({ queryKey: ['records', recordType, recordId] }),
    ])
  const look = useMutation({
    mutationFn: () => api('POST /create-intents/{id}/looks', { params: { id } }),
    onSettled,
  })
  const callOff = useMutation({
    mutationFn: () => api('DELETE /create-intents/{id}', { params: { id } }),
    onSettled,
  })
  const decide = useMutation({
    mutationFn: (json: Decision) => api('PUT /create-intents/{id}/decision', { params: { id }, json }),
    onSettled,
  })
  const all = [look, callOff, decide]
  return {
    look,
    callOff,
    decide,
    busy: all.some(({ isPending }) => isPending),
    error: all.find(({ error }) => error)?.error ?? null,
  }
}
