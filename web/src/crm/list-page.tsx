import { Group, Stack } from '@mantine/core'
import {
  BuildingsIcon,
  FolderIcon,
  FunnelIcon,
  MagnifyingGlassIcon,
  PlusIcon,
  UsersIcon,
} from '@phosphor-icons/react'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { mayChange, useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { Steps } from '../ui/steps.tsx'
import { ColumnPicker } from './column-picker.tsx'
import { chosenColumns } from './columns.tsx'
import { ExportMenu } from './export-menu.tsx'
import { FilterChips } from './filter-chips.tsx'
import { FilterMenu } from './filter-menu.tsx'
import { filtersIn, filtersText, type ListFilter } from './list-address.ts'
import classes from './list-page.module.css'
import type { RecordType } from './queries.ts'
import { RecordTable } from './record-table.tsx'
import { SearchField } from './search-field.tsx'
import { SelectionsMenu } from './selections-menu.tsx'
import { type RecordListState, useRecordList } from './use-record-list.ts'

const route = getRouteApi('/shell/records/$recordType/')

/** Companies, persons or projects. */
export function ListPage() {
  const { recordType } = route.useParams()
  // A list of its own for each type: what was typed in one is not searched in the next.
  return <RecordList key={recordType} recordType={recordType} />
}

function RecordList({ recordType }: { readonly recordType: RecordType }) {
  const { t } = useTranslation(['crm', 'ui'])
  const format = useFormat()
  const state = useRecordList(recordType)
  const { data } = state.list
  const total = data && format.number(data.total)
  return (
    <Page
      title={t(`list.${recordType}`)}
      aside={data?.more ? t('ui:pages.moreThan', { total }) : (total ?? '')}
      actions={<AddButton recordType={recordType} />}
    >
      <Stack gap="md">
        <Toolbar recordType={recordType} state={state} />
        <Rows recordType={recordType} state={state} />
      </Stack>
    </Page>
  )
}

interface PartProps {
  readonly recordType: RecordType
  readonly state: RecordListState
}

function Toolbar({ recordType, state }: PartProps) {
  const { t } = useTranslation('crm')
  const { address, columns, look } = state
  const filters = filtersIn(address)
  const put = (next: readonly ListFilter[]) => look({ filters: filtersText(next) })
  return (
    <Stack gap="xs">
      <Group gap="xs" className={classes.toolbar ?? ''}>
        <SearchField
          value={address.q ?? ''}
          label={t(`search.${recordType}`)}
          onSearch={(q) => look({ q: q || undefined })}
        />
        <FilterMenu known={columns} onAdd={(filter) => put([...filters, filter])} />
        <ColumnPicker
          known={columns?.columns ?? []}
          keys={state.keys}
          onChange={(keys) => look({ columns: keys?.join(',') })}
        />
        <SelectionsMenu recordType={recordType} view={state.view} onLook={look} />
        <ExportMenu recordType={recordType} search={state.search} />
      </Group>
      <FilterChips recordType={recordType} known={columns} filters={filters} onChange={put} />
    </Stack>
  )
}

function Rows({ recordType, state }: PartProps) {
  const { list, columns, address } = state
  const { data, error, refetch, isPlaceholderData } = list
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />
  if (data?.rows.length === 0 && !isPlaceholderData && address.page === undefined) {
    return <NothingFound recordType={recordType} state={state} />
  }
  const { next, previous } = data ?? {}
  return (
    <>
      <RecordTable
        recordType={recordType}
        columns={chosenColumns(columns?.columns ?? [], state.keys)}
        rows={columns ? data?.rows : undefined}
        sorted={state.sorted}
        onSort={(sort, descending) => state.look({ sort, order: descending ? 'desc' : 'asc' })}
      />
      {data && data.rows.length > 0 && (
        <Steps
          from={state.from}
          shown={data.rows.length}
          total={data.total}
          more={data.more}
          onPrevious={previous ? () => state.onStep({ before: previous }) : undefined}
          onNext={next ? () => state.onStep({ after: next }) : undefined}
        />
      )}
    </>
  )
}

function AddButton({ recordType }: { readonly recordType: RecordType }) {
  const { t } = useTranslation('ui')
  if (!mayChange(useSession())) return null
  return (
    <ButtonLink
      to="/records/$recordType/new"
      params={{ recordType }}
      leftSection={<PlusIcon aria-hidden weight="bold" />}
    >
      {t('add')}
    </ButtonLink>
  )
}

const pictures = { company: BuildingsIcon, person: UsersIcon, project: FolderIcon }

function NothingFound({ recordType, state }: PartProps) {
  const { t } = useTranslation('crm')
  const { q, filters } = state.address
  if (q) {
    return (
      <EmptyState icon={MagnifyingGlassIcon} title={t('nothingFound.title', { q })}>
        {filters ? t('nothingFound.withFilters') : t('nothingFound.text')}
      </EmptyState>
    )
  }
  if (filters) {
    return (
      <EmptyState icon={FunnelIcon} title={t('nothingFound.filtered')}>
        {t('nothingFound.withFilters')}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={pictures[recordType]}
      title={t(`empty.${recordType}`)}
      action={<AddButton recordType={recordType} />}
    >
      {t('empty.text')}
    </EmptyState>
  )
}
