import { Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { MagnifyingGlassIcon } from '@phosphor-icons/react'
import { useState } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import type { Column } from '../ui/data-table.tsx'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { useFormat } from '../ui/format.ts'
import { TextLink } from '../ui/links.tsx'
import { SelectTable } from '../ui/select-table.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import type { Hit, RecordRef } from './queries.ts'
import { SearchForm } from './search-form.tsx'
import type { ActorSearch } from './use-actor-search.ts'
import { Waiting } from './waiting.tsx'

interface SearchStepProps {
  readonly record: RecordRef
  /** What the ERP connection is called. */
  readonly name: string
  readonly search: ActorSearch
  readonly selected: Hit | undefined
  /** Why this user may not link to what is found; null if so. */
  readonly cannotConnect: string | null
  /** Why nothing can be made in the ERP; null if it can. */
  readonly cannotCreate: string | null
  readonly onSelect: (hit: Hit) => void
  readonly onConnect: (hit: Hit) => void
  readonly onCreate: () => void
  readonly onCancel: () => void
}

/** The search for the actor to link to. Only who has searched may have one made. */
export function SearchStep(props: SearchStepProps) {
  const { t } = useTranslation(['erp', 'ui'])
  const { record, name, search, selected, cannotConnect, cannotCreate, onSelect, onCreate, onCancel } = props
  const onConnect = (hit: Hit) => cannotConnect === null && props.onConnect(hit)
  const [noMatch, setNoMatch] = useState(false)
  // What is selected must be in sight.
  const chosen = search.hits?.find(({ key }) => key === selected?.key)
  return (
    <Stack>
      <SearchForm search={search} />
      {record.recordType === 'person' && (
        <Checkbox
          label={t('connect.widen')}
          checked={search.widened}
          onChange={(event) => search.widen(event.currentTarget.checked)}
        />
      )}
      <Results
        record={record}
        name={name}
        search={search}
        selected={chosen}
        onSelect={onSelect}
        onConnect={onConnect}
      />
      {cannotConnect !== null && (
        <Text size="sm" c="dimmed">
          {cannotConnect}
        </Text>
      )}
      <DialogFooter
        aside={
          <Checkbox
            label={t('create.noMatch')}
            {...(cannotCreate === null ? {} : { description: cannotCreate })}
            disabled={cannotCreate !== null || !search.hits}
            checked={noMatch}
            onChange={(event) => setNoMatch(event.currentTarget.checked)}
          />
        }
      >
        <Button variant="default" onClick={onCancel}>
          {t('ui:cancel')}
        </Button>
        {noMatch ? (
          <Button onClick={onCreate}>{t('create.make')}</Button>
        ) : (
          <Button disabled={!chosen || cannotConnect !== null} onClick={() => chosen && onConnect(chosen)}>
            {t('connect.confirm')}
          </Button>
        )}
      </DialogFooter>
    </Stack>
  )
}

interface ResultsProps {
  readonly record: RecordRef
  readonly name: string
  readonly search: ActorSearch
  readonly selected: Hit | undefined
  readonly onSelect: (hit: Hit) => void
  readonly onConnect: (hit: Hit) => void
}

function Results({ record, name, search, selected, onSelect, onConnect }: ResultsProps) {
  const { t } = useTranslation(['erp', 'ui'])
  const { number } = useFormat()
  const { hits, columns, error, total } = search
  const narrow = record.recordType === 'person' && !search.widened
  if (error) return <ErrorState error={error} onRetry={search.retry} />
  if (search.stopped) {
    return (
      <Group gap="sm" role="status">
        <Text size="sm">{t('waiting.stopped', { name })}</Text>
        <Button size="xs" variant="default" onClick={search.retry}>
          {t('ui:retry')}
        </Button>
      </Group>
    )
  }
  if (hits?.length === 0 && !search.searching) return <Nothing search={search} narrow={narrow} />
  return (
    <Stack gap="xs">
      <SelectTable
        label={t('connect.results')}
        radios
        height={400}
        columns={columnsOf(columns, t('connect.name'))}
        rows={search.searching ? undefined : hits}
        rowKey={({ key }) => key}
        rowLabel={({ title }) => title}
        selected={selected?.key}
        onSelect={onSelect}
        onOpen={onConnect}
        refusal={({ linkedTo }) => linkedTo && <Taken by={linkedTo} />}
        refusalIn={nameColumn(columns, hits)}
      />
      {search.searching && <Waiting name={name} onStop={search.stop} />}
      <Group justify="space-between" mih={30}>
        <Text size="sm" c="dimmed" aria-live="polite">
          {hits &&
            (total === null
              ? t('connect.shown', { count: hits.length })
              : t('connect.shownOf', { shown: number(hits.length), total: number(total) }))}
        </Text>
        {search.more && (
          <Button size="xs" variant="subtle" loading={search.loadingMore} onClick={search.more}>
            {t('connect.more')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

function Taken({ by }: { readonly by: NonNullable<Hit['linkedTo']> }) {
  const { t } = useTranslation('erp')
  return (
    <Trans
      t={t}
      i18nKey="connect.taken"
      values={{ title: by.title }}
      components={{
        record: (
          <TextLink
            to="/records/$recordType/$recordId"
            params={{ recordType: by.recordType, recordId: by.id }}
            size="xs"
          />
        ),
      }}
    />
  )
}

function Nothing({ search, narrow }: { readonly search: ActorSearch; readonly narrow: boolean }) {
  const { t } = useTranslation('erp')
  const { asked } = search
  const byText = asked !== undefined && 'text' in asked
  const advice = byText ? t('connect.noneText') : t('connect.noneCriteriaText')
  return (
    <EmptyState
      icon={MagnifyingGlassIcon}
      title={byText ? t('connect.none', { text: asked.text }) : t('connect.noneCriteria')}
    >
      {narrow ? t('connect.noneAtCompany') : advice}
    </EmptyState>
  )
}

/** The column with the names, which is the widest. */
function nameColumn(columns: ActorSearch['columns'], hits: ActorSearch['hits']): string | undefined {
  const names = ({ title, fields }: Hit, key: string) =>
    fields.some((field) => field.key === key && field.text === title)
  return columns.find(({ key }) => hits?.some((hit) => names(hit, key)))?.key
}

function columnsOf(columns: ActorSearch['columns'], name: string): Column<Hit>[] {
  const own = columns.map(({ key, label }) => ({
    key,
    header: label,
    cell: ({ fields }: Hit) => fields.find((field) => field.key === key)?.text ?? '',
  }))
  return own.length > 0 ? own : [{ key: 'title', header: name, cell: ({ title }) => title }]
}
