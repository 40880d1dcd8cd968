import { PasswordInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

const shortest = 12

interface PasswordFieldProps {
  readonly name: string
  readonly label: string
  readonly autoComplete: 'current-password' | 'new-password'
  readonly autoFocus?: boolean
}

export function PasswordField({ autoFocus = false, ...input }: PasswordFieldProps) {
  const { t } = useTranslation('access')
  return (
    <PasswordInput
      {...input}
      required
      withAsterisk={false}
      maxLength={128}
      data-autofocus={autoFocus || undefined}
      visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
    />
  )
}

/** A new password, typed twice. */
export function NewPassword({ differ }: { readonly differ: boolean }) {
  const { t } = useTranslation(['account', 'access'])
  const common = {
    required: true,
    withAsterisk: false,
    autoComplete: 'new-password',
    minLength: shortest,
    maxLength: 128,
    visibilityToggleButtonProps: { 'aria-label': t('access:showPassword') },
  }
  return (
    <>
      <PasswordInput
        {...common}
        name="newPassword"
        label={t('password.new')}
        description={t('access:setup.passwordRule', { length: shortest })}
      />
      <PasswordInput
        {...common}
        name="repeated"
        label={t('password.repeat')}
        error={differ ? t('password.differ') : undefined}
      />
    </>
  )
}
