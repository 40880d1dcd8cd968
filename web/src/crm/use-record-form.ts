import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client.ts'
import { misread, type Value } from '../ui/field.ts'
import { companyKey } from './company-value.ts'
import { type Draft, put } from './draft.ts'
import type { CrmField } from './queries.ts'

/** Field key → what is wrong with its value. */
export type FieldErrors = ReadonlyMap<string, string>

const none: FieldErrors = new Map()

/** A draft with what is wrong with it. */
export function useRecordForm(fields: readonly CrmField[], initial?: Draft) {
  const { t } = useTranslation('crm')
  const [draft, setDraft] = useState(initial)
  const [errors, setErrors] = useState<FieldErrors>(none)
  useEffect(() => focusFirst((key) => errors.has(key)), [errors])
  const writing = draft !== undefined
  useEffect(() => focusFirst(() => writing), [writing])
  return {
    draft,
    errors,
    start(next: Draft | undefined) {
      setErrors(none)
      setDraft(next)
    },
    change(key: string, value: Value) {
      setDraft((old) => old && put(old, key, value))
      setErrors((old) => (old.has(key) ? new Map([...old].filter(([other]) => other !== key)) : old))
    },
    /** Whether it can be sent; else the fields say why not. */
    check({ values }: Draft): boolean {
      const found = fields.flatMap((field): [string, string][] => {
        const wrong = faultOf(field, values[field.key] ?? null)
        return wrong ? [[field.key, t(`form.${wrong}`)]] : []
      })
      setErrors(new Map(found))
      return found.length === 0
    },
    /** Shows what the server says at the fields it says it about; false if it says nothing of the kind. */
    refused(error: unknown): boolean {
      const faults = error instanceof ApiError && error.problem.status === 422 ? error.problem.faults : []
      setErrors(new Map(faults.map(({ at = '', title }) => [at === 'companyId' ? companyKey : at, title])))
      return faults.length > 0
    },
  }
}

function faultOf(field: CrmField, value: Value) {
  const { type, mandatory } = field
  if (value === null || String(value).trim() === '') return mandatory && type !== 'checkbox' && 'mandatory'
  if (!misread(field, value)) return undefined
  return type === 'integer' || type === 'decimal' ? (`misread.${type}` as const) : 'misread.date'
}

function focusFirst(wanted: (key: string) => boolean): void {
  const inputs = document.querySelectorAll<HTMLElement>('[data-record-form] [data-field]')
  const first = [...inputs].find((input) => wanted(input.dataset.field ?? ''))
  first?.focus()
}
