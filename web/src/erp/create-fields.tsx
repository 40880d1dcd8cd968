import { Checkbox, Group, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { FieldInput } from '../ui/field-input.tsx'
import { type Filled, type NewActorField, shapeOf } from './create-queries.ts'
import classes from './erp.module.css'

interface CreateFieldsProps {
  readonly fields: readonly NewActorField[]
  readonly filled: Filled
  /** Somebody has tried to go on: what is missing is said. */
  readonly checked: boolean
  readonly onFill: (filled: Filled) => void
}

/** The values of a new actor: first what is asked, then what it gets by itself. */
export function CreateFields({ fields, filled, checked, onFill }: CreateFieldsProps) {
  const { t } = useTranslation('erp')
  const { crmName } = useSession()
  const asked = fields.filter(({ open }) => open)
  const wrong = fields.filter(({ open, problem, from }) => !open && (problem !== null || from === 'leftOut'))
  const given = fields.filter((field) => !field.open && !wrong.includes(field))
  const leave = (key: string, out: boolean) => {
    const others = filled.without.filter((one) => one !== key)
    onFill({ ...filled, without: out ? [...others, key] : others })
  }
  return (
    <Stack>
      {asked.length > 0 && (
        <Stack gap="sm">
          <Title order={3} size="h5">
            {t('create.asked')}
          </Title>
          {asked.map((field) => (
            <FieldInput
              key={field.key}
              field={shapeOf(field)}
              value={
                Object.hasOwn(filled.values, field.key) ? (filled.values[field.key] ?? null) : field.value
              }
              description={field.help ?? undefined}
              error={checked ? field.problem?.title : undefined}
              onChange={(value) => onFill({ ...filled, values: { ...filled.values, [field.key]: value } })}
            />
          ))}
        </Stack>
      )}
      {wrong.length > 0 && (
        <Stack gap="sm">
          <Title order={3} size="h5">
            {t('create.wrong')}
          </Title>
          {wrong.map((field) => (
            <Stack key={field.key} gap={4}>
              <Group gap="xs">
                <Text size="sm" fw={600}>
                  {field.label}
                </Text>
                <Text size="sm">{field.crm?.text}</Text>
              </Group>
              {field.problem && (
                <Text size="sm" c="red.8" role="alert">
                  {field.problem.title}
                </Text>
              )}
              {(field.mayLeaveOut || field.from === 'leftOut') && (
                <Checkbox
                  size="sm"
                  label={t('create.without', { field: field.label })}
                  checked={filled.without.includes(field.key)}
                  onChange={(event) => leave(field.key, event.currentTarget.checked)}
                />
              )}
            </Stack>
          ))}
        </Stack>
      )}
      {given.length > 0 && (
        <Stack gap="sm">
          <Title order={3} size="h5">
            {t('create.given')}
          </Title>
          <dl className={classes.values}>
            {given.map(({ key, label, text, from }) => (
              <div key={key} style={{ display: 'contents' }}>
                <dt>{label}</dt>
                <dd>
                  <Group gap="xs">
                    {text || t('blank')}
                    <Text span size="xs" c="dimmed">
                      {from === 'preset' ? t('create.preset') : t('create.record', { crm: crmName })}
                    </Text>
                  </Group>
                </dd>
              </div>
            ))}
          </dl>
        </Stack>
      )}
    </Stack>
  )
}
