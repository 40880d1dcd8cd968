import { ActionIcon, Checkbox, Indicator, Popover, Radio, Stack, Text } from '@mantine/core'
import { SlidersHorizontalIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import type { Choice } from './mapping-draft.ts'

const rules = ['newest', 'erp', 'crm', 'ask'] as const

// Escape closes the rules, not the dialog behind them.
const keepsEscape = { 'data-mantine-stop-propagation': true }

interface FieldRulesProps {
  /** Of the ERP field. */
  readonly label: string
  readonly choice: Choice
  readonly onChange: (choice: Choice) => void
}

/** What happens when both sides changed a field, and whether blank may overwrite: behind a small button. */
export function FieldRules({ label, choice, onChange }: FieldRulesProps) {
  const { t } = useTranslation('sync')
  const { crmName } = useSession()
  const { toCrm, toErp, conflictRule, keepOnBlank } = choice
  if (!toCrm && !toErp) return null
  const special = keepOnBlank || (toCrm && toErp && conflictRule !== 'newest')
  return (
    <Popover position="bottom-end" withArrow trapFocus returnFocus width={320}>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('mapping.of', { field: label, what: t('mapping.rules') })}
        >
          <Indicator disabled={!special} size={8}>
            <SlidersHorizontalIcon aria-hidden />
          </Indicator>
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="md">
          {toCrm && toErp && (
            <Radio.Group
              label={t('rule.label')}
              value={conflictRule}
              onChange={(value) =>
                onChange({ ...choice, conflictRule: rules.find((known) => known === value) ?? 'newest' })
              }
            >
              <Stack gap={6} mt={6}>
                {rules.map((rule) => (
                  <Radio
                    key={rule}
                    {...keepsEscape}
                    value={rule}
                    size="xs"
                    label={t(`rule.${rule}`, { crm: crmName })}
                  />
                ))}
              </Stack>
            </Radio.Group>
          )}
          <Checkbox
            {...keepsEscape}
            size="xs"
            label={t('rule.keepOnBlank')}
            checked={keepOnBlank}
            onChange={(event) => onChange({ ...choice, keepOnBlank: event.currentTarget.checked })}
          />
          <Text size="xs" c="dimmed">
            {t('rule.keepOnBlankText')}
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
