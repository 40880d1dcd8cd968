import { Stack } from '@mantine/core'
import type { Icon } from '@phosphor-icons/react'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'

interface MonitorListProps<Row> {
  readonly label: string
  readonly query: UseQueryResult<{ readonly rows: readonly Row[] }>
  readonly rowKey: (row: Row) => string | number
  readonly columns: readonly Column<Row>[]
  readonly empty: { readonly icon: Icon; readonly title: string; readonly text: string }
  /** The way to the other pages. */
  readonly pages: ReactNode
  /** How a row looks on a phone. */
  readonly cards?: 'roomy' | 'tight'
}

/** One of the lists of the monitor: a page of rows, kept live. */
export function MonitorList<Row>(props: MonitorListProps<Row>) {
  const { query, label, columns, rowKey, empty, pages, cards = 'roomy' } = props
  const { data, error } = query
  if (error) return <ErrorState error={error} onRetry={query.refetch} />
  return (
    <Stack>
      {data?.rows.length === 0 ? (
        <EmptyState icon={empty.icon} title={empty.title}>
          {empty.text}
        </EmptyState>
      ) : (
        <DataTable label={label} rows={data?.rows} rowKey={rowKey} columns={columns} cards={cards} />
      )}
      {pages}
    </Stack>
  )
}
