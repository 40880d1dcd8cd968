import { Badge, Group, Stack, Text, Tooltip } from '@mantine/core'
import { InfoIcon, LockSimpleIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import type { MappedField } from './queries.ts'

interface MappingErpFieldProps {
  readonly field: MappedField
  /** What is wrong with it. */
  readonly fault: string | undefined
  /** What is still to be done about it. */
  readonly hint: string | undefined
}

/** What an ERP field is called, what it is, and what is wrong with its mapping. */
export function MappingErpField({ field, fault, hint }: MappingErpFieldProps) {
  const { t } = useTranslation(['sync', 'mapping'])
  return (
    <Stack gap={2}>
      <Group gap={6} wrap="nowrap">
        <Text size="sm" fw={550} truncate title={field.label}>
          <bdi>{field.label}</bdi>
        </Text>
        {field.access === 'mandatory' && <Mark color="amber">{t('mapping.mandatory')}</Mark>}
        {field.access === 'readOnly' && (
          <Mark color="gray" icon={<LockSimpleIcon aria-hidden />}>
            {t('mapping.readOnly')}
          </Mark>
        )}
        {field.isNew && <Mark color="petrol">{t('mapping:new')}</Mark>}
        {!field.inErp && <Mark color="red">{t('mapping.notInErp')}</Mark>}
        {field.help && (
          <Tooltip label={field.help} multiline maw={320}>
            <InfoIcon aria-label={field.help} color="var(--mantine-color-dimmed)" style={{ flexShrink: 0 }} />
          </Tooltip>
        )}
      </Group>
      {fault !== undefined ? (
        <Text size="xs" lh={1.25} lineClamp={2} title={fault} c="var(--mantine-color-error)" role="alert">
          {fault}
        </Text>
      ) : (
        <Text
          size="xs"
          lh={1.25}
          lineClamp={2}
          title={hint ?? ''}
          c={hint === undefined ? 'dimmed' : 'amber.9'}
        >
          {hint ?? t(`fieldType.${field.type}`)}
        </Text>
      )}
    </Stack>
  )
}

interface MarkProps {
  readonly color: string
  readonly icon?: React.ReactNode
  readonly children: string
}

/** A short word behind a name. */
export function Mark({ color, icon, children }: MarkProps) {
  return (
    <Badge size="xs" variant="light" color={color} tt="none" leftSection={icon} style={{ flexShrink: 0 }}>
      {children}
    </Badge>
  )
}
