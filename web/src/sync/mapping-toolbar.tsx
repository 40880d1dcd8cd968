import { Button, Checkbox, Group, SegmentedControl, TextInput } from '@mantine/core'
import { MagicWandIcon, MagnifyingGlassIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import type { MappingDraft } from './mapping-draft.ts'
import { MappingLegend } from './mapping-legend.tsx'

const shows = ['all', 'mapped', 'unmapped', 'faults'] as const
export type Show = (typeof shows)[number]

export interface MappingFilter {
  readonly text: string
  readonly show: Show
}

interface MappingToolbarProps {
  readonly draft: MappingDraft
  readonly filter: MappingFilter
  readonly onFilter: (filter: MappingFilter) => void
  /** How many fields something is wrong with. */
  readonly faults: number
  /** How many fields a CRM field is suggested for. */
  readonly suggested: number
  readonly onEnable: (enabled: boolean) => void
  readonly onTakeSuggestions: () => void
}

/** Above the fields: whether they are synchronised at all, which of them to see, and what is suggested. */
export function MappingToolbar(props: MappingToolbarProps) {
  const { t } = useTranslation(['sync', 'mapping'])
  const { crmName } = useSession()
  const { draft, filter, onFilter, faults, suggested } = props
  const { actorType, recordType } = draft.base
  const labelOf = (show: Show) =>
    show === 'faults' ? t('mapping:show.faults', { count: faults }) : t(`mapping.show.${show}`)
  return (
    <>
      <Group justify="space-between">
        <Checkbox
          label={t('mapping.enable', {
            actor: t(`actorType.${actorType}`),
            crm: crmName,
            record: t(`recordType.${recordType}`),
          })}
          fw={550}
          checked={draft.enabled}
          onChange={(event) => props.onEnable(event.currentTarget.checked)}
        />
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={t('mapping.show')}
            value={filter.show}
            onChange={(value) =>
              onFilter({ ...filter, show: shows.find((known) => known === value) ?? 'all' })
            }
            data={shows.map((value) => ({ value, label: labelOf(value) }))}
          />
          <TextInput
            w={180}
            aria-label={t('filter')}
            placeholder={t('filter')}
            leftSection={<MagnifyingGlassIcon aria-hidden />}
            value={filter.text}
            onChange={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
          />
        </Group>
      </Group>
      <Group justify="space-between" gap="xs">
        <MappingLegend />
        {suggested > 0 && (
          <Button
            size="compact-xs"
            variant="light"
            leftSection={<MagicWandIcon aria-hidden />}
            onClick={props.onTakeSuggestions}
          >
            {t('mapping:suggestion.takeAll', { count: suggested })}
          </Button>
        )}
      </Group>
    </>
  )
}
