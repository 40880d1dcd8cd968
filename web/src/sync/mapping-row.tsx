import { Badge, Checkbox, Group, Select, Stack, Table, Text, Tooltip } from '@mantine/core'
import { InfoIcon, LockSimpleIcon } from '@phosphor-icons/react'
import { memo, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { Arrow } from './arrow.tsx'
import { FieldRules } from './field-rules.tsx'
import classes from './mapping.module.css'
import { arrowsOf, type Choice, chooseCrmField } from './mapping-draft.ts'
import type { MappedField } from './queries.ts'

interface MappingRowProps {
  readonly field: MappedField
  readonly choice: Choice
  readonly crmFields: readonly { readonly key: string; readonly label: string }[]
  readonly fault: string | undefined
  /** Brought into view and marked: an error led here. */
  readonly sought: boolean
  readonly onChange: (choice: Choice) => void
}

/** One ERP field. Remembered: with 200 of them only the one that changes is drawn again. */
export const MappingRow = memo(function MappingRow(props: MappingRowProps) {
  const { t } = useTranslation('sync')
  const { field, choice, fault, sought, onChange } = props
  const { label } = field
  const arrows = arrowsOf(field, choice.crmField)
  const travels = choice.toCrm || choice.toErp
  const row = useRef<HTMLTableRowElement>(null)
  useEffect(() => {
    if (!sought) return
    row.current?.scrollIntoView({ block: 'center' })
    row.current?.querySelector<HTMLElement>('button')?.focus({ preventScroll: true })
  }, [sought])
  return (
    <Table.Tr
      ref={row}
      data-sought={sought || undefined}
      data-fault={fault ? true : undefined}
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
        <ErpField field={field} fault={fault} />
      </Table.Th>
      <Table.Td>
        <Group gap={4} justify="center" wrap="nowrap">
          <Arrow
            way="toErp"
            field={label}
            arrow={arrows.toErp}
            on={choice.toErp}
            onToggle={() => onChange({ ...choice, toErp: !choice.toErp })}
          />
          <Arrow
            way="toCrm"
            field={label}
            arrow={arrows.toCrm}
            on={choice.toCrm}
            onToggle={() => onChange({ ...choice, toCrm: !choice.toCrm })}
          />
        </Group>
      </Table.Td>
      <Table.Td>
        <CrmField {...props} />
      </Table.Td>
      <Table.Td>
        <Tooltip label={t('mapping.inTabRarely')} disabled={!travels} multiline w={260}>
          <div className={classes.centred}>
            <Checkbox
              aria-label={t('mapping.of', { field: label, what: t('mapping.inTab') })}
              {...(travels ? { 'aria-description': t('mapping.inTabRarely') } : {})}
              checked={choice.showInTab}
              onChange={(event) => onChange({ ...choice, showInTab: event.currentTarget.checked })}
            />
          </div>
        </Tooltip>
        {travels && choice.showInTab && (
          <Text size="xs" c="dimmed" ta="center" mt={2}>
            {t('mapping.alsoInCrm')}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <FieldRules label={label} choice={choice} onChange={onChange} />
      </Table.Td>
    </Table.Tr>
  )
})

function ErpField({ field, fault }: { readonly field: MappedField; readonly fault: string | undefined }) {
  const { t } = useTranslation('sync')
  return (
    <Stack gap={2}>
      <Group gap={6}>
        <Text size="sm" fw={550}>
          {field.label}
        </Text>
        {field.access === 'mandatory' && (
          <Badge size="xs" variant="light" color="amber" tt="none">
            {t('mapping.mandatory')}
          </Badge>
        )}
        {field.access === 'readOnly' && (
          <Badge
            size="xs"
            variant="light"
            color="gray"
            tt="none"
            leftSection={<LockSimpleIcon aria-hidden />}
          >
            {t('mapping.readOnly')}
          </Badge>
        )}
        {!field.inErp && (
          <Badge size="xs" variant="light" color="red" tt="none">
            {t('mapping.notInErp')}
          </Badge>
        )}
        {field.help && (
          <Tooltip label={field.help} multiline maw={320}>
            <InfoIcon aria-label={field.help} color="var(--mantine-color-dimmed)" />
          </Tooltip>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {t(`fieldType.${field.type}`)}
      </Text>
      {fault && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {fault}
        </Text>
      )}
    </Stack>
  )
}

function CrmField({ field, choice, crmFields, onChange }: MappingRowProps) {
  const { t } = useTranslation(['sync', 'ui'])
  const { crmName } = useSession()
  const fitting = crmFields.filter(({ key }) => key in field.arrows)
  const { crmField } = choice
  const gone = crmField !== null && !crmFields.some(({ key }) => key === crmField)
  return (
    <Select
      size="xs"
      aria-label={t('mapping.of', { field: field.label, what: t('mapping.crmField', { crm: crmName }) })}
      searchable
      clearable={crmField !== null}
      clearButtonProps={{ 'aria-label': t('ui:clear', { field: field.label }) }}
      placeholder={t('ui:list.none')}
      nothingFoundMessage={t('mapping.noFitting')}
      disabled={fitting.length === 0 && crmField === null}
      error={gone ? t('mapping.crmFieldGone') : undefined}
      data={[
        { value: '', label: t('ui:list.none') },
        ...fitting.map(({ key, label }) => ({ value: key, label })),
        ...(gone ? [{ value: crmField, label: crmField }] : []),
      ]}
      value={crmField}
      onChange={(next) => onChange(chooseCrmField(field, choice, next || null))}
    />
  )
}
