import { Button, Stack, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ApiError, api } from '../api/client.ts'
import { setReach } from '../api/reachability.ts'
import { ButtonLink } from '../ui/links.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { Frame } from './frame.tsx'
import { NewPassword } from './password-field.tsx'

/** Chooses a password with a one-time link. Its token stands behind the #, where no server and no log sees it. */
export function SetPasswordPage() {
  const { t } = useTranslation('access')
  const [token] = useState(() => window.location.hash.slice(1))
  const { data: setup } = useQuery({ queryKey: ['setup'], queryFn: () => api('GET /setup') })
  const link = useQuery({
    queryKey: ['accessLink', token],
    queryFn: () => api('POST /auth/access-link', { json: { token } }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const product = setup?.crmName ?? 'Koppel'
  if (link.isPending) return <Loading />
  if (link.error) {
    return (
      <Frame product={product} title={t('link.invalid')}>
        <ErrorState error={link.error} />
        <ButtonLink to="/sign-in" variant="default">
          {t('setup.toSignIn')}
        </ButtonLink>
      </Frame>
    )
  }
  return (
    <Frame
      product={product}
      title={t(`link.${link.data.kind}`, { name: link.data.name })}
      text={t(`link.${link.data.kind}.text`, { product })}
    >
      <ChooseForm token={token} link={link.data} />
    </Frame>
  )
}

interface ChooseFormProps {
  readonly token: string
  readonly link: Answer<'POST /auth/access-link'>
}

function ChooseForm({ token, link }: ChooseFormProps) {
  const { t } = useTranslation('access')
  const queries = useQueryClient()
  const router = useRouter()
  const [differ, setDiffer] = useState(false)
  const choose = useMutation({
    async mutationFn(password: string) {
      await api('POST /auth/password', { json: { token, password } })
      const signedIn = await signIn(link.email, password)
      queries.clear()
      setReach('ok')
      await router.navigate({ to: signedIn ? '/' : '/sign-in' })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const password = String(given.get('newPassword'))
    setDiffer(password !== given.get('repeated'))
    if (password === given.get('repeated')) choose.mutate(password)
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {choose.error && <ErrorState error={choose.error} />}
        <TextInput label={t('email')} value={link.email} readOnly autoComplete="username" />
        <NewPassword differ={differ} />
        <Button type="submit" loading={choose.isPending}>
          {t('link.submit')}
        </Button>
      </Stack>
    </form>
  )
}

/** False when a code is asked for as well: the sign-in page does that. */
async function signIn(email: string, password: string): Promise<boolean> {
  try {
    await api('POST /auth/sign-in/email', { json: { email, password } })
    return true
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === 'codeNeeded') return false
    throw error
  }
}
