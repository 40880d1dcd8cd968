import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { ErrorState } from '../ui/states.tsx'
import type { Group as UserGroup } from './queries.ts'

interface GroupNameDialogProps {
  /** undefined: a new one. */
  readonly group: UserGroup | undefined
  readonly onClose: () => void
}

export function GroupNameDialog({ group, onClose }: GroupNameDialogProps) {
  const { t } = useTranslation('people')
  return (
    <DraftDialog
      size="md"
      title={group ? t('groups.rename', { name: group.name }) : t('groups.add')}
      onClose={onClose}
    >
      {({ onChanged, onLeave }) => (
        <GroupNameForm group={group} onChanged={onChanged} onSaved={onClose} onCancel={onLeave} />
      )}
    </DraftDialog>
  )
}

interface GroupNameFormProps extends Pick<GroupNameDialogProps, 'group'> {
  readonly onChanged: (changed: boolean) => void
  readonly onSaved: () => void
  readonly onCancel: () => void
}

function GroupNameForm({ group, onChanged, onSaved, onCancel }: GroupNameFormProps) {
  const { t } = useTranslation(['people', 'ui'])
  const queries = useQueryClient()
  const [name, setName] = useState(group?.name ?? '')
  const save = useMutation({
    mutationFn: () =>
      group
        ? api('PATCH /groups/{id}', { params: { id: group.id }, json: { name } })
        : api('POST /groups', { json: { name } }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['groups'] })
      onSaved()
    },
  })
  const changed = name !== (group?.name ?? '')
  useEffect(() => onChanged(changed), [changed, onChanged])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {save.error && <ErrorState error={save.error} />}
        <TextInput
          label={t('column.name')}
          required
          maxLength={100}
          autoComplete="off"
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('ui:cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('ui:save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
