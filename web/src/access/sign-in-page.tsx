import { Alert } from '@mantine/core'
import { InfoIcon } from '@phosphor-icons/react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { setReach } from '../api/reachability.ts'
import { sessionQuery } from '../api/session.ts'
import { Frame } from './frame.tsx'
import { localPath } from './local-path.ts'
import { SignInForm } from './sign-in-form.tsx'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const { t } = useTranslation('access')
  const { from } = route.useSearch()
  const queries = useQueryClient()
  const router = useRouter()
  const { data: setup } = useQuery({ queryKey: ['setup'], queryFn: () => api('GET /setup') })
  const enter = async () => {
    queries.removeQueries({ queryKey: sessionQuery.queryKey })
    setReach('ok')
    await router.navigate({ href: localPath(from) })
  }
  return (
    <Frame product={setup?.crmName ?? 'Koppel'} title={t('signIn.title')}>
      {setup?.needed && (
        <Alert icon={<InfoIcon aria-hidden />} title={t('setup.neededTitle')}>
          {t('setup.needed')}
        </Alert>
      )}
      <SignInForm onSignedIn={enter} />
    </Frame>
  )
}
