import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client.ts'
import type { Value } from '../ui/field.ts'
import { companyKey } from './company-value.ts'
import { type Draft, put } from './draft.ts'
import { type FaultOfValue, faultOf, faultsTyped } from './faults.ts'
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
  const told = (fault: FaultOfValue) =>
    'most' in fault ? t(`form.${fault.is}`, { ...fault }) : t(`form.${fault.is}`)
  // Said once the typing pauses: half a date is no mistake yet.
  const [paused] = useDebouncedValue(draft, 600)
  const typed = paused
    ? faultsTyped(paused, fields).map(([{ key }, fault]) => [key, told(fault)] as const)
    : []
  const standing = typed.filter(([key]) => draft && paused && draft.values[key] === paused.values[key])
  return {
    draft,
    /** What stood in the way of saving. */
    errors,
    /** That, and what is wrong with what is being typed. */
    faults: new Map([...standing, ...errors]) as FieldErrors,
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
        return wrong ? [[field.key, told(wrong)]] : []
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

function focusFirst(wanted: (key: string) => boolean): void {
  const inputs = document.querySelectorAll<HTMLElement>('[data-record-form] [data-field]')
  const first = [...inputs].find((input) => wanted(input.dataset.field ?? ''))
  first?.focus()
}
