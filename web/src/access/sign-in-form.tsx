import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { WarningCircleIcon } from '@phosphor-icons/react'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { useErrorText } from '../ui/states.tsx'

interface SignInFormProps {
  /** Filled in already when a session has ended. */
  readonly email?: string
  readonly onSignedIn: () => Promise<void>
}

export function SignInForm({ email = '', onSignedIn }: SignInFormProps) {
  const { t } = useTranslation('access')
  const password = useRef<HTMLInputElement>(null)
  const attempt = useMutation({
    mutationFn: async (form: FormData) => {
      const [email = '', password = ''] = ['email', 'password'].map((key) => String(form.get(key)))
      await api('POST /auth/sign-in/email', { json: { email: email.trim(), password } })
      await onSignedIn()
    },
    onError: () => password.current?.select(),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    attempt.mutate(new FormData(event.currentTarget))
  }
  const message = useErrorText(attempt.error)
  // Over a screen it comes late, when the dialog has looked for its first field already.
  useEffect(() => {
    if (email) password.current?.focus()
  }, [email])
  return (
    <form onSubmit={submit}>
      <Stack>
        {attempt.error && (
          <Alert color="red" icon={<WarningCircleIcon aria-hidden />} role="alert">
            {message}
          </Alert>
        )}
        <TextInput
          label={t('email')}
          name="email"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          defaultValue={email}
          data-autofocus={email ? undefined : true}
          {...keepEscape}
        />
        <PasswordInput
          ref={password}
          label={t('password')}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus={email ? true : undefined}
          {...keepEscape}
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        />
        <Button type="submit" loading={attempt.isPending}>
          {t('signIn.submit')}
        </Button>
      </Stack>
    </form>
  )
}

// Escape here must not close a dialog that lies behind the form.
const keepEscape = { 'data-mantine-stop-propagation': true }
