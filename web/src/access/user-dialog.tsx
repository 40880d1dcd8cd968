import { Button, Checkbox, Group, MultiSelect, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { groupsQuery } from '../api/people.ts'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { notifyDone } from '../ui/notify.tsx'
import { ErrorState } from '../ui/states.tsx'
import { type Licence, licences, type Role, roles, type User } from './queries.ts'
import { beginUser, changesIn } from './user-draft.ts'
import type { HandedLink } from './user-list.tsx'

interface UserDialogProps {
  /** undefined: somebody new. */
  readonly user: User | undefined
  readonly onClose: () => void
  readonly onInvited: (handed: HandedLink) => void
}

/** Invites somebody, or changes name, e-mail, role and licences. */
export function UserDialog({ user, onClose, onInvited }: UserDialogProps) {
  const { t } = useTranslation('people')
  return (
    <DraftDialog
      size="lg"
      title={user ? t('user.edit', { name: user.name }) : t('users.invite')}
      onClose={onClose}
    >
      {({ onChanged, onLeave }) => (
        <UserForm
          user={user}
          onChanged={onChanged}
          onInvited={onInvited}
          onSaved={onClose}
          onCancel={onLeave}
        />
      )}
    </DraftDialog>
  )
}

interface UserFormProps extends Pick<UserDialogProps, 'user' | 'onInvited'> {
  readonly onChanged: (changed: boolean) => void
  readonly onSaved: () => void
  readonly onCancel: () => void
}

function UserForm({ user, onChanged, onInvited, onSaved, onCancel }: UserFormProps) {
  const { t } = useTranslation(['people', 'ui'])
  const queries = useQueryClient()
  const [begun] = useState(() => beginUser(user))
  const [draft, setDraft] = useState(begun)
  const [groupIds, setGroupIds] = useState<readonly string[]>([])
  const save = useMutation({
    async mutationFn() {
      if (user) {
        const json = changesIn(begun, draft)
        if (Object.keys(json).length > 0) await api('PATCH /users/{id}', { params: { id: user.id }, json })
        return
      }
      const json = { ...draft, licences: [...draft.licences], groupIds: groupIds.map(Number) }
      const { invitation: link, name, email } = await api('POST /users', { json })
      if (link) onInvited({ user: { name, email }, link })
    },
    async onSuccess() {
      await Promise.all(
        [['users'], ['groups'], ['session']].map((queryKey) => queries.invalidateQueries({ queryKey })),
      )
      if (user) notifyDone(t('done.saved', { name: draft.name }))
      onSaved()
    },
  })
  const changed = Object.keys(changesIn(begun, draft)).length > 0 || groupIds.length > 0
  useEffect(() => onChanged(changed), [changed, onChanged])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {!user && (
          <Text size="sm" c="dimmed">
            {t('user.inviteText')}
          </Text>
        )}
        {save.error && <ErrorState error={save.error} />}
        <Group grow align="flex-start">
          <TextInput
            label={t('column.name')}
            required
            maxLength={100}
            autoComplete="off"
            data-autofocus
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          />
          <TextInput
            label={t('user.email')}
            type="email"
            required
            maxLength={200}
            autoComplete="off"
            value={draft.email}
            onChange={(event) => setDraft({ ...draft, email: event.currentTarget.value })}
          />
        </Group>
        <RoleChoice role={draft.role} onChange={(role) => setDraft({ ...draft, role })} />
        <LicenceChoice
          licences={draft.licences}
          onChange={(next) => setDraft({ ...draft, licences: next })}
        />
        {!user && <GroupChoice chosen={groupIds} onChange={setGroupIds} />}
        <DialogFooter>
          <Button variant="default" onClick={onCancel}>
            {t('ui:cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {user ? t('ui:save') : t('user.invite')}
          </Button>
        </DialogFooter>
      </Stack>
    </form>
  )
}

interface RoleChoiceProps {
  readonly role: Role
  readonly onChange: (role: Role) => void
}

function RoleChoice({ role, onChange }: RoleChoiceProps) {
  const { t } = useTranslation(['people', 'shell'])
  return (
    <Radio.Group
      label={t('column.role')}
      value={role}
      onChange={(next) => onChange(roles.find((one) => one === next) ?? 'user')}
    >
      <Stack gap="xs" mt={6}>
        {roles.map((one) => (
          <Radio key={one} value={one} label={t(`shell:user.role.${one}`)} description={t(`role.${one}`)} />
        ))}
      </Stack>
    </Radio.Group>
  )
}

interface LicenceChoiceProps {
  readonly licences: readonly Licence[]
  readonly onChange: (licences: Licence[]) => void
}

function LicenceChoice({ licences: chosen, onChange }: LicenceChoiceProps) {
  const { t } = useTranslation('people')
  return (
    <Checkbox.Group
      label={t('column.licences')}
      value={[...chosen]}
      onChange={(next) => onChange(licences.filter((licence) => next.includes(licence)))}
    >
      <Stack gap="xs" mt={6}>
        {licences.map((one) => (
          <Checkbox
            key={one}
            value={one}
            label={t(`licence.${one}`)}
            description={t(`licence.${one}.text`)}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}

interface GroupChoiceProps {
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

function GroupChoice({ chosen, onChange }: GroupChoiceProps) {
  const { t } = useTranslation('people')
  const groups = useQuery(groupsQuery)
  if (!groups.data?.length) return null
  return (
    <MultiSelect
      label={t('tab.groups')}
      placeholder={chosen.length === 0 ? t('user.noGroups') : ''}
      data={groups.data.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={[...chosen]}
      onChange={onChange}
      searchable
    />
  )
}
