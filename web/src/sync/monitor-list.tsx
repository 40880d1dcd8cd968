import { Stack } from '@mantine/core'
import type { Icon } from '@phosphor-icons/react'
import type { UseQueryResult } from '@tanstack/react-query'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { Pages } from '../ui/pages.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { pageSize } from './queries.ts'

interface MonitorListProps<Row> {
  readonly label: string
  readonly query: UseQueryResult<{ readonly rows: readonly Row[]; readonly total: number }>
  readonly rowKey: (row: Row) => string | number
  readonly columns: readonly Column<Row>[]
  readonly page: number
  readonly onPage: (page: number) => void
  readonly empty: { readonly icon: Icon; readonly title: string; readonly text: string }
}

/** One of the lists of the monitor: a page of rows, kept live. */
export function MonitorList<Row>(props: MonitorListProps<Row>) {
  const { query, label, columns, page, onPage, empty } = props
  const { data, error } = query
  if (error) return <ErrorState error={error} onRetry={query.refetch} />
  if (data?.total === 0) {
    return (
      <EmptyState icon={empty.icon} title={empty.title}>
        {empty.text}
      </EmptyState>
    )
  }
  return (
    <Stack>
      <DataTable label={label} rows={data?.rows} rowKey={props.rowKey} columns={columns} />
      {data && <Pages page={page} size={pageSize} total={data.total} onPage={onPage} />}
    </Stack>
  )
}
