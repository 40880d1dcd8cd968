import { Table } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import classes from './mapping.module.css'

/** The frame of a field mapping. With the arrow keys one goes to the same place of the next or previous field. */
export function MappingTable({ count, children }: { readonly count: number; readonly children: ReactNode }) {
  const { t } = useTranslation('sync')
  const { crmName } = useSession()
  const step = useCallback((event: KeyboardEvent<HTMLElement>) => {
    const way = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' } as const
    const to = event.key === 'ArrowDown' || event.key === 'ArrowUp' ? way[event.key] : undefined
    const from = event.target
    // A list has its own use for these keys.
    if (!to || !(from instanceof HTMLElement) || !from.matches('button, input[type=checkbox]')) return
    const next = counterpart(from, to)
    if (!next) return
    event.preventDefault()
    next.focus()
  }, [])
  return (
    <Table
      stickyHeader
      layout="fixed"
      horizontalSpacing="sm"
      verticalSpacing={4}
      aria-label={t('mappings')}
      aria-rowcount={count + 1}
    >
      <Table.Thead className={classes.head}>
        <Table.Tr aria-rowindex={1}>
          <Table.Th scope="col" w={120} ta="center">
            {t('mapping.inSearch')}
          </Table.Th>
          <Table.Th scope="col">{t('mapping.erpField')}</Table.Th>
          <Table.Th scope="col" w={130} ta="center">
            {t('mapping.direction')}
          </Table.Th>
          <Table.Th scope="col" w={300}>
            {t('mapping.crmField', { crm: crmName })}
          </Table.Th>
          <Table.Th scope="col" w={120} ta="center">
            {t('mapping.inTab')}
          </Table.Th>
          <Table.Th scope="col" w={92}>
            <span className={classes.hidden}>{t('mapping.rules')}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody onKeyDown={step}>{children}</Table.Tbody>
    </Table>
  )
}

function counterpart(from: HTMLElement, to: 'nextElementSibling' | 'previousElementSibling') {
  const cell = from.closest('td, th')
  const row = cell?.closest('tr')
  if (!cell || !row) return undefined
  const at = [...cell.querySelectorAll('button, input')].indexOf(from)
  const other = row[to]?.children[[...row.children].indexOf(cell)]
  return [...(other?.querySelectorAll<HTMLElement>('button, input') ?? [])][at]
}
