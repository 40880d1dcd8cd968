import { ActionIcon, Fieldset, Group, Select, Stack, Text } from '@mantine/core'
import { TrashIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../api/session.ts'
import type { FieldShape, Value } from '../../ui/field.ts'
import { FieldInput } from '../../ui/field-input.tsx'
import type { ImportForm, ImportSettings } from './queries.ts'

interface DefaultValuesProps {
  readonly form: ImportForm
  readonly values: ImportSettings['defaults']
  readonly onChange: (values: ImportSettings['defaults']) => void
}

/** What new records get in fields the ERP leaves blank. */
export function DefaultValues({ form, values, onChange }: DefaultValuesProps) {
  const { t } = useTranslation('import')
  const { crmName: crm } = useSession()
  const given = form.defaults.filter(({ key }) => Object.hasOwn(values, key))
  const free = form.defaults.filter(({ key }) => !Object.hasOwn(values, key))
  const put = (key: string, value: Value) => onChange({ ...values, [key]: value })
  const remove = (key: string) =>
    onChange(Object.fromEntries(Object.entries(values).filter(([other]) => other !== key)))
  return (
    <Fieldset
      variant="unstyled"
      legend={
        <Text component="span" size="sm" fw={600}>
          {t('defaults.title')}
        </Text>
      }
    >
      <Stack gap="sm" mt="xs">
        <Text size="sm" c="dimmed">
          {t('defaults.text', { crm })}
        </Text>
        {given.map((field) => (
          <Group key={field.key} align="flex-end" wrap="nowrap">
            <div style={{ flex: 1 }}>
              <FieldInput
                field={shapeOf(field)}
                value={values[field.key] ?? null}
                onChange={(value) => put(field.key, value)}
                description={field.fromErp ? t('defaults.fromErp') : undefined}
              />
            </div>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t('defaults.remove', { field: field.label })}
              onClick={() => remove(field.key)}
            >
              <TrashIcon aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        {free.length > 0 && (
          <Select
            label={t('defaults.add')}
            placeholder={t('defaults.choose')}
            searchable
            maw={360}
            data={free.map(({ key, label }) => ({ value: key, label }))}
            value={null}
            onChange={(key) => {
              const field = free.find((one) => one.key === key)
              if (field) put(field.key, field.type === 'checkbox' ? false : null)
            }}
          />
        )}
      </Stack>
    </Fieldset>
  )
}

function shapeOf({ key, label, type, maxLength, items }: ImportForm['defaults'][number]): FieldShape {
  return {
    ...{ key, label, type, maxLength, mandatory: false },
    items: items?.map((item) => ({ key: item.key, name: item.label, inactive: false })) ?? null,
  }
}
