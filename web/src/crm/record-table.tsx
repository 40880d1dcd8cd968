import { Group, Paper, Select, Skeleton, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { DataTable, moveBetweenRows } from '../ui/data-table.tsx'
import { useFormat } from '../ui/format.ts'
import { type RecordColumn, recordColumns } from './columns.tsx'
import type { SortKey } from './list-address.ts'
import type { ListColumn, RecordRow, RecordType } from './queries.ts'
import classes from './record-table.module.css'

interface RecordTableProps {
  readonly recordType: RecordType
  readonly label?: string
  readonly columns: readonly ListColumn[]
  readonly rows: readonly RecordRow[] | undefined
  readonly sorted: { readonly by: SortKey; readonly descending: boolean }
  readonly onSort: (by: SortKey, descending: boolean) => void
}

/** Records as a table; on a phone as cards. */
export function RecordTable(props: RecordTableProps) {
  const { t } = useTranslation('crm')
  const format = useFormat()
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  const columns = recordColumns(props.recordType, props.columns, t, format)
  const label = props.label ?? t(`list.${props.recordType}`)
  if (narrow) return <Cards {...props} label={label} shown={columns} />
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={props.rows}
      rowKey={(row) => row.id}
      sorted={props.sorted}
      onSort={props.onSort}
    />
  )
}

interface CardsProps extends RecordTableProps {
  readonly label: string
  readonly shown: readonly RecordColumn[]
}

function Cards({ label, shown, rows, sorted, onSort }: CardsProps) {
  const { t } = useTranslation(['crm', 'ui'])
  const [title, ...others] = shown
  if (!rows) return <Skeleton height={240} aria-label={t('ui:loading')} />
  return (
    <Stack gap="xs">
      <Sorting shown={shown} sorted={sorted} onSort={onSort} />
      <ul className={classes.cards} aria-label={label} onKeyDown={moveBetweenRows}>
        {rows.map((row) => (
          <Paper key={row.id} component="li" withBorder p="sm" className={classes.card ?? ''}>
            <Text component="div" fw={550}>
              {title?.cell(row)}
            </Text>
            {others.map((column) => (
              <CardLine key={column.key} column={column} row={row} />
            ))}
          </Paper>
        ))}
      </ul>
    </Stack>
  )
}

// What is blank takes no room on a phone.
function CardLine({ column, row }: { readonly column: RecordColumn; readonly row: RecordRow }) {
  const value = shownIn(row, column.key)
  if (value === null || value === '' || value === false) return null
  return (
    <Group gap={6} wrap="nowrap" className={classes.line ?? ''}>
      <Text span size="sm" c="dimmed">
        {column.header}
      </Text>
      <Text component="div" size="sm" className={classes.value ?? ''}>
        {column.cell(row)}
      </Text>
    </Group>
  )
}

function shownIn({ company, link, values }: RecordRow, key: string) {
  if (key === 'company') return company
  return key === 'link' ? link : values[key]
}

function Sorting({ shown, sorted, onSort }: Pick<CardsProps, 'shown' | 'sorted' | 'onSort'>) {
  const { t } = useTranslation('crm')
  const choices = shown.flatMap(({ sort, header }) =>
    sort
      ? [
          { value: `${sort} asc`, label: t('sort.up', { column: header }) },
          { value: `${sort} desc`, label: t('sort.down', { column: header }) },
        ]
      : [],
  )
  return (
    <Select
      aria-label={t('sort.label')}
      size="sm"
      allowDeselect={false}
      data={choices}
      value={`${sorted.by} ${sorted.descending ? 'desc' : 'asc'}`}
      onChange={(chosen) => {
        const by = shown.find(({ sort }) => sort && chosen?.startsWith(`${sort} `))?.sort
        if (by) onSort(by, chosen?.endsWith('desc') ?? false)
      }}
    />
  )
}
