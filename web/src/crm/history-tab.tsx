import { Group, Select, Stack, Text } from '@mantine/core'
import { ClockCounterClockwiseIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { KeysetPages, useKeyset } from '../ui/keyset-pages.tsx'
import { TextLink } from '../ui/links.tsx'
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx'
import { FieldText } from './field-values.tsx'
import classes from './history-tab.module.css'
import { type CrmField, type HistoryAnswer, historyQuery, type RecordType } from './queries.ts'

type Entry = HistoryAnswer['rows'][number]

interface HistoryTabProps {
  readonly recordType: RecordType
  readonly recordId: number
  /** To choose one from. */
  readonly fields: readonly CrmField[]
}

/** What happened to a record: who changed what, from what to what and when; newest first. */
export function HistoryTab({ recordType, recordId, fields }: HistoryTabProps) {
  const [field, setField] = useState<string | null>(null)
  return (
    <Stack>
      <FieldChoice recordType={recordType} fields={fields} value={field} onChange={setField} />
      <Entries key={field} recordType={recordType} recordId={recordId} field={field} />
    </Stack>
  )
}

interface FieldChoiceProps {
  readonly recordType: RecordType
  readonly fields: readonly CrmField[]
  readonly value: string | null
  readonly onChange: (field: string | null) => void
}

function FieldChoice({ recordType, fields, value, onChange }: FieldChoiceProps) {
  const { t } = useTranslation(['crm', 'ui'])
  const company = recordType === 'company' ? [] : [{ value: 'companyId', label: t('column.company') }]
  return (
    <Select
      label={t('history.field')}
      placeholder={t('history.allFields')}
      data={[...company, ...fields.map(({ key, label }) => ({ value: key, label }))]}
      value={value}
      onChange={onChange}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('ui:clear', { field: t('history.field') }) }}
      nothingFoundMessage={t('ui:list.nothingFound')}
      maw={320}
    />
  )
}

function Entries({
  recordType,
  recordId,
  field,
}: Omit<HistoryTabProps, 'fields'> & { readonly field: string | null }) {
  const { t } = useTranslation('crm')
  const keyset = useKeyset<string>()
  const { data, error, refetch } = useQuery(
    historyQuery(recordType, recordId, field ?? undefined, keyset.cursor),
  )
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />
  if (!data) return <Loading />
  if (data.rows.length === 0) {
    return (
      <EmptyState icon={ClockCounterClockwiseIcon} title={t('history.none')}>
        {t('history.noneText')}
      </EmptyState>
    )
  }
  return (
    <Stack>
      <ol className={classes.list} aria-label={t('tab.history')}>
        {data.rows.map((entry) => (
          <li key={entry.id} className={classes.entry}>
            <EntryHead entry={entry} recordType={recordType} />
            {entry.changes.length > 0 && (
              <ul className={classes.changes}>
                {inOrder(entry.changes, data.fields).map((change) => (
                  <li key={change.key}>
                    <Change change={change} fields={data.fields} />
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ol>
      <KeysetPages keyset={keyset} next={data.next} />
    </Stack>
  )
}

// As they stand on the card.
function inOrder(changes: Entry['changes'], fields: readonly CrmField[]): Entry['changes'] {
  const place = new Map(fields.map(({ key }, at) => [key, at]))
  return changes.toSorted((a, b) => (place.get(a.key) ?? -1) - (place.get(b.key) ?? -1))
}

function EntryHead({ entry, recordType }: { readonly entry: Entry; readonly recordType: RecordType }) {
  const { t } = useTranslation('crm')
  const format = useFormat()
  const who = useWho(entry.by)
  const { kind, at, of, other, runId } = entry
  return (
    <Group justify="space-between" gap="xs" align="baseline">
      <Text component="div" size="sm" fw={600} className={classes.what ?? ''}>
        {t(`history.${kind}`, { who, other: other?.title ?? '' })}
        {of && <Aside to={of} recordType={recordType} label={t('history.of', { title: of.title })} />}
        {other && (
          <Aside to={other} recordType={recordType} label={t('history.open', { title: other.title })} />
        )}
      </Text>
      <Text component="div" size="sm" c="dimmed">
        {runId !== null && runId > 0 && (
          <>
            <TextLink to="/settings/quote-sync/runs/$runId" params={{ runId }} inherit>
              {t('history.run', { run: runId })}
            </TextLink>
            {' · '}
          </>
        )}
        <time dateTime={at} title={format.ago(at)}>
          {format.time(at)}
        </time>
      </Text>
    </Group>
  )
}

interface AsideProps {
  readonly to: { readonly id: number }
  readonly recordType: RecordType
  readonly label: string
}

function Aside({ to, recordType, label }: AsideProps) {
  return (
    <TextLink
      to="/records/$recordType/$recordId"
      params={{ recordType, recordId: to.id }}
      search={{ tab: 'history' }}
      size="xs"
      fw={400}
      ml={6}
    >
      {label}
    </TextLink>
  )
}

/** Who did it, as the beginning of a sentence. */
function useWho({ kind, name, key }: Entry['by']): string {
  const { t } = useTranslation('crm')
  switch (kind) {
    case 'user':
      return name ?? t('history.by.nobody')
    case 'apiKey':
      return t('history.by.apiKey', { name: name ?? t('history.by.nobody'), key: key ?? '?' })
    case 'connection':
      return name === null ? t('history.by.hidden') : t('history.by.connection', { name })
    default:
      return t(`history.by.${kind}`)
  }
}

interface ChangeProps {
  readonly change: Entry['changes'][number]
  readonly fields: readonly CrmField[]
}

/** One field: filled in, emptied, or from one value to another. */
function Change({ change, fields }: ChangeProps) {
  const { t } = useTranslation('crm')
  const field = fields.find(({ key }) => key === change.key) ?? plainField(change.key, t('column.company'))
  const value = (of: 'old' | 'new') => <FieldText field={field} value={change[of]} plain />
  const [filled, emptied] = [change.old === null, change.new === null]
  return (
    <>
      <span className={classes.field}>{field.label}</span>{' '}
      {filled && field.type !== 'checkbox' ? (
        <ins>{value('new')}</ins>
      ) : (
        <>
          <del>{value('old')}</del> <span aria-hidden>→</span>{' '}
          {emptied && field.type !== 'checkbox' ? t('history.emptied') : <ins>{value('new')}</ins>}
        </>
      )}
    </>
  )
}

function plainField(key: string, company: string): CrmField {
  return {
    key,
    label: key === 'companyId' ? company : key,
    type: 'text',
    mandatory: false,
    help: null,
    maxLength: null,
    decimals: null,
    items: null,
    section: 'main',
    custom: false,
  }
}
