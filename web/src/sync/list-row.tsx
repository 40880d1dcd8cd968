import { Group, Select, Table, Text } from '@mantine/core'
import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './mapping.module.css'
import { Mark } from './mapping-erp-field.tsx'
import type { ListMapping } from './queries.ts'

export interface CrmChoice {
  readonly value: string
  readonly label: string
  readonly inactive: boolean
}

/** The same for all, so that only those in sight need to be drawn. */
export const listRowHeight = 48

interface ListRowProps {
  readonly item: ListMapping['items'][number]
  /** Its name; with the key where others have the same name. */
  readonly name: string
  readonly row: number
  readonly crmItem: string | null
  readonly choices: readonly CrmChoice[]
  /** The CRM item it stands for can no longer be chosen. */
  readonly outOfUse: boolean
  /** What the other ERP items that stand for the same CRM item are called. */
  readonly clash: string | undefined
  readonly onChoose: (erpItem: string, crmItem: string | null) => void
}

const atMost = 50

/** One ERP item with its CRM item. Remembered, and of the same height for all. */
export const ListRow = memo(function ListRow(props: ListRowProps) {
  const { t } = useTranslation(['sync', 'mapping', 'ui'])
  const { item, name, row, crmItem, choices, outOfUse, clash, onChoose } = props
  // Only the list somebody looks at has its items: there may be 5,000 of them at each of 5,000 rows.
  const [used, setUsed] = useState(false)
  const offered = choices.filter(({ value, inactive }) => value === crmItem || (used && !inactive))
  const said = [
    ...(outOfUse ? [t('mapping:lists.outOfUse')] : []),
    ...(clash === undefined ? [] : [t('mapping:lists.alsoAt', { items: clash })]),
  ]
  const none = { value: '', label: t('ui:list.none') }
  return (
    <Table.Tr
      className={classes.row ?? ''}
      data-fault={clash !== undefined || undefined}
      data-changed={item.crmItem !== crmItem || undefined}
      aria-rowindex={row}
      h={listRowHeight}
    >
      <Table.Th scope="row" fw={400}>
        <Group gap={6} wrap="nowrap">
          <Text size="sm" truncate title={name}>
            <bdi>{name}</bdi>
          </Text>
          {item.isNew && <Mark color="petrol">{t('mapping:new')}</Mark>}
          {!item.inErp && <Mark color="red">{t('mapping.notInErp')}</Mark>}
        </Group>
      </Table.Th>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          <Select
            flex={1}
            miw={0}
            size="xs"
            aria-label={name}
            searchable
            placeholder={none.label}
            nothingFoundMessage={t('ui:list.nothingFound')}
            error={clash !== undefined}
            {...(said.length === 0 ? {} : { 'aria-description': said.join(' ') })}
            data={[none, ...offered]}
            filter={({ options, search }) => someOf(options as Option[], search, crmItem)}
            value={crmItem}
            onFocus={(event) => {
              setUsed(true)
              event.currentTarget.select()
            }}
            onClick={(event) => event.currentTarget.select()}
            onChange={(next) => onChoose(item.erpItem, next || null)}
          />
          {outOfUse && <Mark color="amber">{t('mapping:lists.outOfUse')}</Mark>}
          {clash !== undefined && (
            <Text size="xs" w={150} lineClamp={2} c="var(--mantine-color-error)" title={clash}>
              {t('mapping:lists.alsoAt', { items: clash })}
            </Text>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  )
})

interface Option {
  readonly value: string
  readonly label: string
}

/** As many as one can look through, and always the one that is chosen. */
function someOf(options: readonly Option[], search: string, chosen: string | null): Option[] {
  const sought = search.trim().toLowerCase()
  const found = options.filter(({ label }) => label.toLowerCase().includes(sought))
  const some = found.slice(0, atMost)
  const own = found.find(({ value }) => value === chosen)
  return own === undefined || some.includes(own) ? some : [...some, own]
}
