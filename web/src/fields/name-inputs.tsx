import { SimpleGrid, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Names } from './queries.ts'

interface NameInputsProps {
  readonly names: Names
  readonly error: string | undefined
  readonly autoFocus?: boolean
  readonly onChange: (names: Names) => void
}

/** What something is called, in both languages; English left blank is as in Dutch. */
export function NameInputs({ names, error, autoFocus = false, onChange }: NameInputsProps) {
  const { t } = useTranslation('fields')
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <TextInput
        label={t('name.nl')}
        withAsterisk
        maxLength={100}
        autoComplete="off"
        data-autofocus={autoFocus || undefined}
        value={names.nl}
        error={error}
        onChange={(event) => onChange({ ...names, nl: event.currentTarget.value })}
      />
      <TextInput
        label={t('name.en')}
        placeholder={names.nl}
        maxLength={100}
        autoComplete="off"
        value={names.en}
        onChange={(event) => onChange({ ...names, en: event.currentTarget.value })}
      />
    </SimpleGrid>
  )
}
