import { ActionIcon, Button, Divider, Group, Popover, Stack, Text, TextInput } from '@mantine/core'
import { BookmarkSimpleIcon, TrashIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { useFormat } from '../ui/format.ts'
import { ErrorState } from '../ui/states.tsx'
import { addressOf, filtersText, fromTheStart, type ListAddress, type ListView } from './list-address.ts'
import { type RecordType, type Selection, selectionsQuery } from './queries.ts'

interface SelectionsMenuProps {
  readonly recordType: RecordType
  /** How the list is looked at now. */
  readonly view: ListView
  readonly onLook: (address: ListAddress) => void
}

/** Selecties: what this user saved of the list under a name, and what imports left. */
export function SelectionsMenu({ recordType, view, onLook }: SelectionsMenuProps) {
  const { t } = useTranslation('crm')
  const [opened, setOpened] = useState(false)
  const [toDelete, setToDelete] = useState<Selection>()
  const { data = [] } = useQuery(selectionsQuery(recordType))
  return (
    <>
      <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" trapFocus width={320}>
        <Popover.Target>
          <Button
            variant="default"
            leftSection={<BookmarkSimpleIcon aria-hidden />}
            onClick={() => setOpened(!opened)}
          >
            {t('selections')}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t('selections')}>
          <Stack gap="xs">
            {data.length === 0 && (
              <Text size="sm" c="dimmed">
                {t('selections.none')}
              </Text>
            )}
            {data.map((selection) => (
              <SelectionLine
                key={selection.id}
                selection={selection}
                onOpen={() => {
                  setOpened(false)
                  onLook(addressOfSelection(selection))
                }}
                onDelete={() => {
                  setOpened(false)
                  setToDelete(selection)
                }}
              />
            ))}
            <Divider />
            <SaveForm recordType={recordType} view={view} onSaved={() => setOpened(false)} />
          </Stack>
        </Popover.Dropdown>
      </Popover>
      <DeleteDialog selection={toDelete} onClose={() => setToDelete(undefined)} />
    </>
  )
}

function addressOfSelection({ id, kind, view }: Selection): ListAddress {
  return kind === 'view'
    ? addressOf(view)
    : { q: undefined, filters: filtersText([{ kind: 'selection', id }]), ...fromTheStart }
}

interface SelectionLineProps {
  readonly selection: Selection
  readonly onOpen: () => void
  readonly onDelete: () => void
}

function SelectionLine({ selection, onOpen, onDelete }: SelectionLineProps) {
  const { t } = useTranslation('crm')
  const format = useFormat()
  const { name, records } = selection
  return (
    <Group gap="xs" wrap="nowrap">
      <Button
        variant="subtle"
        size="compact-md"
        justify="flex-start"
        style={{ flex: 1, minWidth: 0 }}
        onClick={onOpen}
      >
        {name}
      </Button>
      {records !== null && (
        <Text size="sm" c="dimmed">
          {format.number(records)}
        </Text>
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('selections.delete', { name })}
        onClick={onDelete}
      >
        <TrashIcon aria-hidden />
      </ActionIcon>
    </Group>
  )
}

interface SaveFormProps {
  readonly recordType: RecordType
  readonly view: ListView
  readonly onSaved: () => void
}

function SaveForm({ recordType, view, onSaved }: SaveFormProps) {
  const { t } = useTranslation(['crm', 'ui'])
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const save = useMutation({
    mutationFn: () => api('POST /selections', { json: { recordType, name, view } }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['selections', recordType] })
      onSaved()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            label={t('selections.saveAs')}
            value={name}
            maxLength={100}
            style={{ flex: 1 }}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            {t('ui:save')}
          </Button>
        </Group>
        {save.error && <ErrorState error={save.error} />}
      </Stack>
    </form>
  )
}

function DeleteDialog({ selection, onClose }: { selection: Selection | undefined; onClose: () => void }) {
  const { t } = useTranslation(['crm', 'ui'])
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: (id: number) => api('DELETE /selections/{id}', { params: { id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['selections'] }),
    onSuccess: onClose,
  })
  return (
    <ConfirmDialog
      opened={selection !== undefined}
      title={t('selections.delete', { name: selection?.name ?? '' })}
      confirm={t('selections.remove')}
      danger
      busy={remove.isPending}
      onConfirm={() => selection && remove.mutate(selection.id)}
      onCancel={onClose}
    >
      {t('selections.deleteText')}
    </ConfirmDialog>
  )
}
