import { Alert, Fieldset, Text } from '@mantine/core'
import { LockSimpleIcon, ShieldWarningIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { type Draft, movedAccount } from './connection-draft.ts'
import type { Connection, Connector } from './queries.ts'
import { SettingFields } from './setting-fields.tsx'

interface ConfigurationFieldsProps {
  readonly connector: Connector | undefined
  readonly connection: Connection | undefined
  readonly draft: Draft
  readonly faults: ReadonlyMap<string, string>
  readonly onEdit: (change: (old: Draft) => Draft) => void
}

/** Configuratievelden: what the chosen connector asks for, and why it may not be changed just now. */
export function ConfigurationFields(props: ConfigurationFieldsProps) {
  const { t } = useTranslation('sync')
  const { connector, connection, draft } = props
  const locked = connection?.active ?? false
  const settings = connector?.settings ?? []
  const moved = connection !== undefined && movedAccount(draft, { settings, connection })
  return (
    <Fieldset legend={t('define.settings')} disabled={locked}>
      {locked && (
        <Alert color="amber" mb="md" icon={<LockSimpleIcon aria-hidden />}>
          {t('define.locked')}
        </Alert>
      )}
      {moved && (
        <Alert color="amber" mb="md" icon={<ShieldWarningIcon aria-hidden />} role="status">
          {t('define.moved')}
        </Alert>
      )}
      <Fields {...props} moved={moved} />
    </Fieldset>
  )
}

function Fields(props: ConfigurationFieldsProps & { readonly moved: boolean }) {
  const { t } = useTranslation('sync')
  const { connector, connection, draft, faults, moved, onEdit } = props
  if (!connector) {
    return (
      <Text size="sm" c="dimmed">
        {t('define.chooseConnector')}
      </Text>
    )
  }
  if (!connector.available) {
    return (
      <Text size="sm" c="red.9">
        {t('define.unavailable')}
      </Text>
    )
  }
  return (
    <SettingFields
      connector={connector}
      connection={connection}
      values={draft.settings}
      moved={moved}
      faults={faults}
      onChange={(key, value) => onEdit((old) => ({ ...old, settings: { ...old.settings, [key]: value } }))}
      onForget={(key) =>
        onEdit((old) => ({
          ...old,
          settings: Object.fromEntries(Object.entries(old.settings).filter(([other]) => other !== key)),
        }))
      }
    />
  )
}
