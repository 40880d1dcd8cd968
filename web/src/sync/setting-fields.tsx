import { Anchor, Loader, PasswordInput, Select, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import type { Value } from '../ui/field.ts'
import { FieldInput, inputWrapperOrder } from '../ui/field-input.tsx'
import { useFormat } from '../ui/format.ts'
import { useErrorText } from '../ui/states.tsx'
import { faultOf, shapeOf, type Values } from './connection-draft.ts'
import type { Connection, Connector, Setting } from './queries.ts'

interface SettingFieldsProps {
  readonly connector: Connector
  readonly connection: Connection | undefined
  readonly values: Values
  /** Another place or account: stored secrets do not go along. */
  readonly moved: boolean
  /** Setting → what the server says of it. */
  readonly faults: ReadonlyMap<string, string>
  readonly onChange: (key: string, value: Value) => void
  /** A secret is no longer replaced. */
  readonly onForget: (key: string) => void
}

/** Configuratievelden, drawn from what the connector says it needs. */
export function SettingFields(props: SettingFieldsProps) {
  const { connector } = props
  return (
    <Stack>
      {connector.settings.map((setting) => (
        <SettingField key={`${connector.id} ${setting.key}`} {...props} setting={setting} />
      ))}
    </Stack>
  )
}

interface SettingFieldProps extends SettingFieldsProps {
  readonly setting: Setting
}

function SettingField(props: SettingFieldProps) {
  const { kind, label, help, items } = props.setting
  if (kind === 'label') {
    return (
      <Stack gap={2}>
        <Text size="sm">{label}</Text>
        {help && (
          <Text size="sm" c="dimmed">
            {help}
          </Text>
        )}
      </Stack>
    )
  }
  if (kind === 'secret') return <SecretField {...props} />
  if (kind === 'list' && items === null) return <AskedList {...props} />
  return <PlainField {...props} />
}

// A half typed number is not yet wrong. Said as the field is left, it would move what somebody is about to click.
const saidAfterMs = 600

/** Says what is wrong with a value when nobody has typed for a moment. */
function PlainField({ setting, values, faults, onChange }: SettingFieldProps) {
  const { key, help, min, max, maxLength } = setting
  const { t } = useTranslation('sync')
  const { number } = useFormat()
  const value = values[key] ?? null
  const [settled] = useDebouncedValue(value, saidAfterMs)
  const fault = settled === value ? faultOf(setting, value) : undefined
  const bounds = { min: number(min ?? ''), max: number(max ?? ''), length: number(maxLength ?? '') }
  return (
    <FieldInput
      field={shapeOf(setting)}
      value={value}
      onChange={(next) => onChange(key, next)}
      error={(fault && t(`setting.fault.${fault}`, bounds)) ?? faults.get(key)}
      description={[help, (value === null || value === '') && insteadOfBlank(setting, t)]
        .filter(Boolean)
        .join(' ')}
    />
  )
}

/** A connector always gets a setting that has a default. */
function insteadOfBlank({ mandatory, default: preset, items }: Setting, t: TFunction<'sync'>): string {
  if (mandatory || preset === null) return ''
  return t('setting.blank', { value: items?.find(({ key }) => key === preset)?.label ?? String(preset) })
}

function SecretField(props: SettingFieldProps) {
  const { setting, connection, values, faults, onChange, onForget } = props
  const { t } = useTranslation('sync')
  const { key, label, help, mandatory } = setting
  const stored = !props.moved && (connection?.secretsSet.includes(key) ?? false)
  const typed = values[key]
  const hint = stored ? t(typed === undefined ? 'secret.stored' : 'secret.replaced') : ''
  return (
    <Stack gap={4}>
      <PasswordInput
        label={label}
        name={key}
        inputWrapperOrder={inputWrapperOrder}
        withAsterisk={mandatory}
        aria-required={mandatory}
        autoComplete="new-password"
        description={[help, hint].filter(Boolean).join(' ')}
        placeholder={stored ? '••••••••' : ''}
        value={String(typed ?? '')}
        error={faults.get(key)}
        visibilityToggleButtonProps={{ 'aria-label': t('secret.show', { field: label }) }}
        onChange={(event) => onChange(key, event.currentTarget.value)}
      />
      {stored && typed !== undefined && (
        <Anchor component="button" type="button" size="xs" w="fit-content" onClick={() => onForget(key)}>
          {t('secret.keep')}
        </Anchor>
      )}
    </Stack>
  )
}

/**
 * A list whose choices the connector knows only once it can sign in: asked when it is opened.
 *
 * Asking at every key of a password would try half passwords, for which an ERP locks the account.
 */
function AskedList(props: SettingFieldProps) {
  const { setting, values, faults, onChange } = props
  const { t } = useTranslation(['sync', 'ui'])
  const { key, label, help, mandatory } = setting
  const { items, ask } = useAskedItems(props)
  const value = values[key] ?? null
  const trouble = useErrorText(items.error)
  const choices = (items.data ?? []).filter((item) => !item.inactive || item.key === value)
  const known = value === null || choices.some((item) => item.key === value)
  const data = choices.map((item) => ({ value: item.key, label: item.label }))
  const gone = !known && data.length > 0 ? t('settingItems.gone') : undefined
  const none = items.data?.length === 0 ? t('settingItems.none') : undefined
  return (
    <Select
      label={label}
      name={key}
      inputWrapperOrder={inputWrapperOrder}
      withAsterisk={mandatory}
      aria-required={mandatory}
      searchable
      onDropdownOpen={ask}
      clearable={!mandatory}
      clearButtonProps={{ 'aria-label': t('ui:clear', { field: label }) }}
      placeholder={t('ui:list.none')}
      nothingFoundMessage={t('ui:list.nothingFound')}
      description={help}
      rightSection={items.isFetching ? <Loader size={16} aria-label={t('ui:loading')} /> : undefined}
      error={faults.get(key) ?? gone ?? (items.error ? trouble : none)}
      data={known ? data : [...data, { value: String(value), label: lastKnown(props, value) }]}
      value={value === null ? null : String(value)}
      onChange={(next) => onChange(key, next)}
    />
  )
}

/** What the stored choice was called when it was saved; the ERP may not answer now. */
function lastKnown({ setting: { key }, connection }: SettingFieldProps, value: Value): string {
  const text = value === connection?.settings[key] ? connection?.settingTexts[key] : undefined
  return text ?? String(value)
}

function useAskedItems({ setting, connector, connection, values }: SettingFieldProps) {
  const others = JSON.stringify(Object.entries(values).filter(([other]) => other !== setting.key))
  const [asked, setAsked] = useState(connection && others)
  const items = useQuery({
    queryKey: ['settingItems', connector.id, setting.key, connection?.id, asked],
    queryFn: ({ signal }) =>
      api('POST /connectors/{id}/setting-items', {
        params: { id: connector.id },
        json: {
          setting: setting.key,
          values: Object.fromEntries(JSON.parse(asked ?? '[]')),
          ...(connection ? { connectionId: connection.id } : {}),
        },
        signal,
      }),
    // Secrets are among what was asked: nothing of it is kept.
    gcTime: 0,
    retry: false,
    enabled: asked !== undefined,
  })
  return { items, ask: () => setAsked(others) }
}
