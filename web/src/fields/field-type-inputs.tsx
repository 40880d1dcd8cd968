import { Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { FieldDraft } from './field-draft.ts'
import { nameIn, useLanguage } from './name-in.ts'
import { type CustomField, fieldTypes, listsQuery } from './queries.ts'

interface FieldTypeInputsProps {
  readonly field: CustomField | undefined
  readonly draft: FieldDraft
  readonly errorOf: (at: 'type' | 'maxLength' | 'decimals' | 'list') => string | undefined
  readonly onChange: (draft: FieldDraft) => void
}

/** What fits into the field. What has values or is mapped keeps its type, and says why. */
export function FieldTypeInputs({ field, draft, errorOf, onChange }: FieldTypeInputsProps) {
  const { t } = useTranslation(['fields', 'ui'])
  const language = useLanguage()
  const lists = useQuery(listsQuery).data ?? []
  const fixed = field && (field.values > 0 || field.uses.length > 0)
  const why = field?.values ? t('fixed.values', { count: field.values }) : t('fixed.mapped')
  return (
    <>
      <Select
        label={t('column.type')}
        disabled={fixed ?? false}
        description={fixed ? why : undefined}
        allowDeselect={false}
        error={errorOf('type')}
        data={fieldTypes.map((type) => ({ value: type, label: t(`type.${type}`) }))}
        value={draft.type}
        onChange={(next) =>
          onChange({ ...draft, type: fieldTypes.find((type) => type === next) ?? draft.type })
        }
      />
      {draft.type === 'text' && (
        <TextInput
          label={t('maxLength')}
          description={t('maxLength.text')}
          inputMode="numeric"
          error={errorOf('maxLength')}
          value={draft.maxLength}
          onChange={(event) => onChange({ ...draft, maxLength: event.currentTarget.value })}
        />
      )}
      {draft.type === 'decimal' && (
        <TextInput
          label={t('decimals')}
          description={t('decimals.text')}
          inputMode="numeric"
          error={errorOf('decimals')}
          value={draft.decimals}
          onChange={(event) => onChange({ ...draft, decimals: event.currentTarget.value })}
        />
      )}
      {draft.type === 'list' && (
        <Select
          label={t('list')}
          withAsterisk
          searchable
          disabled={fixed ?? false}
          nothingFoundMessage={t('ui:list.nothingFound')}
          placeholder={t('missing.list')}
          error={errorOf('list')}
          data={lists.map(({ key, name }) => ({ value: key, label: nameIn(name, language) }))}
          value={draft.list}
          onChange={(list) => onChange({ ...draft, list })}
        />
      )}
    </>
  )
}
