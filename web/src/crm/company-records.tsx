import { Group, Stack } from '@mantine/core'
import { BriefcaseIcon, PlusIcon, UsersIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mayChange, useSession } from '../api/session.ts'
import { ButtonLink } from '../ui/links.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { Steps } from '../ui/steps.tsx'
import { chosenColumns } from './columns.tsx'
import { columnsQuery, type ListSearch, listQuery, pageSize } from './queries.ts'
import { RecordTable } from './record-table.tsx'

interface CompanyRecordsProps {
  readonly companyId: number
  readonly recordType: 'person' | 'project'
}

/** The persons or projects of a company. */
export function CompanyRecords({ companyId, recordType }: CompanyRecordsProps) {
  const { t } = useTranslation('crm')
  const [search, setSearch] = useState<ListSearch>({ companyId, columns: shown[recordType].join(',') })
  const [page, setPage] = useState(1)
  const columns = useQuery(columnsQuery(recordType))
  const { data, error, refetch } = useQuery(listQuery(recordType, search))
  const add = <AddRecord companyId={companyId} recordType={recordType} />
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />
  if (data?.total === 0) {
    return (
      <EmptyState icon={icons[recordType]} title={t(`companyRecords.${recordType}`)} action={add}>
        {t(`companyRecords.${recordType}Text`)}
      </EmptyState>
    )
  }
  const step = (to: number, place: Pick<ListSearch, 'after' | 'before'>) => {
    setPage(to)
    setSearch({ ...search, after: undefined, before: undefined, ...(to === 1 ? {} : place) })
  }
  const { next, previous } = data ?? {}
  return (
    <Stack>
      <Group justify="flex-end">{add}</Group>
      <RecordTable
        recordType={recordType}
        label={t(labels[recordType])}
        columns={chosenColumns(columns.data?.columns ?? [], shown[recordType])}
        rows={columns.data ? data?.rows : undefined}
        sorted={{ by: search.sort ?? 'title', descending: search.order === 'desc' }}
        onSort={(sort, descending) => {
          setPage(1)
          setSearch({ companyId, columns: search.columns, sort, order: descending ? 'desc' : 'asc' })
        }}
      />
      {data && (
        <Steps
          from={(page - 1) * pageSize + 1}
          shown={data.rows.length}
          total={data.total}
          more={data.more}
          onPrevious={previous ? () => step(page - 1, { before: previous }) : undefined}
          onNext={next ? () => step(page + 1, { after: next }) : undefined}
        />
      )}
    </Stack>
  )
}

const labels = { person: 'tab.persons', project: 'tab.projects' } as const
const icons = { person: UsersIcon, project: BriefcaseIcon }

// All are of this company.
const shown = {
  person: ['position', 'phone', 'email', 'link', 'updatedAt'],
  project: ['number', 'status', 'endDate', 'link', 'updatedAt'],
}

function AddRecord({ companyId, recordType }: CompanyRecordsProps) {
  const { t } = useTranslation('ui')
  if (!mayChange(useSession())) return null
  return (
    <ButtonLink
      variant="default"
      to="/records/$recordType/new"
      params={{ recordType }}
      search={{ companyId }}
      leftSection={<PlusIcon aria-hidden weight="bold" />}
    >
      {t('add')}
    </ButtonLink>
  )
}
