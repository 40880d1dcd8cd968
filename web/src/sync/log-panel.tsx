import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { ArrowRightIcon, DownloadSimpleIcon, ListMagnifyingGlassIcon } from '@phosphor-icons/react'
import { useQueries, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usersQuery } from '../api/people.ts'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { KeysetPages, useKeyset } from '../ui/keyset-pages.tsx'
import { TextLink } from '../ui/links.tsx'
import { Choice, Filters, Period } from './filter-inputs.tsx'
import type { MonitorFilter } from './monitor-address.ts'
import { MonitorList } from './monitor-list.tsx'
import { crmFieldsQuery, exportAddress, logQuery, recordTypes } from './monitor-queries.ts'
import type { MonitorPanelProps } from './monitor-tab.tsx'
import { RecordPlace } from './record-link.tsx'
import { Retention } from './retention.tsx'

const root = getRouteApi('__root__')

/** Every value the sync moved, newest first: to search, and to take along as a file. */
export function LogPanel(props: MonitorPanelProps) {
  const { filter } = props
  return (
    <Stack>
      <LogFilters {...props} />
      <LogList key={JSON.stringify(filter)} filter={filter} />
    </Stack>
  )
}

function LogFilters(props: MonitorPanelProps) {
  const { t } = useTranslation(['monitor', 'sync'])
  const { crmName } = useSession()
  const { filter, onFilter } = props
  const users = useQuery(usersQuery)
  const actions = (
    <>
      <Button
        component="a"
        href={exportAddress(filter)}
        download
        size="xs"
        variant="default"
        leftSection={<DownloadSimpleIcon aria-hidden />}
      >
        {t('log.export')}
      </Button>
      <Retention />
    </>
  )
  return (
    <Filters {...props} actions={actions}>
      <Words {...props} />
      <Choice {...props} name="field" label={t('sync:monitor.field')} data={useFields()} />
      <Choice
        {...props}
        name="direction"
        label={t('sync:log.direction')}
        data={(['toCrm', 'toErp'] as const).map((value) => ({
          value,
          label: t(`sync:log.${value}`, { crm: crmName }),
        }))}
      />
      <Choice
        {...props}
        name="rule"
        label={t('sync:log.why')}
        data={reasons.map((value) => ({ value, label: t(`sync:why.${value}`, { crm: crmName }) }))}
      />
      <Choice
        {...props}
        name="user"
        label={t('filter.user')}
        data={(users.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Period {...props} />
      {filter.record && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() => onFilter({ record: undefined, recordType: undefined })}
        >
          {t('filter.allRecords')}
        </Button>
      )}
    </Filters>
  )
}

/** The CRM fields of all record types, each key once: the log is searched by key. */
function useFields() {
  const found = useQueries({ queries: recordTypes.map(crmFieldsQuery) })
  const labels = new Map(
    found.flatMap(({ data }) => (data ?? []).map(({ key, label }): [string, string] => [key, label])),
  )
  return [...labels].map(([value, label]) => ({ value, label }))
}

/** Part of a value: searches on Enter, and when the field is left. */
function Words({ filter, onFilter }: MonitorPanelProps) {
  const { t } = useTranslation('monitor')
  const [typed, setTyped] = useState(filter.text ?? '')
  const search = () => {
    const text = typed.trim() || undefined
    if (text !== filter.text) onFilter({ text })
  }
  return (
    <TextInput
      size="xs"
      w={160}
      label={t('filter.text')}
      value={typed}
      maxLength={200}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={search}
      onKeyDown={(event) => event.key === 'Enter' && search()}
    />
  )
}

interface LogListProps {
  readonly filter: MonitorFilter
  readonly runId?: number
}

export function LogList({ filter, runId }: LogListProps) {
  const { t } = useTranslation(['monitor', 'sync'])
  const { crmName } = useSession()
  const { UndoValue } = root.useRouteContext().parts
  const format = useFormat()
  const keyset = useKeyset<string>()
  const log = useQuery(logQuery(filter, keyset.cursor, runId))
  const searchedTo = log.data?.searchedTo
  return (
    <MonitorList
      label={t('sync:log.title')}
      query={log}
      rowKey={({ id }) => id}
      pages={
        <KeysetPages
          keyset={keyset}
          next={log.data?.next}
          note={searchedTo ? t('log.searchedTo', { time: format.time(searchedTo) }) : undefined}
        />
      }
      empty={{ icon: ListMagnifyingGlassIcon, title: t('log.none'), text: t('log.noneText') }}
      columns={[
        {
          key: 'at',
          header: t('sync:log.at'),
          cell: ({ at, runId, requestedBy }) => (
            <>
              <span title={format.time(at)}>{format.ago(at)}</span>
              <Text size="xs" c="dimmed">
                <TextLink to="/settings/quote-sync/runs/$runId" params={{ runId }} size="xs" c="dimmed">
                  {t('sync:log.byRun', { run: runId })}
                </TextLink>
                {requestedBy && ` · ${requestedBy}`}
              </Text>
            </>
          ),
        },
        { key: 'record', header: t('sync:monitor.record'), cell: (row) => <RecordPlace place={row} /> },
        {
          key: 'field',
          header: t('sync:monitor.field'),
          cell: ({ crmField, direction }) => (
            <Stack gap={0}>
              <Text size="sm">{crmField.label}</Text>
              <Text size="xs" c="dimmed">
                {t(`sync:log.${direction}`, { crm: crmName })}
              </Text>
            </Stack>
          ),
        },
        { key: 'values', header: t('sync:log.values'), cell: (row) => <OldAndNew {...row} /> },
        {
          key: 'why',
          header: t('sync:log.why'),
          cell: ({ rule, crmField, record, ...row }) => (
            <Stack gap={2} align="flex-start">
              <Text size="sm" style={{ whiteSpace: 'normal' }}>
                {isKnown(rule) ? t(`sync:why.${rule}`, { crm: crmName }) : rule}
              </Text>
              {rule !== 'created' && (
                <UndoValue value={{ ...row, field: crmField.label, record: record.title ?? '' }} />
              )}
            </Stack>
          ),
        },
      ]}
    />
  )
}

function OldAndNew({ oldText, newText }: { readonly oldText: string; readonly newText: string }) {
  const { t } = useTranslation('sync')
  return (
    <Stack gap={2} maw={280}>
      <Text size="xs" c="dimmed" truncate title={oldText} td={oldText ? 'line-through' : ''}>
        {oldText || t('blank')}
      </Text>
      <Group gap={6} wrap="nowrap">
        <ArrowRightIcon style={{ flexShrink: 0 }} aria-label={t('log.became')} />
        <Text size="sm" truncate title={newText}>
          {newText || t('blank')}
        </Text>
      </Group>
    </Stack>
  )
}

// As the planner names them (server/src/sync/decide.ts).
const reasons = [
  'erpChanged',
  'crmChanged',
  'restored',
  'newest',
  'noTime',
  'erpWins',
  'crmWins',
  'notBlank',
  'chosen',
  'justLinked',
  'created',
  'resync',
  'repair',
  'undo',
  'unanswered',
] as const

function isKnown(rule: string): rule is (typeof reasons)[number] {
  return reasons.some((reason) => reason === rule)
}
