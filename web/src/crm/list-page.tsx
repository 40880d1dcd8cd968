import { CloseButton, Stack, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { BuildingsIcon, FolderIcon, MagnifyingGlassIcon, PlusIcon, UsersIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mayChange, useSession } from '../api/session.ts'
import { DataTable } from '../ui/data-table.tsx'
import { useFormat } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Pages } from '../ui/pages.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { recordColumns } from './columns.tsx'
import { listQuery, pageSize, type RecordType, withDefaults } from './queries.ts'

const route = getRouteApi('/shell/records/$recordType/')

/** Companies, persons or projects. */
export function ListPage() {
  const { recordType } = route.useParams()
  // A list of its own for each type: what was typed in one is not searched in the next.
  return <RecordList key={recordType} recordType={recordType} />
}

function RecordList({ recordType }: { readonly recordType: RecordType }) {
  const { t } = useTranslation('crm')
  const format = useFormat()
  const navigate = route.useNavigate()
  const router = useRouter()
  const search = withDefaults(route.useSearch())
  const { data, error, refetch, isPlaceholderData } = useQuery(listQuery(recordType, search))
  const empty = data?.total === 0 && !isPlaceholderData
  return (
    <Page
      title={t(`list.${recordType}`)}
      aside={data ? format.number(data.total) : ''}
      actions={<AddButton recordType={recordType} />}
    >
      <Stack gap="md">
        <SearchField
          value={search.q ?? ''}
          label={t(`search.${recordType}`)}
          onSearch={(q) => {
            // Who has just opened a record must not be brought back to the list by what was typed before.
            if (router.latestLocation.pathname !== `/records/${recordType}`) return
            void navigate({ search: (old) => ({ ...old, q, page: undefined }), replace: true })
          }}
        />
        {error && !data && <ErrorState error={error} onRetry={refetch} />}
        {empty && <NothingFound recordType={recordType} q={search.q ?? ''} />}
        {!empty && !(error && !data) && (
          <DataTable
            label={t(`list.${recordType}`)}
            columns={recordColumns(recordType, t, format)}
            rows={data?.rows}
            rowKey={(row) => row.id}
            sorted={{ by: search.sort, descending: search.order === 'desc' }}
            onSort={(sort, descending) =>
              navigate({
                search: (old) => ({ ...old, sort, order: descending ? 'desc' : 'asc', page: undefined }),
              })
            }
          />
        )}
        {data && data.total > 0 && (
          <Pages
            page={search.page}
            size={pageSize}
            total={data.total}
            onPage={(page) => navigate({ search: (old) => ({ ...old, page }) })}
          />
        )}
      </Stack>
    </Page>
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

interface SearchFieldProps {
  readonly value: string
  readonly label: string
  readonly onSearch: (q: string) => void
}

function SearchField({ value, label, onSearch }: SearchFieldProps) {
  const { t } = useTranslation('ui')
  const [typed, setTyped] = useState(value)
  const [address, setAddress] = useState(value)
  const [asked, setAsked] = useState(value)
  if (value !== address) {
    setAddress(value)
    // The way back of the browser changes the address without anybody typing.
    if (value !== asked) setTyped(value)
  }
  const search = useDebouncedCallback((q: string) => {
    setAsked(q)
    onSearch(q)
  }, 250)
  const put = (q: string) => {
    setTyped(q)
    search(q)
  }
  return (
    <TextInput
      type="search"
      role="searchbox"
      maw={440}
      aria-label={label}
      placeholder={label}
      value={typed}
      maxLength={200}
      leftSection={<MagnifyingGlassIcon aria-hidden />}
      rightSection={typed && <CloseButton size="sm" aria-label={t('search.clear')} onClick={() => put('')} />}
      onChange={(event) => put(event.currentTarget.value)}
    />
  )
}

const pictures = { company: BuildingsIcon, person: UsersIcon, project: FolderIcon }

function NothingFound({ recordType, q }: { readonly recordType: RecordType; readonly q: string }) {
  const { t } = useTranslation('crm')
  if (q) {
    return (
      <EmptyState icon={MagnifyingGlassIcon} title={t('nothingFound.title', { q })}>
        {t('nothingFound.text')}
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
