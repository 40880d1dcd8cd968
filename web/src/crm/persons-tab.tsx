import { Group, Stack } from '@mantine/core'
import { PlusIcon, UsersIcon } from '@phosphor-icons/react'
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

/** The persons of a company. */
export function PersonsTab({ companyId }: { readonly companyId: number }) {
  const { t } = useTranslation('crm')
  const [search, setSearch] = useState<ListSearch>({ companyId, columns: shown.join(',') })
  const [page, setPage] = useState(1)
  const columns = useQuery(columnsQuery('person'))
  const { data, error, refetch } = useQuery(listQuery('person', search))
  const add = <AddPerson companyId={companyId} />
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />
  if (data?.total === 0) {
    return (
      <EmptyState icon={UsersIcon} title={t('companyPersons.none')} action={add}>
        {t('companyPersons.text')}
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
        recordType="person"
        label={t('tab.persons')}
        columns={chosenColumns(columns.data?.columns ?? [], shown)}
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

// All are of this company.
const shown = ['position', 'phone', 'email', 'link', 'updatedAt']

function AddPerson({ companyId }: { readonly companyId: number }) {
  const { t } = useTranslation('ui')
  if (!mayChange(useSession())) return null
  return (
    <ButtonLink
      variant="default"
      to="/records/$recordType/new"
      params={{ recordType: 'person' }}
      search={{ companyId }}
      leftSection={<PlusIcon aria-hidden weight="bold" />}
    >
      {t('add')}
    </ButtonLink>
  )
}
