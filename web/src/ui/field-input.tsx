import { ActionIcon, Checkbox, Select, Textarea, TextInput } from '@mantine/core'
import { CalendarBlankIcon } from '@phosphor-icons/react'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type FieldShape, misread, type Value } from './field.ts'
import { type Format, useFormat } from './format.ts'
import {
  dateOrder,
  formatDecimal,
  formatTime,
  numberSigns,
  parseDate,
  parseDecimal,
  parseTime,
} from './locale.ts'

interface FieldInputProps {
  readonly field: FieldShape
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly error?: string | undefined
  readonly description?: string | undefined
  /** The id of what says more about it, elsewhere on the screen. */
  readonly describedBy?: string | undefined
  readonly multiline?: boolean
}

/**
 * One field of a form, drawn by its type.
 *
 * What cannot be read as a number or date is handed on as it was typed, for `misread` to find: nothing a person
 * typed is dropped without a word.
 */
export function FieldInput(props: FieldInputProps) {
  switch (props.field.type) {
    case 'checkbox':
      return <CheckboxField {...props} />
    case 'list':
      return <ListField {...props} />
    case 'date':
      return <DateField {...props} />
    case 'datetime':
      return <TimeField {...props} />
    case 'integer':
    case 'decimal':
      return <NumberField {...props} />
    default:
      return <TextField {...props} />
  }
}

/** Help below the input, so that inputs side by side stay in line. */
export const inputWrapperOrder: ('label' | 'input' | 'description' | 'error')[] = [
  'label',
  'input',
  'description',
  'error',
]

function common({ field, error, description, describedBy }: FieldInputProps) {
  return {
    label: field.label,
    withAsterisk: field.mandatory,
    'aria-required': field.mandatory,
    'data-field': field.key,
    autoComplete: 'off',
    inputWrapperOrder,
    ...(error ? { error } : {}),
    ...(description ? { description } : {}),
    ...(describedBy ? { 'aria-describedby': describedBy, 'aria-invalid': true } : {}),
  }
}

function TextField(props: FieldInputProps) {
  const { field, value, onChange, multiline = false } = props
  const input = {
    ...common(props),
    value: String(value ?? ''),
    ...(field.maxLength === null ? {} : { maxLength: field.maxLength }),
  }
  return multiline ? (
    <Textarea {...input} autosize minRows={2} maxRows={8} onChange={(e) => onChange(e.currentTarget.value)} />
  ) : (
    <TextInput {...input} onChange={(e) => onChange(e.currentTarget.value)} />
  )
}

function CheckboxField(props: FieldInputProps) {
  const { error, description } = props
  return (
    <Checkbox
      label={props.field.label}
      data-field={props.field.key}
      checked={props.value === true}
      {...(error ? { error } : {})}
      {...(description ? { description } : {})}
      onChange={(event) => props.onChange(event.currentTarget.checked)}
    />
  )
}

// More options than this are slow to draw, and nobody scrolls through them.
const atOnce = 200

function ListField(props: FieldInputProps) {
  const { t } = useTranslation('ui')
  const { field, value, onChange } = props
  const choices = (field.items ?? []).filter((item) => !item.inactive || item.key === value)
  const more = choices.length > atOnce ? t('list.more', { shown: atOnce, count: choices.length }) : undefined
  return (
    <Select
      {...common({ ...props, description: props.description ?? more })}
      limit={atOnce}
      searchable
      clearable={!field.mandatory}
      clearButtonProps={{ 'aria-label': t('clear', { field: field.label }) }}
      placeholder={t('list.none')}
      nothingFoundMessage={t('list.nothingFound')}
      data={choices.map((item) => ({ value: item.key, label: item.name }))}
      value={value === null ? null : String(value)}
      onChange={onChange}
    />
  )
}

function NumberField(props: FieldInputProps) {
  const { locale } = useFormat()
  const signs = numberSigns(locale)
  const { field, value, onChange } = props
  const read = (text: string): Value => {
    const decimal = parseDecimal(text, signs)
    if (decimal === undefined) return text.trim() === '' ? null : text
    if (field.type === 'decimal') return decimal
    return Number.isSafeInteger(Number(decimal)) ? Number(decimal) : text
  }
  return (
    <Typed
      {...props}
      inputMode={field.type === 'integer' ? 'numeric' : 'decimal'}
      shown={value === null || misread(field, value) ? value : formatDecimal(String(value), signs, false)}
      read={read}
      onChange={onChange}
    />
  )
}

function DateField(props: FieldInputProps) {
  const { t } = useTranslation('ui')
  const format = useFormat()
  const picker = useRef<HTMLInputElement>(null)
  const { field, value, onChange } = props
  const known = typeof value === 'string' && !misread(field, value)
  return (
    <Typed
      {...props}
      inputMode="text"
      placeholder={datePattern(format, t('date.letters'))}
      shown={known ? format.date(value) : value}
      read={(text) => parseDate(text, format.locale) ?? (text.trim() === '' ? null : text)}
      onChange={onChange}
      rightSection={
        <>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('date.pick', { field: field.label })}
            onClick={() => picker.current?.showPicker()}
          >
            <CalendarBlankIcon aria-hidden />
          </ActionIcon>
          <input
            ref={picker}
            type="date"
            tabIndex={-1}
            aria-hidden
            value={known ? value : ''}
            onChange={(event) => onChange(event.currentTarget.value || null)}
            style={{ position: 'absolute', inset: 0, opacity: 0, pointerEvents: 'none' }}
          />
        </>
      }
    />
  )
}

function TimeField(props: FieldInputProps) {
  const { t } = useTranslation('ui')
  const format = useFormat()
  const { field, value, onChange } = props
  const known = typeof value === 'string' && !misread(field, value)
  return (
    <Typed
      {...props}
      inputMode="text"
      placeholder={`${datePattern(format, t('date.letters'))} ${t('time.pattern')}`}
      shown={known ? formatTime(value, format.locale) : value}
      read={(text) => parseTime(text, format.locale) ?? (text.trim() === '' ? null : text)}
      onChange={onChange}
    />
  )
}

// `letters` are the first letters of day, month and year.
function datePattern({ locale }: Format, letters: string): string {
  const { order, separator } = dateOrder(locale)
  const [day = '', month = '', year = ''] = letters
  const letter = { day: day.repeat(2), month: month.repeat(2), year: year.repeat(4) }
  return order.map((part) => letter[part]).join(separator)
}

interface TypedProps extends FieldInputProps {
  readonly shown: Value
  readonly read: (text: string) => Value
  readonly inputMode: 'numeric' | 'decimal' | 'text'
  readonly placeholder?: string
  readonly rightSection?: ReactNode
}

// While the field has the focus it shows what is typed; the value is followed again when it is left.
function Typed(props: TypedProps) {
  const [draft, setDraft] = useState<string>()
  return (
    <TextInput
      {...common(props)}
      inputMode={props.inputMode}
      placeholder={props.placeholder}
      rightSection={props.rightSection}
      value={draft ?? String(props.shown ?? '')}
      onChange={(event) => {
        setDraft(event.currentTarget.value)
        props.onChange(props.read(event.currentTarget.value))
      }}
      onBlur={() => setDraft(undefined)}
    />
  )
}
