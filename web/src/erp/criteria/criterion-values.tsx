import { MultiSelect, Select, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Value } from '../../ui/field.ts'
import { FieldInput } from '../../ui/field-input.tsx'
import { type CriterionRow, isOneOf, type SearchField, shapeOf } from './criteria.ts'

interface CriterionValuesProps {
  readonly field: SearchField
  readonly row: CriterionRow
  /** What says what is wrong with them. */
  readonly describedBy: string | undefined
  readonly onChange: (values: readonly Value[]) => void
}

/** With what a field is compared: one value, two, or items of a list. */
export function CriterionValues({ field, row, describedBy, onChange }: CriterionValuesProps) {
  const { t } = useTranslation(['criteria', 'ui'])
  const { operator, values } = row
  if (isOneOf(operator)) return <Items field={field} values={values} onChange={onChange} />
  if (field.type === 'checkbox') {
    return (
      <Select
        label={t('value')}
        allowDeselect={false}
        data={[
          { value: 'yes', label: t('ui:yes') },
          { value: 'no', label: t('ui:no') },
        ]}
        value={values[0] === false ? 'no' : 'yes'}
        onChange={(chosen) => onChange([chosen !== 'no'])}
      />
    )
  }
  const shape = { ...shapeOf(field, operator), label: t('value') }
  if (operator !== 'between') {
    return (
      <FieldInput
        // The editor of a day cannot go on with what was typed as a time.
        key={shape.type}
        field={shape}
        value={values[0] ?? null}
        describedBy={describedBy}
        onChange={(value) => onChange([value])}
      />
    )
  }
  const [from = null, to = null] = values
  return (
    <>
      <FieldInput
        field={{ ...shape, label: t('from') }}
        value={from}
        describedBy={describedBy}
        onChange={(value) => onChange([value, to])}
      />
      <Text size="sm" c="dimmed" aria-hidden>
        {t('and')}
      </Text>
      <FieldInput
        field={{ ...shape, label: t('to') }}
        value={to}
        describedBy={describedBy}
        onChange={(value) => onChange([from, value])}
      />
    </>
  )
}

interface ItemsProps {
  readonly field: SearchField
  readonly values: readonly Value[]
  readonly onChange: (values: readonly Value[]) => void
}

// More are slow to draw, and nobody scrolls through them.
const atOnce = 200

function Items({ field, values, onChange }: ItemsProps) {
  const { t } = useTranslation(['criteria', 'ui'])
  return (
    <MultiSelect
      label={t('value')}
      searchable
      clearable
      hidePickedOptions
      limit={atOnce}
      clearButtonProps={{ 'aria-label': t('ui:clear', { field: field.label }) }}
      nothingFoundMessage={t('ui:list.nothingFound')}
      {...(values.length === 0 ? { placeholder: t('items') } : {})}
      data={field.items?.map(({ key, label }) => ({ value: key, label })) ?? []}
      value={values.map(String)}
      onChange={onChange}
    />
  )
}
