import { Alert, Anchor, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { WarningCircleIcon } from '@phosphor-icons/react'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../api/client.ts'
import { useErrorText } from '../ui/states.tsx'

interface SignInFormProps {
  /** Filled in already when a session has ended. */
  readonly email?: string
  readonly onSignedIn: () => Promise<void>
}

export function SignInForm({ email = '', onSignedIn }: SignInFormProps) {
  const { t } = useTranslation('access')
  const password = useRef<HTMLInputElement>(null)
  const code = useRef<HTMLInputElement>(null)
  /** Whose password was right and who still has to give a code; undefined in the first step. */
  const [asksCode, setAsksCode] = useState<string>()
  const attempt = useMutation({
    mutationFn: async (form: FormData) => {
      const text = (key: string) => String(form.get(key) ?? '')
      const given = { email: text('email').trim(), password: text('password') }
      await api('POST /auth/sign-in/email', {
        json: { ...given, ...(asksCode === undefined ? {} : { code: text('code') }) },
      })
      await onSignedIn()
    },
    onError(error, form) {
      const wants = codeOf(error)
      if (wants === 'codeNeeded') setAsksCode(String(form.get('email') ?? '').trim())
      if (wants === 'wrongCode') code.current?.select()
      if (!wants) {
        if (error instanceof ApiError && error.problem.status === 401) flushSync(() => setAsksCode(undefined))
        password.current?.select()
      }
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    attempt.mutate(new FormData(event.currentTarget))
  }
  const again = () => {
    attempt.reset()
    flushSync(() => setAsksCode(undefined))
    password.current?.select()
  }
  const message = useErrorText(attempt.error)
  // Over a screen it comes late, when the dialog has looked for its first field already.
  useEffect(() => {
    if (email) password.current?.focus()
  }, [email])
  return (
    <form onSubmit={submit}>
      <Stack>
        {attempt.error && codeOf(attempt.error) !== 'codeNeeded' && (
          <Alert color="red" icon={<WarningCircleIcon aria-hidden />} role="alert">
            {message}
          </Alert>
        )}
        {/* What was given stays in the form: it goes along with the code. */}
        <Stack display={asksCode === undefined ? 'flex' : 'none'}>
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
        </Stack>
        {asksCode !== undefined && (
          <>
            <Group gap="xs" justify="space-between">
              <Text size="sm">{asksCode}</Text>
              <Anchor component="button" type="button" size="sm" onClick={again}>
                {t('code.otherAccount')}
              </Anchor>
            </Group>
            <TextInput
              ref={code}
              label={t('code')}
              description={t('code.text')}
              name="code"
              inputMode="text"
              autoComplete="one-time-code"
              maxLength={20}
              required
              withAsterisk={false}
              autoFocus
              {...keepEscape}
            />
          </>
        )}
        <Button type="submit" loading={attempt.isPending}>
          {t('signIn.submit')}
        </Button>
      </Stack>
    </form>
  )
}

/** Whether it is only the code that is missing or wrong. */
function codeOf(error: unknown): 'codeNeeded' | 'wrongCode' | undefined {
  const code = error instanceof ApiError ? error.problem.code : ''
  return code === 'codeNeeded' || code === 'wrongCode' ? code : undefined
}

// Escape here must not close a dialog that lies behind the form.
const keepEscape = { 'data-mantine-stop-propagation': true }
