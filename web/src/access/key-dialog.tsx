import { Alert, Button, Code, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { InfoIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { usersQuery } from '../api/people.ts'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { ErrorState } from '../ui/states.tsx'
import { type Role, roles } from './queries.ts'
import { ShownOnce } from './shown-once.tsx'

const ends = ['30', '90', '365', 'never'] as const
type End = (typeof ends)[number]
const dayMs = 86_400_000

/** Makes a key, and shows it this once. */
export function KeyDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('people')
  const [made, setMade] = useState<{ readonly name: string; readonly key: string }>()
  return (
    <DraftDialog size="lg" title={made ? made.name : t('keys.add')} onClose={onClose}>
      {({ onChanged, onLeave }) =>
        made ? (
          <Stack>
            <ShownOnce label={t('keys.key')} value={made.key} />
            <Alert icon={<InfoIcon aria-hidden />}>{t('keys.once')}</Alert>
            <Text size="sm">{t('keys.use')}</Text>
            <Code
              display="block"
              p="xs"
              style={{ overflowWrap: 'anywhere' }}
            >{`curl -H "Authorization: Bearer ${made.key.slice(0, 12)}…" ${location.origin}/api/v1/records/company`}</Code>
            <Group justify="flex-end">
              <Button onClick={onClose}>{t('link.done')}</Button>
            </Group>
          </Stack>
        ) : (
          <KeyForm onChanged={onChanged} onMade={setMade} onCancel={onLeave} />
        )
      }
    </DraftDialog>
  )
}

interface KeyFormProps {
  readonly onChanged: (changed: boolean) => void
  readonly onMade: (made: { readonly name: string; readonly key: string }) => void
  readonly onCancel: () => void
}

function KeyForm({ onChanged, onMade, onCancel }: KeyFormProps) {
  const { t } = useTranslation(['people', 'shell', 'ui'])
  const queries = useQueryClient()
  const users = useQuery(usersQuery)
  const [name, setName] = useState('')
  const [userId, setUserId] = useState<string | null>(null)
  const [role, setRole] = useState<Role>('user')
  const [end, setEnd] = useState<End>('365')
  const make = useMutation({
    mutationFn: () => {
      const expiresAt = end === 'never' ? null : new Date(Date.now() + Number(end) * dayMs).toISOString()
      return api('POST /api-keys', { json: { name, userId: userId ?? '', role, expiresAt } })
    },
    async onSuccess(key) {
      await queries.invalidateQueries({ queryKey: ['apiKeys'] })
      onChanged(false)
      onMade(key)
    },
  })
  const changed = name !== '' || userId !== null || role !== 'user' || end !== '365'
  useEffect(() => onChanged(changed), [changed, onChanged])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {(make.error ?? users.error) && <ErrorState error={make.error ?? users.error} />}
        <TextInput
          label={t('column.name')}
          description={t('keys.nameText')}
          required
          maxLength={100}
          autoComplete="off"
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t('column.actsAs')}
          description={t('keys.actsAsText')}
          withAsterisk
          searchable
          data={(users.data ?? [])
            .filter(({ disabled }) => !disabled)
            .map((user) => ({ value: user.id, label: `${user.name} (${user.email})` }))}
          value={userId}
          onChange={setUserId}
        />
        <Group grow align="flex-start">
          <Select
            label={t('keys.role')}
            description={t('keys.roleText')}
            data={roles.map((one) => ({ value: one, label: t(`shell:user.role.${one}`) }))}
            value={role}
            onChange={(next) => setRole(roles.find((one) => one === next) ?? 'user')}
          />
          <Select
            label={t('column.expires')}
            description={t('keys.endText')}
            data={ends.map((one) => ({ value: one, label: t(`keys.end.${one}`) }))}
            value={end}
            onChange={(next) => setEnd(ends.find((one) => one === next) ?? '365')}
          />
        </Group>
        <DialogFooter>
          <Button variant="default" onClick={onCancel}>
            {t('ui:cancel')}
          </Button>
          <Button type="submit" loading={make.isPending} disabled={userId === null || name.trim() === ''}>
            {t('keys.make')}
          </Button>
        </DialogFooter>
      </Stack>
    </form>
  )
}
