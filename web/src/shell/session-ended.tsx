import { Modal, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { setReach, useReach } from '../api/reachability.ts'
import { sessionQuery, useSession } from '../api/session.ts'

const route = getRouteApi('/shell')

/** Asks to sign in again over the screen as it is, so that what was being typed is still there afterwards. */
export function SessionEnded() {
  const { t } = useTranslation('shell')
  const queries = useQueryClient()
  const { user } = useSession()
  const { SignInForm } = route.useRouteContext().parts
  const ended = useReach() === 'signedOut'
  const goOn = async () => {
    const now = await queries.fetchQuery({ ...sessionQuery, staleTime: 0 })
    if (now.user.id !== user.id) return window.location.assign('/')
    setReach('ok')
    await queries.invalidateQueries()
  }
  return (
    <Modal
      opened={ended}
      onClose={() => {}}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      // In front of whatever dialog is open, also of one opened later.
      zIndex={390}
      title={t('sessionEnded.title')}
      overlayProps={{ blur: 4 }}
    >
      <Stack>
        <Text size="sm">{t('sessionEnded.text')}</Text>
        <SignInForm email={user.email} onSignedIn={goOn} />
      </Stack>
    </Modal>
  )
}
