import { Badge, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api } from '../api/client.ts'
import { useFormat } from '../ui/format.ts'
import { notifyDone } from '../ui/notify.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { AskPassword } from './ask-password.tsx'
import { twoFactorQuery } from './queries.ts'
import { RecoveryCodes } from './recovery-codes.tsx'
import { TwoFactorSetup } from './two-factor-setup.tsx'

type Open = 'setup' | 'removal' | 'renewal'

/** Signing in with a code as well: whether it is on, and how to turn it on and off. */
export function TwoFactor() {
  const { t } = useTranslation(['account', 'ui'])
  const queries = useQueryClient()
  const state = useQuery(twoFactorQuery)
  const [open, setOpen] = useState<Open>()
  const [showsCodes, setShowsCodes] = useState(false)
  const close = () => {
    setOpen(undefined)
    setShowsCodes(false)
    void queries.invalidateQueries({ queryKey: ['twoFactor'] })
    void queries.invalidateQueries({ queryKey: ['ownSessions'] })
  }
  if (state.error) return <ErrorState error={state.error} onRetry={state.refetch} />
  if (!state.data) return <Loading />
  const { since } = state.data
  return (
    <Stack align="flex-start">
      <State {...state.data} />
      <Group gap="xs">
        {since ? (
          <>
            <Button variant="default" onClick={() => setOpen('renewal')}>
              {t('twoFactor.renew')}
            </Button>
            <Button variant="default" onClick={() => setOpen('removal')}>
              {t('twoFactor.remove')}
            </Button>
          </>
        ) : (
          <Button onClick={() => setOpen('setup')}>{t('twoFactor.setUp')}</Button>
        )}
      </Group>
      {open && (
        <Modal
          opened
          onClose={close}
          size="lg"
          closeOnClickOutside={false}
          // They are shown this once: only who says they are kept leaves.
          closeOnEscape={!showsCodes}
          withCloseButton={!showsCodes}
          title={t(`twoFactor.${open}`)}
          closeButtonProps={{ 'aria-label': t('ui:close') }}
        >
          {open === 'setup' && <TwoFactorSetup onCodes={() => setShowsCodes(true)} onClose={close} />}
          {open === 'removal' && <Removal onClose={close} />}
          {open === 'renewal' && <Renewal onCodes={() => setShowsCodes(true)} onClose={close} />}
        </Modal>
      )}
    </Stack>
  )
}

type TwoFactorState = Answer<'GET /session/two-factor'>

function State({ since, recoveryCodesLeft }: TwoFactorState) {
  const { t } = useTranslation('account')
  const format = useFormat()
  return (
    <>
      <Group gap="sm">
        <Badge color={since ? 'teal' : 'gray'} variant="light" tt="none" size="lg">
          {t(since ? 'twoFactor.on' : 'twoFactor.off')}
        </Badge>
        {since && (
          <Text size="sm" c="dimmed">
            {t('twoFactor.since', { time: format.time(since) })}
          </Text>
        )}
      </Group>
      {since && (
        <Text size="sm" {...(recoveryCodesLeft < 3 ? { c: 'red.9' } : {})}>
          {t('twoFactor.left', { count: recoveryCodesLeft })}
        </Text>
      )}
    </>
  )
}

function Removal({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('account')
  return (
    <AskPassword
      text={t('twoFactor.removalText')}
      submit={t('twoFactor.remove')}
      onCancel={onClose}
      work={async (password) => {
        await api('POST /session/two-factor/removal', { json: { password } })
        notifyDone(t('twoFactor.removed'))
        onClose()
      }}
    />
  )
}

interface RenewalProps {
  readonly onCodes: () => void
  readonly onClose: () => void
}

function Renewal({ onCodes, onClose }: RenewalProps) {
  const { t } = useTranslation('account')
  const [codes, setCodes] = useState<readonly string[]>()
  if (codes) return <RecoveryCodes codes={codes} onDone={onClose} />
  return (
    <AskPassword
      text={t('twoFactor.renewalText')}
      submit={t('twoFactor.renew')}
      onCancel={onClose}
      work={async (password) => {
        const made = await api('POST /session/two-factor/recovery-codes', { json: { password } })
        setCodes(made.recoveryCodes)
        onCodes()
      }}
    />
  )
}
