import { Badge, Text, Tooltip } from '@mantine/core'
import { CheckIcon, LinkIcon } from '@phosphor-icons/react'
import { Link } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import { type Column, rowLink } from '../ui/data-table.tsx'
import type { Format } from '../ui/format.ts'
import { Highlight } from '../ui/highlight.tsx'
import type { SortKey } from './list-address.ts'
import type { ListColumn, RecordRow, RecordType } from './queries.ts'

export type RecordColumn = Column<RecordRow, SortKey>
type T = TFunction<'crm'>

/** The columns of a list of companies, persons or projects: the name, and those that were chosen. */
export function recordColumns(
  recordType: RecordType,
  chosen: readonly ListColumn[],
  t: T,
  format: Format,
): RecordColumn[] {
  return [
    {
      key: 'title',
      header: t('column.title'),
      sort: 'title',
      cell: (row) => <Title recordType={recordType} row={row} />,
    },
    ...chosen.map(
      (column): RecordColumn => ({
        key: column.key,
        header: column.label,
        ...(column.sort ? { sort: column.sort } : {}),
        ...(column.type === 'decimal' || column.type === 'integer' ? { align: 'right' as const } : {}),
        cell: (row) => cellOf(column, row, t, format),
      }),
    ),
  ]
}

/** The columns that are shown: those chosen, else those a list has by itself. */
export function chosenColumns(known: readonly ListColumn[], keys: readonly string[] | undefined) {
  const found = (keys ?? []).flatMap((key) => known.find((column) => column.key === key) ?? [])
  return found.length > 0 ? found : known.filter(({ preset }) => preset)
}

function cellOf(column: ListColumn, row: RecordRow, t: T, format: Format): ReactNode {
  const value = row.values[column.key] ?? ''
  switch (column.type) {
    case 'company':
      return shown(row.company?.name ?? '')
    case 'link':
      return row.link && <LinkState state={row.link} t={t} />
    case 'date':
      return shown(value && format.date(String(value)))
    case 'datetime':
      return value && <Moment at={String(value)} format={format} />
    case 'integer':
    case 'decimal':
      return shown(value === '' ? '' : format.number(String(value)))
    case 'checkbox':
      return value === true && <CheckIcon aria-label={t('filter.checked')} />
    default:
      return shown(value)
  }
}

function shown(value: unknown) {
  const text = String(value)
  return <Highlight value={text}>{text}</Highlight>
}

function Title({ recordType, row }: { readonly recordType: RecordType; readonly row: RecordRow }) {
  return (
    <Link to="/records/$recordType/$recordId" params={{ recordType, recordId: row.id }} className={rowLink}>
      <Highlight value={row.title}>{row.title}</Highlight>
    </Link>
  )
}

const colours = { inSync: 'teal', waiting: 'blue', conflict: 'amber', failed: 'red', held: 'amber' }

function LinkState({ state, t }: { readonly state: NonNullable<RecordRow['link']>; readonly t: T }) {
  return (
    <Badge variant="light" color={colours[state]} leftSection={<LinkIcon size={12} aria-hidden />} tt="none">
      {state === 'inSync' ? t('linked') : t(`linkState.${state}`)}
    </Badge>
  )
}

function Moment({ at, format }: { readonly at: string; readonly format: Format }) {
  return (
    <Tooltip label={format.time(at)}>
      <Text span size="sm" c="dimmed" pos="relative">
        {format.ago(at)}
      </Text>
    </Tooltip>
  )
}
