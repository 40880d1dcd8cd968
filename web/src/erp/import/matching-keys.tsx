import { Checkbox, Fieldset, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { OrderedList } from '../../ui/ordered-list.tsx'
import type { ImportForm, ImportSettings } from './queries.ts'

type Keys = ImportSettings['keys']

interface MatchingKeysProps {
  readonly form: ImportForm
  readonly keys: Keys
  readonly onChange: (keys: Keys) => void
}

/** By what a record is found that is there already, and in which order. */
export function MatchingKeys({ form, keys, onChange }: MatchingKeysProps) {
  const { t } = useTranslation('import')
  return (
    <Fieldset
      variant="unstyled"
      legend={
        <Text component="span" size="sm" fw={600}>
          {t('keys.title')}
        </Text>
      }
    >
      <Stack gap="sm" mt="xs">
        <Text size="sm" c="dimmed">
          {t('keys.text')}
        </Text>
        {form.keys.map(({ key, blocked }) => (
          <Checkbox
            key={key}
            label={t(`key.${key}`)}
            {...(blocked === null ? {} : { description: blocked })}
            disabled={blocked !== null}
            checked={blocked === null && keys.includes(key)}
            onChange={({ currentTarget: { checked } }) =>
              onChange(checked ? [...keys, key] : keys.filter((one) => one !== key))
            }
          />
        ))}
        {keys.length > 1 && (
          <>
            <Text size="sm" c="dimmed">
              {t('keys.order')}
            </Text>
            <OrderedList
              label={t('keys.order')}
              height="auto"
              items={keys.map((key) => ({ key, label: t(`key.${key}`) }))}
              onChange={(order) => onChange(keys.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)))}
            />
          </>
        )}
      </Stack>
    </Fieldset>
  )
}
