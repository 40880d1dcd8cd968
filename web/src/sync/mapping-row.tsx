import { ActionIcon, Checkbox, Group, Table, Text, Tooltip } from '@mantine/core'
import { ArrowCounterClockwiseIcon } from '@phosphor-icons/react'
import { memo, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { Arrow } from './arrow.tsx'
import { FieldRules } from './field-rules.tsx'
import classes from './mapping.module.css'
import { MappingCrmField } from './mapping-crm-field.tsx'
import { arrowsOf, type Choice, choiceOf, fitting, isStored, toggle, travels } from './mapping-draft.ts'
import { MappingErpField } from './mapping-erp-field.tsx'
import type { MappedField } from './queries.ts'

/** The same for all, so that only those in sight need to be drawn. */
export const mappingRowHeight = 62

interface MappingRowProps {
  readonly row: number
  readonly field: MappedField
  readonly choice: Choice
  readonly crmFields: readonly { readonly key: string; readonly label: string }[]
  readonly suggestion: string | undefined
  /** Label of another ERP field that already writes the chosen CRM field. */
  readonly taken: string | undefined
  readonly fault: string | undefined
  readonly hint: string | undefined
  /** Brought into view and marked: an error led here. */
  readonly sought: boolean
  readonly onChange: (choice: Choice) => void
}

/** One ERP field. Remembered: with 200 of them only the one that changes is drawn again. */
export const MappingRow = memo(function MappingRow(props: MappingRowProps) {
  const { t } = useTranslation(['sync', 'mapping'])
  const { row, field, choice, fault, hint, sought, onChange } = props
  const { label } = field
  const reasons = useReasons(props)
  const here = useRef<HTMLTableRowElement>(null)
  useEffect(() => {
    if (!sought) return
    here.current?.scrollIntoView({ block: 'center' })
    here.current?.querySelector<HTMLElement>('button')?.focus({ preventScroll: true })
  }, [sought])
  const changed = !isStored(field, choice)
  return (
    <Table.Tr
      ref={here}
      h={mappingRowHeight}
      aria-rowindex={row}
      data-sought={sought || undefined}
      data-fault={fault ? true : undefined}
      data-changed={changed || undefined}
      className={classes.row ?? ''}
    >
      <Table.Td>
        <Checkbox
          className={classes.centred ?? ''}
          aria-label={t('mapping.of', { field: label, what: t('mapping.inSearch') })}
          checked={choice.showInSearch}
          onChange={(event) => onChange({ ...choice, showInSearch: event.currentTarget.checked })}
        />
      </Table.Td>
      <Table.Th scope="row" fw={400}>
        <MappingErpField field={field} fault={fault} hint={hint} />
      </Table.Th>
      <Table.Td>
        <Group gap={4} justify="center" wrap="nowrap">
          {(['toErp', 'toCrm'] as const).map((way) => (
            <Arrow
              key={way}
              way={way}
              field={label}
              reason={reasons[way]}
              on={choice[way]}
              onToggle={() => onChange(toggle(field, choice, way))}
            />
          ))}
        </Group>
      </Table.Td>
      <Table.Td>
        <MappingCrmField {...props} />
      </Table.Td>
      <Table.Td>
        <InTab {...props} />
      </Table.Td>
      <Table.Td>
        <Group gap={2} wrap="nowrap" justify="flex-end">
          {changed && (
            <Tooltip label={t('mapping:undo')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('mapping.of', { field: label, what: t('mapping:undo') })}
                onClick={() => onChange(choiceOf(field))}
              >
                <ArrowCounterClockwiseIcon aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
          <FieldRules label={label} choice={choice} onChange={onChange} />
        </Group>
      </Table.Td>
    </Table.Tr>
  )
})

/** Why each arrow is grey, or null where it can be set. */
function useReasons({ field, choice, crmFields, taken }: MappingRowProps) {
  const { t } = useTranslation('mapping')
  const { crmName } = useSession()
  if (choice.crmField === null && !fitting(field, crmFields)) {
    const invalid = t('invalid', { crm: crmName })
    return { toErp: invalid, toCrm: invalid }
  }
  const { toCrm, toErp } = arrowsOf(field, choice.crmField)
  const alone = toCrm.together && !choice.toErp
  const free = toCrm.possible && !alone
  return {
    toErp: toErp.possible ? null : (toErp.reason ?? ''),
    toCrm: !free ? (toCrm.reason ?? '') : taken === undefined ? null : t('taken', { field: taken }),
  }
}

function InTab({ field, choice, onChange }: MappingRowProps) {
  const { t } = useTranslation('sync')
  const synchronised = travels(choice)
  return (
    <>
      <Tooltip label={t('mapping.inTabRarely')} disabled={!synchronised} multiline w={260}>
        <div className={classes.centred}>
          <Checkbox
            aria-label={t('mapping.of', { field: field.label, what: t('mapping.inTab') })}
            {...(synchronised ? { 'aria-description': t('mapping.inTabRarely') } : {})}
            checked={choice.showInTab}
            onChange={(event) => onChange({ ...choice, showInTab: event.currentTarget.checked })}
          />
        </div>
      </Tooltip>
      {synchronised && choice.showInTab && (
        <Text size="xs" c="dimmed" ta="center" mt={2}>
          {t('mapping.alsoInCrm')}
        </Text>
      )}
    </>
  )
}
