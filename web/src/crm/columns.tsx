import { Badge, Text, Tooltip, VisuallyHidden } from '@mantine/core'
import { LinkIcon } from '@phosphor-icons/react'
import { Link } from '@tanstack/react-router'
import type { CustomTypeOptions, TFunction } from 'i18next'
import { type Column, rowLink } from '../ui/data-table.tsx'
import type { Format } from '../ui/format.ts'
import { Highlight } from '../ui/highlight.tsx'
import type { ListSearch, RecordRow, RecordType } from './queries.ts'

type RecordColumn = Column<RecordRow, ListSearch['sort']>
type T = TFunction<'crm'>
type HeaderKey = Extract<keyof CustomTypeOptions['resources']['crm'], `column.${string}`>

/** The columns of a list of companies, persons or projects. */
export function recordColumns(
  recordType: RecordType,
  t: T,
  format: Format,
  inCompany = false,
): RecordColumn[] {
  const column = (
    key: RecordColumn['key'] & keyof RecordRow,
    more: Partial<RecordColumn> = {},
  ): RecordColumn => ({
    key,
    header: t(headers[key] ?? `column.${recordType}.category`),
    cell: (row) => shown(row[key]),
    ...more,
  })
  const company = inCompany ? [] : [column('company', { cell: (row) => shown(row.company?.name ?? null) })]
  const own: Record<RecordType, RecordColumn[]> = {
    company: [
      column('number', { wide: true }),
      column('category', { wide: true }),
      column('city', { sort: 'city' }),
      column('phone', { wide: true }),
    ],
    person: [
      ...company,
      column('category', { wide: !inCompany }),
      column('phone', { wide: true }),
      column('email', { wide: true }),
    ],
    project: [
      ...company,
      column('number', { wide: true }),
      column('category', { wide: true }),
      column('endDate', { wide: true, cell: (row) => shown(row.endDate && format.date(row.endDate)) }),
    ],
  }
  return [
    column('title', { sort: 'title', cell: (row) => <Title recordType={recordType} row={row} /> }),
    ...own[recordType],
    {
      key: 'linked',
      header: t('column.linked'),
      cell: (row) => row.linked && <Linked label={t('linked')} />,
    },
    column('updatedAt', {
      sort: 'updatedAt',
      wide: true,
      cell: (row) => <Changed row={row} format={format} />,
    }),
  ]
}

const headers: Partial<Record<keyof RecordRow, HeaderKey>> = {
  title: 'column.title',
  company: 'column.company',
  number: 'column.number',
  city: 'column.city',
  phone: 'column.phone',
  email: 'column.email',
  endDate: 'column.endDate',
  updatedAt: 'column.updatedAt',
}

function shown(value: unknown) {
  return <Highlight value={value}>{typeof value === 'string' ? value : ''}</Highlight>
}

function Title({ recordType, row }: { readonly recordType: RecordType; readonly row: RecordRow }) {
  return (
    <Link to="/records/$recordType/$recordId" params={{ recordType, recordId: row.id }} className={rowLink}>
      <Highlight value={row.title}>{row.title}</Highlight>
    </Link>
  )
}

function Linked({ label }: { readonly label: string }) {
  return (
    <>
      <Badge variant="light" leftSection={<LinkIcon size={12} aria-hidden />} tt="none" visibleFrom="sm">
        {label}
      </Badge>
      <Text span c="petrol" hiddenFrom="sm" title={label}>
        <LinkIcon size={18} aria-hidden />
        <VisuallyHidden>{label}</VisuallyHidden>
      </Text>
    </>
  )
}

function Changed({ row, format }: { readonly row: RecordRow; readonly format: Format }) {
  return (
    <Tooltip label={format.time(row.updatedAt)}>
      <Text span size="sm" c="dimmed" pos="relative">
        {format.ago(row.updatedAt)}
      </Text>
    </Tooltip>
  )
}
