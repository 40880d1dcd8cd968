import { Button, Group, Modal, Stack } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { usersQuery } from '../api/people.ts'
import { notifyDone } from '../ui/notify.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { TwoPanes } from '../ui/two-panes.tsx'
import { useReturnFocus } from '../ui/use-return-focus.ts'
import type { Group as UserGroup } from './queries.ts'

interface MembersDialogProps {
  readonly group: UserGroup
  readonly onClose: () => void
}

/** Who belongs to a group. */
export function MembersDialog({ group, onClose }: MembersDialogProps) {
  useReturnFocus()
  const { t } = useTranslation(['people', 'ui'])
  const queries = useQueryClient()
  const users = useQuery(usersQuery)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(group.memberIds))
  const save = useMutation({
    mutationFn: () =>
      api('PUT /groups/{id}/members', { params: { id: group.id }, json: { userIds: [...chosen] } }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['groups'] })
      notifyDone(t('done.saved', { name: group.name }))
      onClose()
    },
  })
  // Whoever is disabled stays a member, and cannot be added.
  const all = (users.data ?? []).filter(({ id, disabled }) => !disabled || group.memberIds.includes(id))
  return (
    <Modal
      opened
      onClose={onClose}
      size={640}
      title={t('members.title', { name: group.name })}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack>
        {(users.error ?? save.error) && (
          <ErrorState
            error={users.error ?? save.error}
            {...(users.error ? { onRetry: users.refetch } : {})}
          />
        )}
        {users.isPending ? (
          <Loading />
        ) : (
          <TwoPanes
            all={all.map(({ id, name, email }) => ({ id, name, detail: email }))}
            chosen={chosen}
            onChange={setChosen}
            words={{
              available: t('members.available'),
              chosen: t('column.members'),
              filter: t('users.search'),
              noMore: t('members.noMore'),
              none: t('members.none'),
              add: (name) => t('members.add', { name }),
              remove: (name) => t('members.remove', { name }),
            }}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button loading={save.isPending} disabled={!users.data} onClick={() => save.mutate()}>
            {t('ui:save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
