import { Anchor, Select } from '@mantine/core'
import { MagicWandIcon } from '@phosphor-icons/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { type Choice, chooseCrmField, fitting } from './mapping-draft.ts'
import type { MappedField } from './queries.ts'

interface MappingCrmFieldProps {
  readonly field: MappedField
  readonly choice: Choice
  readonly crmFields: readonly { readonly key: string; readonly label: string }[]
  /** CRM field of a similar name. */
  readonly suggestion: string | undefined
  readonly onChange: (choice: Choice) => void
}

/** The CRM field of an ERP field: one of those that fit, or the one suggested. */
export function MappingCrmField({ field, choice, crmFields, suggestion, onChange }: MappingCrmFieldProps) {
  const { t } = useTranslation(['sync', 'mapping', 'ui'])
  const { crmName } = useSession()
  // With 200 fields it counts that only the list somebody looks at has its items.
  const [used, setUsed] = useState(false)
  const { crmField } = choice
  const fits = ({ key }: { key: string }) => key in field.arrows
  const gone = crmField !== null && !crmFields.some(({ key }) => key === crmField)
  const offered = used ? crmFields.filter(fits) : crmFields.filter(({ key }) => key === crmField)
  const labelOf = (sought: string) => crmFields.find(({ key }) => key === sought)?.label ?? sought
  const choose = (next: string | null) => onChange(chooseCrmField(field, choice, next))
  return (
    <>
      <Select
        size="xs"
        aria-label={t('mapping.of', { field: field.label, what: t('mapping.crmField', { crm: crmName }) })}
        searchable
        clearable={crmField !== null}
        clearButtonProps={{ 'aria-label': t('ui:clear', { field: field.label }) }}
        placeholder={t(fitting(field, crmFields) ? 'ui:list.none' : 'mapping.noFitting')}
        nothingFoundMessage={t('mapping.noFitting')}
        disabled={crmField === null && !fitting(field, crmFields)}
        error={gone ? t('mapping.crmFieldGone') : undefined}
        data={[
          { value: '', label: t('ui:list.none') },
          ...offered.map(({ key, label }) => ({ value: key, label })),
          ...(gone ? [{ value: crmField, label: crmField }] : []),
        ]}
        value={crmField}
        onFocus={(event) => {
          setUsed(true)
          event.currentTarget.select()
        }}
        onClick={(event) => event.currentTarget.select()}
        onChange={(next) => choose(next || null)}
      />
      {suggestion !== undefined && (
        <Anchor
          component="button"
          type="button"
          size="xs"
          mt={2}
          aria-label={t('mapping:suggestion.take', { field: field.label, crmField: labelOf(suggestion) })}
          onClick={() => choose(suggestion)}
        >
          <MagicWandIcon aria-hidden /> {t('mapping:suggestion', { crmField: labelOf(suggestion) })}
        </Anchor>
      )}
    </>
  )
}
