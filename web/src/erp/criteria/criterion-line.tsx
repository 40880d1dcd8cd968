import { ActionIcon, Select, Text } from '@mantine/core'
import { TrashIcon } from '@phosphor-icons/react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './criteria.module.css'
import { type CriterionRow, type RowFault, type SearchField, withField, withOperator } from './criteria.ts'
import { CriterionValues } from './criterion-values.tsx'

interface CriterionLineProps {
  /** Its place among the criteria, from 1. */
  readonly number: number
  readonly row: CriterionRow
  readonly field: SearchField | undefined
  readonly fields: readonly SearchField[]
  readonly fault: RowFault | undefined
  readonly onChange: (row: CriterionRow) => void
  readonly onRemove: () => void
}

/** One criterion; the labels are for screen readers, the eye reads a sentence. */
export function CriterionLine(props: CriterionLineProps) {
  const { t } = useTranslation('criteria')
  const { number, row, field, fields, fault, onChange, onRemove } = props
  const words = useOperatorWords(field)
  const id = useId()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset in a fieldset would be read out twice
    <div role="group" aria-label={t('row', { number })} className={classes.row}>
      <Select
        data-criterion-field
        className={classes.field ?? ''}
        label={t('field')}
        searchable
        allowDeselect={false}
        nothingFoundMessage={t('noField')}
        data={fields.map(({ key, label }) => ({ value: key, label }))}
        value={row.field}
        onChange={(key) => {
          const chosen = fields.find((one) => one.key === key)
          if (chosen) onChange(withField(row, field, chosen))
        }}
      />
      <Select
        className={classes.operator ?? ''}
        label={t('operator')}
        allowDeselect={false}
        data={field?.operators.map((operator) => ({ value: operator, label: words(operator) })) ?? []}
        value={row.operator}
        onChange={(operator) => operator !== null && field && onChange(withOperator(row, field, operator))}
      />
      <div className={classes.values}>
        {field && (
          <CriterionValues
            field={field}
            row={row}
            describedBy={fault ? id : undefined}
            onChange={(values) => onChange({ ...row, values })}
          />
        )}
        {fault && (
          <Text id={id} size="xs" c="var(--mantine-color-error)" role="alert" w="100%">
            {t(`fault.${fault}`)}
          </Text>
        )}
      </div>
      <ActionIcon
        className={classes.remove ?? ''}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t('remove', { number })}
        onClick={onRemove}
      >
        <TrashIcon aria-hidden />
      </ActionIcon>
    </div>
  )
}

/** How a comparison is called depends on what is compared. */
function useOperatorWords(field: SearchField | undefined): (operator: string) => string {
  const { t } = useTranslation('criteria')
  return (operator) => {
    switch (field?.type) {
      case 'integer':
      case 'decimal':
        return t(`number.${operator as NumberOperator}`)
      case 'date':
      case 'datetime':
        return t(`date.${operator as DateOperator}`)
      case 'list':
        return t(`list.${operator as ListOperator}`)
      case 'checkbox':
        return t('checkbox.equals')
      default:
        return t(`text.${operator as TextOperator}`)
    }
  }
}

type NumberOperator = 'equals' | 'notEquals' | 'less' | 'greater' | 'atMost' | 'atLeast' | 'between'
type DateOperator = 'equals' | 'before' | 'after' | 'between'
type ListOperator = 'oneOf' | 'notOneOf'
type TextOperator =
  | ('contains' | 'notContains' | 'begins' | 'notBegins' | 'ends' | 'notEnds')
  | ('equals' | 'notEquals' | 'between')
