import { Button, Stack, Text } from '@mantine/core'
import { PlusIcon } from '@phosphor-icons/react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './criteria.module.css'
import {
  addRow,
  type CriterionRow,
  faultOf,
  mostRows,
  putRow,
  removeRow,
  type SearchField,
} from './criteria.ts'
import { CriterionLine } from './criterion-line.tsx'

interface CriteriaEditorProps {
  readonly fields: readonly SearchField[]
  readonly rows: readonly CriterionRow[]
  /** Somebody has tried to search: what is missing is said. */
  readonly checked: boolean
  readonly onChange: (rows: readonly CriterionRow[]) => void
}

/**
 * The criteria of an advanced search: a field, how it is compared, and with what.
 *
 * Stands in a form, so that Enter searches. The state is the caller's: `useCriteria` keeps it.
 */
export function CriteriaEditor({ fields, rows, checked, onChange }: CriteriaEditorProps) {
  const { t } = useTranslation('criteria')
  const list = useRef<HTMLFieldSetElement>(null)
  const add = useRef<HTMLButtonElement>(null)
  const count = useRef(rows.length)
  // A new row begins at its field; what removed a row is gone.
  useEffect(() => {
    const inputs = list.current?.querySelectorAll<HTMLInputElement>('[data-criterion-field]')
    if (rows.length > count.current) inputs?.item(inputs.length - 1).focus()
    if (rows.length < count.current) add.current?.focus()
    count.current = rows.length
  }, [rows.length])

  return (
    <fieldset ref={list} className={classes.criteria}>
      <legend>{t('legend')}</legend>
      <Stack gap="sm" align="stretch">
        {rows.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('none')}
          </Text>
        )}
        {rows.map((row, index) => {
          const field = fields.find(({ key }) => key === row.field)
          const fault = checked && field ? faultOf(row, field) : undefined
          return (
            <CriterionLine
              key={row.id}
              number={index + 1}
              row={row}
              field={field}
              fields={fields}
              fault={fault}
              onChange={(changed) => onChange(putRow(rows, changed))}
              onRemove={() => onChange(removeRow(rows, row.id))}
            />
          )
        })}
        <Button
          ref={add}
          size="xs"
          variant="subtle"
          w="fit-content"
          leftSection={<PlusIcon aria-hidden />}
          disabled={rows.length >= mostRows}
          onClick={() => onChange(addRow(rows, fields))}
        >
          {t('add')}
        </Button>
      </Stack>
    </fieldset>
  )
}
