import { Box, Skeleton, Table, Tooltip, UnstyledButton } from '@mantine/core'
import { useElementSize, useMergedRef } from '@mantine/hooks'
import { CaretDownIcon, CaretUpDownIcon, CaretUpIcon } from '@phosphor-icons/react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './data-table.module.css'

export interface Column<Row, Sort extends string = string> {
  readonly key: string
  readonly header: string
  /** What the column means, shown when its header is pointed at. */
  readonly hint?: string
  readonly cell: (row: Row) => ReactNode
  readonly sort?: Sort
  /** Left out on a phone. */
  readonly wide?: boolean
  readonly align?: 'right'
  /** Sentences, which are read whole: they go on in the next line. */
  readonly wraps?: boolean
}

interface DataTableProps<Row, Sort extends string> {
  readonly label: string
  readonly columns: readonly Column<Row, Sort>[]
  /** undefined while the first rows are on their way. */
  readonly rows: readonly Row[] | undefined
  readonly rowKey: (row: Row) => string | number
  readonly sorted?: { readonly by: Sort; readonly descending: boolean }
  readonly onSort?: (by: Sort, descending: boolean) => void
  /** On a phone each row is a card that names its columns, or a tight one for numbers: nothing lies off the screen. */
  readonly cards?: 'roomy' | 'tight'
}

/** For the one link of a row: makes the whole row clickable, and the arrow keys go from row to row. */
export const rowLink = classes.link

/** Brings the focus to the first row there is; false where there is none. */
export function focusFirstRow(): boolean {
  const link = document.querySelector<HTMLAnchorElement>(`.${CSS.escape(rowLink ?? '')}`)
  link?.focus()
  return link !== null
}

export function DataTable<Row, Sort extends string = string>(props: DataTableProps<Row, Sort>) {
  const { t } = useTranslation('ui')
  const { columns, rows, label, cards } = props
  const [frame, scrolls] = useScrolls()
  return (
    <Box ref={frame} className={classes.frame} data-cards={cards} {...(scrolls ? { tabIndex: 0 } : {})}>
      <Table aria-label={label} aria-busy={!rows} verticalSpacing="sm" horizontalSpacing="var(--cell-space)">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Head key={column.key} column={column} table={props} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody onKeyDown={moveBetweenRows}>
          {rows?.map((row) => (
            <Table.Tr key={props.rowKey(row)} className={classes.row}>
              {columns.map((column) => (
                <Table.Td
                  key={column.key}
                  className={cellClass(column)}
                  data-align={column.align}
                  data-wraps={column.wraps}
                  data-label={column.header || undefined}
                >
                  <div className={classes.value}>{column.cell(row)}</div>
                </Table.Td>
              ))}
            </Table.Tr>
          )) ?? <Waiting columns={columns} label={t('loading')} />}
        </Table.Tbody>
      </Table>
    </Box>
  )
}

/** Whether a table is wider than its frame: then the arrow keys have to reach what is out of sight. */
function useScrolls() {
  const { ref: sized, width } = useElementSize<HTMLDivElement>()
  const frame = useRef<HTMLDivElement>(null)
  const [scrolls, setScrolls] = useState(false)
  useEffect(() => {
    const { scrollWidth, clientWidth } = frame.current ?? { scrollWidth: 0, clientWidth: 0 }
    setScrolls(width > 0 && scrollWidth > clientWidth)
  })
  return [useMergedRef(sized, frame), scrolls] as const
}

interface HeadProps<Row, Sort extends string> {
  readonly column: Column<Row, Sort>
  readonly table: DataTableProps<Row, Sort>
}

function Head<Row, Sort extends string>({ column, table }: HeadProps<Row, Sort>) {
  const { sort, header, hint, wide, align } = column
  const className = `${classes.head} ${wide ? classes.wide : ''}`
  const { sorted, onSort } = table
  if (!sort || !onSort) {
    return (
      <Table.Th scope="col" className={className} ta={align ?? 'left'}>
        {hint ? <Explained header={header} hint={hint} /> : header}
      </Table.Th>
    )
  }
  const direction = sorted?.by === sort ? (sorted.descending ? 'descending' : 'ascending') : 'none'
  const Caret = carets[direction]
  return (
    <Table.Th scope="col" className={className} aria-sort={direction} ta={align ?? 'left'}>
      <UnstyledButton
        className={classes.sort}
        data-sorted={direction === 'none' ? undefined : true}
        onClick={() => onSort(sort, direction === 'ascending')}
      >
        {header}
        <Caret size={14} aria-hidden />
      </UnstyledButton>
    </Table.Th>
  )
}

function Explained({ header, hint }: { readonly header: string; readonly hint: string }) {
  return (
    <Tooltip label={hint} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
      <UnstyledButton className={classes.explained}>{header}</UnstyledButton>
    </Tooltip>
  )
}

const carets = { none: CaretUpDownIcon, ascending: CaretUpIcon, descending: CaretDownIcon }

function Waiting({ columns, label }: { columns: readonly { key: string; wide?: boolean }[]; label: string }) {
  return [70, 55, 80, 60, 75, 50, 65, 58].map((width, index) => (
    <Table.Tr key={width} {...(index === 0 ? { 'aria-label': label } : {})}>
      {columns.map((column) => (
        <Table.Td key={column.key} className={cellClass(column)}>
          <Skeleton height={12} my={5} width={`${width}%`} />
        </Table.Td>
      ))}
    </Table.Tr>
  ))
}

function cellClass({ wide = false }: { wide?: boolean }): string {
  return `${classes.cell} ${wide ? classes.wide : ''}`
}

/** The arrow keys go from one `rowLink` to the next. */
export function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || !(event.target instanceof HTMLAnchorElement)) return
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>(`.${CSS.escape(rowLink ?? '')}`)]
  const next = links[links.indexOf(event.target) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}
