import { Box, Radio, Skeleton, Table, Text, VisuallyHidden } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Column } from './data-table.tsx'
import classes from './select-table.module.css'

interface SelectTableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  /** undefined while the rows are on their way. */
  readonly rows: readonly Row[] | undefined
  readonly rowKey: (row: Row) => string | number
  /** What a screen reader calls the row. */
  readonly rowLabel: (row: Row) => string
  readonly selected: string | number | undefined
  readonly onSelect: (row: Row) => void
  /** On a double click and on Enter. */
  readonly onOpen?: (row: Row) => void
  /** On Delete. */
  readonly onDelete?: (row: Row) => void
  /** Why a row cannot be selected. */
  readonly refusal?: (row: Row) => ReactNode | null
  /** The column it stands in; the first unless told otherwise. */
  readonly refusalIn?: string | undefined
  readonly radios?: boolean
  readonly height?: number
}

/** A table of which one row is selected: by a click anywhere in it, or with the arrow keys. */
export function SelectTable<Row>(props: SelectTableProps<Row>) {
  const { t } = useTranslation('ui')
  const { label, columns, rows, radios = false, height } = props
  const name = useId()
  return (
    <Box className={classes.frame} {...(height ? { mah: height } : {})}>
      <Table aria-label={label} aria-busy={!rows} horizontalSpacing="sm" verticalSpacing={10} stickyHeader>
        <Table.Thead className={classes.head ?? ''}>
          <Table.Tr>
            {radios && <Table.Td w={44} />}
            {columns.map(({ key, header, align }) => (
              <Table.Th key={key} scope="col" ta={align ?? 'left'}>
                {header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows?.map((row) => <Row key={props.rowKey(row)} row={row} name={name} table={props} />) ?? (
            <Waiting width={columns.length + (radios ? 1 : 0)} label={t('loading')} />
          )}
        </Table.Tbody>
      </Table>
    </Box>
  )
}

function Row<R>({ row, name, table }: { row: R; name: string; table: SelectTableProps<R> }) {
  const { columns, radios = false, selected, refusal, onSelect, onOpen } = table
  const refusalIn = table.refusalIn ?? columns[0]?.key
  const refused = refusal?.(row) ?? null
  const chosen = table.rowKey(row) === selected
  const pick = () => {
    if (refused === null) onSelect(row)
  }
  const open = (event: KeyboardEvent) => {
    const act = { Enter: onOpen, Delete: table.onDelete }[event.key]
    if (!act || refused !== null) return
    event.preventDefault()
    act(row)
  }
  const radio = (
    <Radio
      name={name}
      checked={chosen}
      disabled={refused !== null}
      aria-label={table.rowLabel(row)}
      onChange={pick}
      onKeyDown={open}
    />
  )
  return (
    <Table.Tr
      className={classes.row ?? ''}
      data-chosen={chosen || undefined}
      data-refused={refused !== null || undefined}
      onClick={(event) => {
        if (!isOwn(event.target)) pick()
      }}
      onDoubleClick={(event) => {
        if (refused === null && !isOwn(event.target)) onOpen?.(row)
      }}
    >
      {radios && <Table.Td>{radio}</Table.Td>}
      {columns.map((column, index) => (
        <Table.Td key={column.key} ta={column.align ?? 'left'} className={classes.cell ?? ''}>
          {!radios && index === 0 && <VisuallyHidden>{radio}</VisuallyHidden>}
          {column.cell(row)}
          {column.key === refusalIn && refused !== null && (
            <Text size="xs" c="dimmed">
              {refused}
            </Text>
          )}
        </Table.Td>
      ))}
    </Table.Tr>
  )
}

/** What has a life of its own in a row keeps its clicks. */
function isOwn(target: EventTarget): boolean {
  return target instanceof Element && target.closest('input, button, a, label') !== null
}

function Waiting({ width, label }: { readonly width: number; readonly label: string }) {
  return ['70%', '50%', '60%'].map((size, index) => (
    <Table.Tr key={size} {...(index === 0 ? { 'aria-label': label } : {})}>
      <Table.Td colSpan={width}>
        <Skeleton height={12} my={5} width={size} />
      </Table.Td>
    </Table.Tr>
  ))
}
