import { Alert, Group, Stack, Text } from '@mantine/core'
import {
  CheckIcon,
  ListPlusIcon,
  PencilSimpleIcon,
  PlusIcon,
  PuzzlePieceIcon,
  TrashIcon,
  WarningIcon,
} from '@phosphor-icons/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import type { Column } from '../ui/data-table.tsx'
import { ReasonButton } from '../ui/reason-button.tsx'
import { SelectTable } from '../ui/select-table.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { type DefaultField, isSet } from './default-draft.ts'
import type { Defaults } from './defaults-query.ts'
import { useDefaultsSave } from './use-defaults-save.ts'

interface DefaultsTabProps {
  readonly connectionId: number
  readonly defaults: Defaults
  readonly onAdd: () => void
  readonly onEdit: (field: string) => void
  readonly onInFront: (inFront: boolean) => void
}

/** What is set for new actors of one type. */
export function DefaultsTab({ connectionId, defaults, onAdd, onEdit, onInFront }: DefaultsTabProps) {
  const { t } = useTranslation(['defaults', 'sync', 'mapping', 'ui'])
  const { crmName } = useSession()
  const [selectedKey, setSelectedKey] = useState<string>()
  const [deleting, setDeleting] = useState<DefaultField>()
  const columns = useColumns()
  const rows = defaults.fields.filter(isSet)
  const selected = rows.find(({ key }) => key === selectedKey) ?? rows[0]
  const fixed = isFixed(selected)
  const ask = (field: DefaultField | undefined) => {
    setDeleting(field)
    onInFront(field !== undefined)
  }
  const save = useDefaultsSave(connectionId, defaults, () => ask(undefined))
  const names = { actor: t(`sync:actorType.${defaults.actorType}`), crm: crmName }
  const whyNot = useWhyNot(defaults, rows.length, selected)
  return (
    <Stack>
      {!defaults.canCreate && (
        <Alert color="amber" icon={<WarningIcon aria-hidden />}>
          {t('cannotCreate', names)}
        </Alert>
      )}
      {defaults.fields.length === 0 ? (
        <EmptyState icon={PuzzlePieceIcon} title={t('mapping:noFields', names)}>
          {t('mapping:noFieldsText')}
        </EmptyState>
      ) : rows.length === 0 ? (
        <EmptyState icon={ListPlusIcon} title={t('none', names)}>
          {t('noneText')}
        </EmptyState>
      ) : (
        <SelectTable
          label={t('ofType', names)}
          columns={columns}
          rows={rows}
          rowKey={({ key }) => key}
          rowLabel={({ label }) => label}
          selected={selected?.key}
          onSelect={({ key }) => setSelectedKey(key)}
          onOpen={({ key }) => onEdit(key)}
          height={360}
        />
      )}
      <Group gap="xs">
        <ReasonButton leftSection={<PlusIcon aria-hidden />} reason={whyNot.add} onClick={onAdd}>
          {t('ui:add')}
        </ReasonButton>
        <ReasonButton
          variant="default"
          leftSection={<PencilSimpleIcon aria-hidden />}
          reason={whyNot.edit}
          onClick={() => selected && onEdit(selected.key)}
        >
          {t('ui:edit')}
        </ReasonButton>
        <ReasonButton
          variant="default"
          leftSection={<TrashIcon aria-hidden />}
          reason={whyNot.delete}
          onClick={() => ask(selected)}
        >
          {t('sync:delete')}
        </ReasonButton>
        {fixed && (
          <Text size="xs" c="dimmed">
            {t('lockedDelete')}
          </Text>
        )}
      </Group>
      {deleting && (
        <ConfirmDialog
          opened
          title={t('delete.title', { field: deleting.label })}
          confirm={t('sync:delete')}
          danger
          busy={save.saving}
          onConfirm={() => save.save({ key: deleting.key, behaviour: undefined })}
          onCancel={() => {
            save.forget()
            ask(undefined)
          }}
        >
          <Stack>
            <Text>{deleting.locked ? t('delete.lockedText') : t('delete.text')}</Text>
            {save.error && <ErrorState error={save.error} />}
          </Stack>
        </ConfirmDialog>
      )}
    </Stack>
  )
}

function useColumns(): readonly Column<DefaultField>[] {
  const { t } = useTranslation(['defaults', 'sync'])
  const { crmName } = useSession()
  return [
    {
      key: 'field',
      header: t('sync:mapping.erpField'),
      cell: ({ label, crmField }) => (
        <Stack gap={0}>
          <Text fw={550}>{label}</Text>
          {crmField !== null && (
            <Text size="xs" c="dimmed">
              {t('synchronised', { crm: crmName, field: crmField })}
            </Text>
          )}
        </Stack>
      ),
    },
    {
      key: 'value',
      header: t('value'),
      cell: ({ hasDefault, text, problem }) =>
        hasDefault && (
          <Stack gap={0}>
            <Text style={{ overflowWrap: 'anywhere' }} lineClamp={2}>
              {text}
            </Text>
            {problem && (
              <Text size="xs" c="red.8">
                {t('noLongerFits', { why: problem })}
              </Text>
            )}
          </Stack>
        ),
    },
    {
      key: 'ask',
      header: t('ask.column'),
      cell: ({ askUser }) => askUser && <Yes label={t('ask.column')} />,
    },
    {
      key: 'mandatory',
      header: t('mandatory.column'),
      cell: ({ mandatory, locked }) =>
        mandatory && (
          <Group gap="xs" wrap="nowrap">
            <Yes label={t('mandatory.column')} />
            {locked && (
              <Text size="xs" c="dimmed">
                {t('mandatory.byErp')}
              </Text>
            )}
          </Group>
        ),
    },
  ]
}

function Yes({ label }: { readonly label: string }) {
  return <CheckIcon role="img" aria-label={label} weight="bold" />
}

/** What the connector itself asks for cannot be taken away. */
function isFixed(field: DefaultField | undefined): boolean {
  return field?.locked === true && !field.hasDefault && !field.askUser
}

/** Why a button is grey; null if it can be used. */
function useWhyNot({ actorType, fields }: Defaults, set: number, selected: DefaultField | undefined) {
  const { t } = useTranslation(['defaults', 'sync', 'mapping'])
  const names = { actor: t(`sync:actorType.${actorType}`) }
  const full = fields.length === 0 ? t('mapping:noFields', names) : t('allSet', names)
  const edit = selected ? null : t('none', names)
  return {
    add: set === fields.length ? full : null,
    edit,
    delete: isFixed(selected) ? t('lockedDelete') : edit,
  }
}
