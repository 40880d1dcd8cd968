import { Group, Stack } from '@mantine/core'
import { PlusIcon, UsersIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mayChange, useSession } from '../api/session.ts'
import { DataTable } from '../ui/data-table.tsx'
import { useFormat } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { Pages } from '../ui/pages.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { recordColumns } from './columns.tsx'
import { type ListSearch, listQuery, pageSize } from './queries.ts'

/** The persons of a company. */
export function PersonsTab({ companyId }: { readonly companyId: number }) {
  const { t } = useTranslation('crm')
  const format = useFormat()
  const [search, setSearch] = useState<ListSearch>({ companyId, page: 1, sort: 'title', order: 'asc' })
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
  return (
    <Stack>
      <Group justify="flex-end">{add}</Group>
      <DataTable
        label={t('tab.persons')}
        columns={recordColumns('person', t, format, true)}
        rows={data?.rows}
        rowKey={(row) => row.id}
        sorted={{ by: search.sort, descending: search.order === 'desc' }}
        onSort={(sort, descending) =>
          setSearch({ ...search, sort, order: descending ? 'desc' : 'asc', page: 1 })
        }
      />
      {data && (
        <Pages
          page={search.page}
          size={pageSize}
          total={data.total}
          onPage={(page) => setSearch({ ...search, page })}
        />
      )}
    </Stack>
  )
}

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
