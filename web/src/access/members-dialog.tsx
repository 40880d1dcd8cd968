import { Button, Stack } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { usersQuery } from '../api/people.ts'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { notifyDone } from '../ui/notify.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { TwoPanes } from '../ui/two-panes.tsx'
import type { Group as UserGroup } from './queries.ts'

interface MembersDialogProps {
  readonly group: UserGroup
  readonly onClose: () => void
}

/** Who belongs to a group. */
export function MembersDialog({ group, onClose }: MembersDialogProps) {
  const { t } = useTranslation('people')
  return (
    <DraftDialog size={640} title={t('members.title', { name: group.name })} onClose={onClose}>
      {({ onChanged, onLeave }) => (
        <MembersForm group={group} onChanged={onChanged} onSaved={onClose} onCancel={onLeave} />
      )}
    </DraftDialog>
  )
}

interface MembersFormProps extends Pick<MembersDialogProps, 'group'> {
  readonly onChanged: (changed: boolean) => void
  readonly onSaved: () => void
  readonly onCancel: () => void
}

function MembersForm({ group, onChanged, onSaved, onCancel }: MembersFormProps) {
  const { t } = useTranslation(['people', 'ui'])
  const queries = useQueryClient()
  const users = useQuery(usersQuery)
  const [begun] = useState<ReadonlySet<string>>(() => new Set(group.memberIds))
  const [chosen, setChosen] = useState(begun)
  // Whoever somebody else added or took out meanwhile is not named.
  const added = [...chosen].filter((id) => !begun.has(id))
  const removed = [...begun].filter((id) => !chosen.has(id))
  const save = useMutation({
    mutationFn: () =>
      api('PATCH /groups/{id}/members', { params: { id: group.id }, json: { added, removed } }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['groups'] })
      notifyDone(t('done.saved', { name: group.name }))
      onSaved()
    },
  })
  const changed = added.length + removed.length > 0
  useEffect(() => onChanged(changed), [changed, onChanged])
  // Whoever is disabled stays a member, and cannot be added.
  const all = (users.data ?? []).filter(({ id, disabled }) => !disabled || group.memberIds.includes(id))
  return (
    <Stack>
      {(users.error ?? save.error) && (
        <ErrorState error={users.error ?? save.error} {...(users.error ? { onRetry: users.refetch } : {})} />
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
      <DialogFooter>
        <Button variant="default" onClick={onCancel}>
          {t('ui:cancel')}
        </Button>
        <Button loading={save.isPending} disabled={!users.data} onClick={() => save.mutate()}>
          {t('ui:save')}
        </Button>
      </DialogFooter>
    </Stack>
  )
}
