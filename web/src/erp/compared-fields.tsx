import { Radio, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import classes from './erp.module.css'
import type { Choices, Side } from './pending.ts'
import type { ComparedField } from './queries.ts'

interface ComparedFieldsProps {
  readonly fields: readonly ComparedField[]
  readonly choices: Choices
  readonly onChoose: (erpField: string, side: Side) => void
}

/** Fields with the values of both sides next to each other. */
export function ComparedFields({ fields, choices, onChoose }: ComparedFieldsProps) {
  const { t } = useTranslation('erp')
  const { crmName } = useSession()
  return (
    <div className={classes.scroll}>
      <Table
        className={classes.stacked ?? ''}
        stickyHeader
        horizontalSpacing="sm"
        verticalSpacing="sm"
        aria-label={t('compare.fields')}
      >
        <Table.Thead className={classes.head ?? ''}>
          <Table.Tr>
            <Table.Th scope="col">{t('compare.field')}</Table.Th>
            <Table.Th scope="col">{crmName}</Table.Th>
            <Table.Th scope="col">{t('erp')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {fields.map((field) => (
            <Table.Tr key={field.erpField}>
              <Table.Th scope="row" fw={550}>
                {field.crmLabel}
                {field.erpLabel !== field.crmLabel && (
                  <Text size="xs" c="dimmed" fw={400}>
                    {field.erpLabel}
                  </Text>
                )}
              </Table.Th>
              <SideCell field={field} side="crm" text={field.crmText} choices={choices} onChoose={onChoose} />
              <SideCell field={field} side="erp" text={field.erpText} choices={choices} onChoose={onChoose} />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}

interface SideProps {
  readonly field: ComparedField
  readonly side: Side
  readonly text: string
  readonly choices: Choices
  readonly onChoose: (erpField: string, side: Side) => void
}

function SideCell({ field, side, text, choices, onChoose }: SideProps) {
  const { t } = useTranslation('erp')
  const { crmName } = useSession()
  const shown = text || t('blank')
  if (field.same) return <Table.Td>{shown}</Table.Td>
  const name = side === 'erp' ? t('erp') : crmName
  const other = side === 'erp' ? crmName : t('erp')
  if (field.choices.length === 0) {
    return (
      <Table.Td>
        <Text size="sm">{shown}</Text>
        {side === 'crm' && (
          <Text size="xs" c="dimmed">
            {t('compare.stuck')}
          </Text>
        )}
      </Table.Td>
    )
  }
  const possible = field.choices.includes(side)
  const chosen = choices[field.erpField] === side
  return (
    <Table.Td className={chosen ? (classes.chosen ?? '') : ''}>
      <Radio
        name={`choice-${field.erpField}`}
        label={shown}
        aria-label={`${field.crmLabel}: ${name}, ${shown}`}
        checked={chosen}
        disabled={!possible}
        {...(possible ? {} : { description: t('compare.notThere', { side: other }) })}
        onChange={() => onChoose(field.erpField, side)}
      />
    </Table.Td>
  )
}
