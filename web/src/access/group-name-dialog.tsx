import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { ErrorState } from '../ui/states.tsx'
import { useReturnFocus } from '../ui/use-return-focus.ts'
import type { Group as UserGroup } from './queries.ts'

interface GroupNameDialogProps {
  /** undefined: a new one. */
  readonly group: UserGroup | undefined
  readonly onClose: () => void
}

export function GroupNameDialog({ group, onClose }: GroupNameDialogProps) {
  useReturnFocus()
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
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={group ? t('groups.rename', { name: group.name }) : t('groups.add')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
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
            <Button variant="default" onClick={onClose}>
              {t('ui:cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t('ui:save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
