import { Box, Button, Checkbox, Group, Loader, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { FieldShape } from '../ui/field.ts'
import { FieldInput } from '../ui/field-input.tsx'
import { type Behaviour, type DefaultField, missingIn, withDefault } from './default-draft.ts'
import { erpListQuery } from './defaults-query.ts'

interface DefaultBehaviourProps {
  readonly connectionId: number
  readonly field: DefaultField
  readonly behaviour: Behaviour
  /** Somebody has tried to save: what is missing is said. */
  readonly checked: boolean
  /** What the server says of it. */
  readonly fault: string | undefined
  readonly onChange: (behaviour: Behaviour) => void
}

/** How a field of a new actor behaves: a value, a question, or both; and whether it can do without. */
export function DefaultBehaviour(props: DefaultBehaviourProps) {
  const { t } = useTranslation('defaults')
  const { field, behaviour, checked, onChange } = props
  const missing = checked ? missingIn(field, behaviour) : undefined
  const wrong = missing === 'behaviour' || missing === 'oneOfTwo' ? missing : undefined
  return (
    <Stack>
      <Stack gap="xs">
        <Checkbox
          label={t('set')}
          description={t('set.text')}
          checked={behaviour.hasDefault}
          onChange={(event) => onChange(withDefault(field, behaviour, event.currentTarget.checked))}
        />
        {behaviour.hasDefault && <DefaultValue {...props} missing={missing === 'value'} />}
      </Stack>
      <Checkbox
        label={t('ask')}
        description={t('ask.text')}
        checked={behaviour.askUser}
        onChange={(event) => onChange({ ...behaviour, askUser: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('mandatory')}
        description={field.locked ? t('mandatory.locked') : t('mandatory.text')}
        checked={behaviour.mandatory || field.locked}
        disabled={field.locked}
        onChange={(event) => onChange({ ...behaviour, mandatory: event.currentTarget.checked })}
      />
      {wrong && (
        <Text size="sm" c="red.8" role="alert">
          {wrong === 'oneOfTwo' ? t('missing.oneOfTwo') : t('missing.behaviour')}
        </Text>
      )}
    </Stack>
  )
}

interface DefaultValueProps extends DefaultBehaviourProps {
  readonly missing: boolean
}

function DefaultValue({ connectionId, field, behaviour, fault, missing, onChange }: DefaultValueProps) {
  const { t } = useTranslation(['defaults', 'ui'])
  const live = useQuery(erpListQuery(connectionId, field.list))
  const items = (live.data ?? field.items)?.map(({ key, label, inactive }) => ({
    key,
    name: label,
    inactive,
  }))
  const stale = behaviour.value === field.value ? (field.problem ?? undefined) : undefined
  return (
    <Box pl={32}>
      <FieldInput
        field={shapeOf(field, items ?? null)}
        value={behaviour.value}
        error={fault ?? (missing ? t('missing.value') : stale)}
        multiline={field.type === 'text' && (field.maxLength ?? 0) > 254}
        onChange={(value) => onChange({ ...behaviour, value })}
      />
      {field.list !== null && live.isFetching && (
        <Group gap={6} mt={4}>
          <Loader size={12} aria-hidden />
          <Text size="xs" c="dimmed" role="status">
            {t('list.reading')}
          </Text>
        </Group>
      )}
      {live.error && !live.isFetching && (
        <Group gap={6} mt={4}>
          <Text size="xs" c="red.8" role="status">
            {t('list.away')}
          </Text>
          <Button size="compact-xs" variant="subtle" onClick={() => live.refetch()}>
            {t('ui:retry')}
          </Button>
        </Group>
      )}
    </Box>
  )
}

/** The field as a form draws it; an item the ERP no longer has is still shown where it is set. */
function shapeOf(field: DefaultField, items: FieldShape['items']): FieldShape {
  const { key, label, maxLength, type, value, text } = field
  const gone = items !== null && value !== null && !items.some((item) => item.key === value)
  return {
    ...{ key, label, maxLength, mandatory: false },
    type: type === 'password' ? 'text' : type,
    items: gone ? [...items, { key: String(value), name: text, inactive: true }] : items,
  }
}
