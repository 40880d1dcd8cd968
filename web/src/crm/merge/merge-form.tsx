import { Alert, Button, Group, Paper, Radio, Stack, Text, Title } from '@mantine/core'
import { InfoIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api } from '../../api/client.ts'
import { notifyUndo } from '../../ui/notify.tsx'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { useUndoMerge } from '../bin.tsx'
import type { CrmField, CrmRecord } from '../queries.ts'
import { differing, usualChoice } from './choices.ts'
import { FieldChoices } from './field-choices.tsx'
import { LinkChoices } from './link-choices.tsx'

interface MergeFormProps {
  readonly records: readonly [CrmRecord, CrmRecord]
  readonly fields: readonly CrmField[]
  readonly onBack: () => void
}

/** Which of two records stays, and what of each. */
export function MergeForm({ records, fields, onBack }: MergeFormProps) {
  const [staysId, setStays] = useState(records[0].id)
  const [first, second] = records
  const pair: readonly [CrmRecord, CrmRecord] = staysId === first.id ? [first, second] : [second, first]
  return (
    <Stack>
      <Survivor records={records} value={staysId} onChange={setStays} onBack={onBack} />
      <Choices key={staysId} pair={pair} fields={fields} />
    </Stack>
  )
}

interface SurvivorProps {
  readonly records: readonly [CrmRecord, CrmRecord]
  readonly value: number
  readonly onChange: (id: number) => void
  readonly onBack: () => void
}

function Survivor({ records, value, onChange, onBack }: SurvivorProps) {
  const { t } = useTranslation('crm')
  return (
    <Paper withBorder p="lg">
      <Radio.Group
        label={t('merge.stays')}
        description={t('merge.staysText')}
        value={String(value)}
        onChange={(id) => onChange(Number(id))}
      >
        <Stack gap="xs" mt="sm">
          {records.map((record) => (
            <Radio key={record.id} value={String(record.id)} label={nameOf(record)} />
          ))}
        </Stack>
      </Radio.Group>
      <Button variant="subtle" size="compact-sm" mt="sm" onClick={onBack}>
        {t('merge.another')}
      </Button>
    </Paper>
  )
}

function nameOf({ title, company, fields }: CrmRecord): string {
  const city = fields.postalCity ?? fields.streetCity ?? null
  return [title, company?.name, city, fields.number].filter(Boolean).join(' · ')
}

type Outlook = Answer<'GET /records/{recordType}/{id}/merge/{otherId}'>

interface ChoicesProps {
  readonly pair: readonly [CrmRecord, CrmRecord]
  readonly fields: readonly CrmField[]
}

function Choices({ pair, fields }: ChoicesProps) {
  const { t } = useTranslation('crm')
  const [stays, goes] = pair
  const params = { recordType: stays.recordType, id: stays.id, otherId: goes.id }
  const outlook = useQuery({
    queryKey: ['records', stays.recordType, stays.id, 'merge', goes.id],
    queryFn: ({ signal }) => api('GET /records/{recordType}/{id}/merge/{otherId}', { params, signal }),
  })
  const rows = differing(pair, fields, t('column.company'))
  const [take, setTake] = useState(() => usualChoice(rows))
  const [keep, setKeep] = useState<ReadonlyMap<number, number>>(new Map())
  const merging = useMerge(pair)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    merging.mutate({ take: [...take], keep: [...keep.values()] })
  }
  if (outlook.error) return <ErrorState error={outlook.error} onRetry={outlook.refetch} />
  if (!outlook.data) return <Loading />
  const { clashes } = outlook.data
  const ready = clashes.every(({ connection }) => connection !== null && keep.has(connection.id))
  return (
    <form onSubmit={submit}>
      <Stack>
        <FieldChoices
          pair={pair}
          rows={rows}
          fields={fields}
          take={take}
          onChoose={(key, other) => setTake((old) => chosen(old, key, other))}
        />
        {clashes.length > 0 && (
          <LinkChoices
            pair={pair}
            clashes={clashes}
            keep={keep}
            onKeep={(connectionId, linkId) => setKeep((old) => new Map(old).set(connectionId, linkId))}
          />
        )}
        <WhatHappens outlook={outlook.data} goes={goes} />
        {merging.error && <ErrorState error={merging.error} />}
        <Group justify="flex-end">
          <Button type="submit" disabled={!ready} loading={merging.isPending}>
            {t('merge.do')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function chosen(old: ReadonlySet<string>, key: string, other: boolean): ReadonlySet<string> {
  return new Set(other ? [...old, key] : [...old].filter((one) => one !== key))
}

function WhatHappens({ outlook, goes }: { readonly outlook: Outlook; readonly goes: CrmRecord }) {
  const { t } = useTranslation('crm')
  const { persons, projects, links, clashes } = outlook
  const moving = links - clashes.length
  return (
    <Alert color="blue" icon={<InfoIcon aria-hidden />}>
      <Title order={2} size="h6" mb={4}>
        {t('merge.happens')}
      </Title>
      {persons > 0 && <Text size="sm">{t('merge.persons', { count: persons })}</Text>}
      {projects > 0 && <Text size="sm">{t('merge.projects', { count: projects })}</Text>}
      {moving > 0 && <Text size="sm">{t('merge.links', { count: moving })}</Text>}
      <Text size="sm">{t('merge.goes', { title: goes.title })}</Text>
    </Alert>
  )
}

function useMerge([stays, goes]: readonly [CrmRecord, CrmRecord]) {
  const { t } = useTranslation('crm')
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { recordType, id } = stays
  const undoing = useUndoMerge(recordType, id, goes.id)
  return useMutation({
    mutationFn: (choice: { readonly take: string[]; readonly keep: number[] }) =>
      api('PUT /records/{recordType}/{id}/merge/{otherId}', {
        params: { recordType, id, otherId: goes.id },
        json: { version: stays.version, otherVersion: goes.version, ...choice },
      }),
    onSuccess: async (record) => {
      queries.setQueryData(['records', recordType, id], record)
      await navigate({
        to: '/records/$recordType/$recordId',
        params: { recordType, recordId: id },
        replace: true,
      })
      void queries.invalidateQueries({ queryKey: ['records'] })
      void queries.invalidateQueries({ queryKey: ['erpTab'] })
      notifyUndo(t('merge.done', { title: goes.title }), t('undo'), () => undoing.mutate())
    },
    // Somebody changed one of them: what is asked is asked of what is there now.
    onError: () => void queries.invalidateQueries({ queryKey: ['records', recordType] }),
  })
}
