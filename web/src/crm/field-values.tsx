import { Anchor, Text, VisuallyHidden } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Value } from '../ui/field.ts'
import { type Format, useFormat } from '../ui/format.ts'
import { Highlight } from '../ui/highlight.tsx'
import classes from './field-values.module.css'
import { hrefOf } from './href.ts'
import type { CrmField, CrmRecord } from './queries.ts'

interface FieldValuesProps {
  readonly fields: readonly CrmField[]
  readonly record: CrmRecord
  /** Before the fields, e.g. the company of a person. */
  readonly children?: ReactNode
}

/** Labels and values, for reading. */
export function FieldValues({ fields, record, children }: FieldValuesProps) {
  return (
    <dl className={classes.list}>
      {children}
      {fields.map((field) => (
        <Fragment key={field.key}>
          <dt>{field.label}</dt>
          <dd>
            <Highlight value={record.fields[field.key]}>
              <FieldText field={field} value={record.fields[field.key] ?? null} />
            </Highlight>
          </dd>
        </Fragment>
      ))}
    </dl>
  )
}

interface FieldTextProps {
  readonly field: CrmField
  /** Without a link to open it. */
  readonly plain?: boolean
  readonly value: Value
}

/** A value as a person reads it. */
export function FieldText({ field, value, plain = false }: FieldTextProps) {
  const { t } = useTranslation('ui')
  const format = useFormat()
  if (field.type === 'checkbox') return value === true ? t('yes') : t('no')
  if (value === null || value === '') {
    return (
      <Text span inherit c="dimmed">
        <span aria-hidden>–</span>
        <VisuallyHidden>{t('blank')}</VisuallyHidden>
      </Text>
    )
  }
  const href = typeof value === 'string' && !plain ? hrefOf(field.key, value) : undefined
  if (!href) return textOf(field, value, format)
  const away = href.startsWith('http') ? { target: '_blank', rel: 'noreferrer' } : {}
  return (
    <Anchor href={href} inherit {...away}>
      {value}
    </Anchor>
  )
}

function textOf(field: CrmField, value: string | number | true | false, format: Format): string {
  switch (field.type) {
    case 'list':
      return field.items?.find((item) => item.key === String(value))?.name ?? String(value)
    case 'date':
      return format.date(String(value))
    case 'datetime':
      return format.time(String(value))
    case 'integer':
    case 'decimal':
      return format.number(String(value))
    default:
      return String(value)
  }
}
