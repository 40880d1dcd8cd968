import { Alert, SimpleGrid } from '@mantine/core'
import { WarningCircleIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { FieldInput } from '../ui/field-input.tsx'
import { CompanyPicker } from './company-picker.tsx'
import { companyKey } from './company-value.ts'
import type { Draft } from './draft.ts'
import type { CrmField } from './queries.ts'
import { Sections } from './sections.tsx'
import type { FieldErrors } from './use-record-form.ts'

interface RecordFormProps {
  readonly fields: readonly CrmField[]
  readonly draft: Draft
  /** What stood in the way of saving. */
  readonly errors: FieldErrors
  /** What is wrong with each field. */
  readonly faults: FieldErrors
  /** What to know about a field before changing it. */
  readonly hints?: ReadonlyMap<string, string>
  readonly companyName?: string | undefined
  readonly onChange: (key: string, value: Draft['values'][string]) => void
}

/** All fields of a record, for writing. */
export function RecordForm({ fields, draft, errors, faults, hints, companyName, onChange }: RecordFormProps) {
  const { t } = useTranslation('crm')
  const known = new Set([companyKey, ...fields.map((field) => field.key)])
  const homeless = [...errors].filter(([key]) => !known.has(key))
  const company = draft.values[companyKey]
  return (
    <>
      {errors.size > 0 && (
        <Alert color="red" icon={<WarningCircleIcon aria-hidden />} role="alert">
          {t('form.faults')}
          {homeless.map(([key, error]) => (
            <div key={key}>{error}</div>
          ))}
        </Alert>
      )}
      <Sections fields={fields}>
        {(own, section) => (
          <SimpleGrid cols={{ base: 1, xs: section === 'other' ? 1 : 2 }} spacing="md">
            {section === 'main' && company !== undefined && (
              <CompanyPicker
                value={company === null ? null : Number(company)}
                name={companyName}
                error={faults.get(companyKey)}
                onChange={(id) => onChange(companyKey, id)}
              />
            )}
            {own.map((field) => (
              <FieldInput
                key={field.key}
                // What is too long is said and not cut off: a text that is pasted stays whole.
                field={{ ...field, maxLength: null }}
                value={draft.values[field.key] ?? null}
                error={faults.get(field.key)}
                description={hints?.get(field.key) ?? field.help ?? undefined}
                multiline={field.key === 'note' || (field.type === 'text' && (field.maxLength ?? 0) > 500)}
                onChange={(value) => onChange(field.key, value)}
              />
            ))}
          </SimpleGrid>
        )}
      </Sections>
    </>
  )
}
