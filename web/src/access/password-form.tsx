import { Button, Group, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { notifyDone } from '../ui/notify.tsx'
import { ErrorState } from '../ui/states.tsx'
import { NewPassword, PasswordField } from './password-field.tsx'

/** Changes the own password. */
export function PasswordForm() {
  const { t } = useTranslation('account')
  const queries = useQueryClient()
  const form = useRef<HTMLFormElement>(null)
  const [differ, setDiffer] = useState(false)
  const change = useMutation({
    mutationFn: (json: { currentPassword: string; newPassword: string }) =>
      api('POST /auth/change-password', { json }),
    async onSuccess() {
      form.current?.reset()
      notifyDone(t('password.done'))
      await queries.invalidateQueries({ queryKey: ['ownSessions'] })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const newPassword = String(given.get('newPassword'))
    setDiffer(newPassword !== given.get('repeated'))
    if (newPassword === given.get('repeated')) {
      change.mutate({ currentPassword: String(given.get('currentPassword')), newPassword })
    }
  }
  return (
    <form ref={form} onSubmit={submit}>
      <Stack>
        {change.error && <ErrorState error={change.error} />}
        <PasswordField name="currentPassword" label={t('password.current')} autoComplete="current-password" />
        <NewPassword differ={differ} />
        <Group>
          <Button type="submit" loading={change.isPending}>
            {t('password.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
