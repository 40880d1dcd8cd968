import { Button, Code, Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api } from '../api/client.ts'
import { ErrorState } from '../ui/states.tsx'
import { AskPassword } from './ask-password.tsx'
import { QrCode } from './qr-code.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

type Begun = Answer<'POST /session/two-factor'>

interface TwoFactorSetupProps {
  /** The recovery codes stand there. */
  readonly onCodes: () => void
  readonly onClose: () => void
}

/** Password, then the QR code with a code of the app, then the recovery codes. */
export function TwoFactorSetup({ onCodes, onClose }: TwoFactorSetupProps) {
  const { t } = useTranslation('account')
  const [begun, setBegun] = useState<Begun>()
  const [codes, setCodes] = useState<readonly string[]>()
  const confirmed = (made: readonly string[]) => {
    setCodes(made)
    onCodes()
  }
  if (codes) return <RecoveryCodes codes={codes} onDone={onClose} />
  if (begun) return <Confirm begun={begun} onConfirmed={confirmed} onCancel={onClose} />
  return (
    <AskPassword
      text={t('twoFactor.setupText')}
      submit={t('twoFactor.next')}
      onCancel={onClose}
      work={async (password) => setBegun(await api('POST /session/two-factor', { json: { password } }))}
    />
  )
}

interface ConfirmProps {
  readonly begun: Begun
  readonly onConfirmed: (codes: readonly string[]) => void
  readonly onCancel: () => void
}

function Confirm({ begun, onConfirmed, onCancel }: ConfirmProps) {
  const { t } = useTranslation(['account', 'ui'])
  const confirm = useMutation({
    mutationFn: async (code: string) => {
      const { recoveryCodes } = await api('PUT /session/two-factor', { json: { code } })
      onConfirmed(recoveryCodes)
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    confirm.mutate(String(new FormData(event.currentTarget).get('code')))
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text>{t('twoFactor.scan')}</Text>
        <Group align="center" gap="xl">
          <QrCode text={begun.uri} label={t('twoFactor.qr')} />
          <Stack gap={4} flex={1} miw={220}>
            <Text size="sm" c="dimmed">
              {t('twoFactor.byHand')}
            </Text>
            <Code fz="sm" aria-label={t('twoFactor.secret')}>
              {begun.secret.match(/.{1,4}/g)?.join(' ')}
            </Code>
          </Stack>
        </Group>
        {confirm.error && <ErrorState error={confirm.error} />}
        <TextInput
          name="code"
          label={t('twoFactor.code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={10}
          w={180}
          required
          withAsterisk={false}
          autoFocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('ui:cancel')}
          </Button>
          <Button type="submit" loading={confirm.isPending}>
            {t('twoFactor.confirm')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
