import { ActionIcon, Menu, Text } from '@mantine/core'
import {
  DotsThreeVerticalIcon,
  KeyIcon,
  PencilSimpleIcon,
  ProhibitIcon,
  ShieldSlashIcon,
  SignOutIcon,
  UserCheckIcon,
} from '@phosphor-icons/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { notifyDone, notifyError } from '../ui/notify.tsx'
import { ErrorState } from '../ui/states.tsx'
import type { User } from './queries.ts'
import type { HandedLink } from './user-list.tsx'

interface UserActionsProps {
  readonly user: User
  readonly onEdit: (user: User) => void
  readonly onLink: (handed: HandedLink) => void
}

/** What asks first before it is done. */
type Question = 'disable' | 'signOut' | 'resetTwoFactor' | 'newLink'

/** Everything that can be done with one user. */
export function UserActions({ user, onEdit, onLink }: UserActionsProps) {
  const { t } = useTranslation(['people', 'ui'])
  const queries = useQueryClient()
  const [question, setQuestion] = useState<Question>()
  const refresh = () => queries.invalidateQueries({ queryKey: ['users'] })
  const enable = useMutation({
    mutationFn: () => api('PATCH /users/{id}', { params: { id: user.id }, json: { disabled: false } }),
    onSuccess: refresh,
    onError: notifyError,
  })
  return (
    <>
      <Menu position="bottom-end" width={270} withinPortal>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            style={{ zIndex: 1 }}
            aria-label={t('actions.for', { name: user.name })}
          >
            <DotsThreeVerticalIcon size={20} weight="bold" aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<PencilSimpleIcon aria-hidden />} onClick={() => onEdit(user)}>
            {t('ui:edit')}
          </Menu.Item>
          {!user.disabled && (
            <Menu.Item leftSection={<KeyIcon aria-hidden />} onClick={() => setQuestion('newLink')}>
              {t(user.hasPassword ? 'actions.resetPassword' : 'actions.inviteAgain')}
            </Menu.Item>
          )}
          {user.twoFactor && (
            <Menu.Item
              leftSection={<ShieldSlashIcon aria-hidden />}
              onClick={() => setQuestion('resetTwoFactor')}
            >
              {t('actions.resetTwoFactor')}
            </Menu.Item>
          )}
          {user.hasPassword && !user.disabled && (
            <Menu.Item leftSection={<SignOutIcon aria-hidden />} onClick={() => setQuestion('signOut')}>
              {t('actions.signOut')}
            </Menu.Item>
          )}
          <Menu.Divider />
          {user.disabled ? (
            <Menu.Item leftSection={<UserCheckIcon aria-hidden />} onClick={() => enable.mutate()}>
              {t('actions.enable')}
            </Menu.Item>
          ) : (
            <Menu.Item
              color="red.9"
              leftSection={<ProhibitIcon aria-hidden />}
              onClick={() => setQuestion('disable')}
            >
              {t('actions.disable')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {question && (
        <Ask user={user} question={question} onLink={onLink} onClose={() => setQuestion(undefined)} />
      )}
    </>
  )
}

interface AskProps {
  readonly user: User
  readonly question: Question
  readonly onLink: (handed: HandedLink) => void
  readonly onClose: () => void
}

function Ask({ user, question, onLink, onClose }: AskProps) {
  const { t } = useTranslation('people')
  const queries = useQueryClient()
  const params = { id: user.id }
  const work: Record<Question, () => Promise<unknown>> = {
    disable: () => api('PATCH /users/{id}', { params, json: { disabled: true } }),
    signOut: () => api('DELETE /users/{id}/sessions', { params }),
    resetTwoFactor: () => api('DELETE /users/{id}/two-factor', { params }),
    async newLink() {
      onLink({ user, link: await api('POST /users/{id}/access-links', { params }) })
    },
  }
  const act = useMutation({
    mutationFn: () => work[question](),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['users'] })
      if (question !== 'newLink') notifyDone(t(`done.${question}`, { name: user.name }))
      onClose()
    },
  })
  return (
    <ConfirmDialog
      opened
      title={t(`ask.${question}.title`, { name: user.name })}
      confirm={t(`ask.${question}.confirm`)}
      danger={question === 'disable'}
      busy={act.isPending}
      onConfirm={() => act.mutate()}
      onCancel={onClose}
    >
      <Text>{t(`ask.${question}.text`, { name: user.name })}</Text>
      {act.error && <ErrorState error={act.error} />}
    </ConfirmDialog>
  )
}
