import { Paper, Radio, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { FieldText } from '../field-values.tsx'
import type { CrmField, CrmRecord } from '../queries.ts'
import type { Differing } from './choices.ts'
import classes from './field-choices.module.css'

interface FieldChoicesProps {
  readonly pair: readonly [CrmRecord, CrmRecord]
  readonly rows: readonly Differing[]
  readonly fields: readonly CrmField[]
  /** The fields of which the other's value stands. */
  readonly take: ReadonlySet<string>
  readonly onChoose: (key: string, other: boolean) => void
}

/** The values that differ, side by side: one of each stays. */
export function FieldChoices({ pair, rows, fields, take, onChoose }: FieldChoicesProps) {
  const { t } = useTranslation('crm')
  return (
    <Paper component="section" withBorder p="lg" aria-labelledby="merge-fields">
      <Title order={2} size="h5" mb={4} id="merge-fields">
        {t('merge.fields')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {rows.length === 0 ? t('merge.allSame') : t('merge.fieldsText')}
      </Text>
      {rows.map(({ key, label, values }) => (
        <fieldset key={key} className={classes.row}>
          <legend className={classes.label}>{label}</legend>
          {values.map((value, at) => (
            <Radio
              key={pair[at]?.id}
              name={`merge-${key}`}
              className={classes.value ?? ''}
              checked={take.has(key) === (at === 1)}
              onChange={() => onChoose(key, at === 1)}
              label={<FieldText field={fieldOf(fields, key)} value={value} plain />}
              description={pair[at]?.title}
            />
          ))}
        </fieldset>
      ))}
    </Paper>
  )
}

function fieldOf(fields: readonly CrmField[], key: string): CrmField {
  const text = { type: 'text', mandatory: false, help: null, maxLength: null, decimals: null } as const
  return (
    fields.find((field) => field.key === key) ?? {
      ...text,
      ...{ key, label: key, items: null, section: 'main', custom: false },
    }
  )
}
