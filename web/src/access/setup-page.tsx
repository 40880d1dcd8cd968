import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { InfoIcon, WarningCircleIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../api/client.ts'
import { setReach } from '../api/reachability.ts'
import { ButtonLink } from '../ui/links.tsx'
import { Loading, useErrorText } from '../ui/states.tsx'
import { Frame } from './frame.tsx'

const route = getRouteApi('/setup')
const shortestPassword = 12

/** Makes the first administrator, with the one-time link printed at start. */
export function SetupPage() {
  const { t } = useTranslation('access')
  const { token } = route.useSearch()
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => api('GET /setup') })
  if (setup.isPending) return <Loading />
  const product = setup.data?.crmName ?? 'Koppel'
  if (setup.data && !setup.data.needed) {
    return (
      <Frame product={product} title={t('setup.doneTitle')} text={t('setup.done')}>
        <ButtonLink to="/sign-in">{t('setup.toSignIn')}</ButtonLink>
      </Frame>
    )
  }
  return (
    <Frame product={product} title={t('setup.title')} {...(token ? { text: t('setup.text') } : {})}>
      {token ? (
        <SetupForm token={token} />
      ) : (
        <Alert icon={<InfoIcon aria-hidden />}>{t('setup.needed')}</Alert>
      )}
    </Frame>
  )
}

function SetupForm({ token }: { readonly token: string }) {
  const { t } = useTranslation('access')
  const queries = useQueryClient()
  const router = useRouter()
  const make = useMutation({
    mutationFn: async (form: FormData) => {
      const [name = '', email = '', password = ''] = ['name', 'email', 'password'].map((key) =>
        String(form.get(key)),
      )
      await api('POST /setup', { json: { token, name: name.trim(), email: email.trim(), password } })
      await api('POST /auth/sign-in/email', { json: { email: email.trim(), password } })
      queries.clear()
      setReach('ok')
      await router.navigate({ to: '/' })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    make.mutate(new FormData(event.currentTarget))
  }
  const errorText = useErrorText(make.error)
  const faults = make.error instanceof ApiError ? make.error.problem.faults : []
  return (
    <form onSubmit={submit}>
      <Stack>
        {make.error && (
          <Alert color="red" icon={<WarningCircleIcon aria-hidden />} role="alert">
            {errorText}
            {faults.map((fault) => (
              <div key={`${fault.at} ${fault.code}`}>{fault.title}</div>
            ))}
          </Alert>
        )}
        <TextInput
          label={t('name')}
          name="name"
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={100}
        />
        <TextInput
          label={t('email')}
          name="email"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
        />
        <PasswordInput
          label={t('password')}
          name="password"
          description={t('setup.passwordRule', { length: shortestPassword })}
          autoComplete="new-password"
          required
          withAsterisk={false}
          minLength={shortestPassword}
          maxLength={128}
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        />
        <Button type="submit" loading={make.isPending}>
          {t('setup.submit')}
        </Button>
      </Stack>
    </form>
  )
}
