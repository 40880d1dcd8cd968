import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { companyKey } from './company-value.ts'
import { listQuery } from './queries.ts'

interface CompanyPickerProps {
  readonly value: number | null
  /** Name of the company in `value`, while it is not among those found. */
  readonly name: string | undefined
  readonly error?: string | undefined
  readonly onChange: (value: number | null) => void
}

/** Finds the company a person or project belongs to. */
export function CompanyPicker({ value, name, error, onChange }: CompanyPickerProps) {
  const { t } = useTranslation(['crm', 'ui'])
  const [typed, setTyped] = useState('')
  const [picked, setPicked] = useState(name)
  const [q] = useDebouncedValue(typed === picked ? '' : typed, 200)
  const { data, isFetching } = useQuery(listQuery('company', { q }))
  const found = (data?.rows ?? []).map((row) => ({ value: String(row.id), label: row.title }))
  const missing = value !== null && !found.some((choice) => choice.value === String(value))
  return (
    <Select
      label={t('column.company')}
      data-field={companyKey}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('ui:clear', { field: t('column.company') }) }}
      placeholder={t('company.placeholder')}
      nothingFoundMessage={isFetching ? t('ui:loading') : t('ui:list.nothingFound')}
      data={missing ? [{ value: String(value), label: picked ?? '' }, ...found] : found}
      // The server has searched already.
      filter={({ options }) => options}
      value={value === null ? null : String(value)}
      onSearchChange={setTyped}
      onChange={(id, option) => {
        setPicked(option?.label)
        onChange(id === null ? null : Number(id))
      }}
      {...(error ? { error } : {})}
    />
  )
}
