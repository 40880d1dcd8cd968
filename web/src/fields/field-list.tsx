import { Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { ListNumbersIcon, PencilSimpleIcon, PlusIcon, TextboxIcon, TrashIcon } from '@phosphor-icons/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { ReasonButton } from '../ui/reason-button.tsx'
import { RestoreButton } from '../ui/restore-button.tsx'
import { SelectTable } from '../ui/select-table.tsx'
import { EmptyState } from '../ui/states.tsx'
import { FieldDialogs, type OpenedField } from './field-dialogs.tsx'
import { nameIn, useLanguage } from './name-in.ts'
import type { CustomField, RecordType } from './queries.ts'
import { useFieldColumns } from './use-field-columns.tsx'

interface FieldListProps {
  readonly recordType: RecordType
  /** undefined while they are on their way. */
  readonly fields: readonly CustomField[] | undefined
}

/** The fields of one record type, and what can be done with the selected one. */
export function FieldList({ recordType, fields }: FieldListProps) {
  const { t } = useTranslation(['fields', 'ui'])
  const language = useLanguage()
  const [inactive, setInactive] = useState(false)
  const [selectedId, setSelectedId] = useState<number>()
  const [opened, setOpened] = useState<OpenedField>()
  const columns = useFieldColumns()
  const rows = fields?.filter((field) => inactive || !field.inactive)
  const selected = rows?.find(({ id }) => id === selectedId) ?? rows?.[0]
  const usable = selected && !selected.inactive ? selected : undefined
  const whyNot = useWhyNot(rows, selected)
  return (
    <Stack>
      {rows?.length === 0 ? (
        <EmptyState icon={TextboxIcon} title={t('none')}>
          {t('noneText')}
        </EmptyState>
      ) : (
        <SelectTable
          label={t('fieldsOf', { record: t(`recordType.${recordType}`) })}
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          rowLabel={({ label }) => nameIn(label, language)}
          selected={selected?.id}
          onSelect={({ id }) => setSelectedId(id)}
          onOpen={(field) => !field.inactive && setOpened({ kind: 'edit', field })}
        />
      )}
      <Group gap="xs">
        <Button leftSection={<PlusIcon aria-hidden />} onClick={() => setOpened({ kind: 'add' })}>
          {t('ui:add')}
        </Button>
        <ReasonButton
          variant="default"
          leftSection={<PencilSimpleIcon aria-hidden />}
          reason={whyNot}
          onClick={() => usable && setOpened({ kind: 'edit', field: usable })}
        >
          {t('ui:edit')}
        </ReasonButton>
        <ReasonButton
          variant="default"
          leftSection={<ListNumbersIcon aria-hidden />}
          reason={(fields?.length ?? 0) < 2 ? t('grey.few') : null}
          onClick={() => setOpened({ kind: 'order' })}
        >
          {t('order')}
        </ReasonButton>
        <ReasonButton
          variant="default"
          leftSection={<TrashIcon aria-hidden />}
          reason={whyNot}
          onClick={() => usable && setOpened({ kind: 'delete', field: usable })}
        >
          {t('delete')}
        </ReasonButton>
        {selected?.inactive && (
          <RestoreButton
            key={selected.id}
            list="customFields"
            done={t('restored', { name: nameIn(selected.label, language) })}
            restore={() => api('DELETE /custom-fields/{id}/deletion', { params: { id: selected.id } })}
          />
        )}
      </Group>
      <Group justify="space-between">
        <Checkbox
          label={t('inactive')}
          checked={inactive}
          onChange={(event) => setInactive(event.currentTarget.checked)}
        />
        <Text size="sm" c="dimmed" aria-live="polite">
          {rows && t('count', { count: rows.length })}
        </Text>
      </Group>
      <FieldDialogs
        opened={opened}
        recordType={recordType}
        fields={fields ?? []}
        onMade={setSelectedId}
        onClose={() => setOpened(undefined)}
      />
    </Stack>
  )
}

/** Why nothing can be done with the selected field; null if it can. */
function useWhyNot(rows: readonly CustomField[] | undefined, selected: CustomField | undefined) {
  const { t } = useTranslation(['fields', 'ui'])
  if (!rows) return t('ui:loading')
  if (!selected) return t('grey.noField')
  return selected.inactive ? t('grey.fieldDeleted') : null
}
