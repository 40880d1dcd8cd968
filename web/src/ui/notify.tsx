import { notifications } from '@mantine/notifications'
import { CheckIcon, WarningCircleIcon } from '@phosphor-icons/react'
import i18next from 'i18next'
import { ApiError } from '../api/client.ts'

/** Says for a moment that something is done. */
export function notifyDone(message: string): void {
  notifications.show({
    message,
    color: 'teal',
    icon: <CheckIcon aria-hidden />,
    autoClose: 4_000,
    closeButtonProps: { 'aria-label': i18next.t('close') },
  })
}

/** Says that something failed, until it is closed. */
export function notifyError(error: unknown): void {
  const title = error instanceof ApiError ? error.problem.title : ''
  notifications.show({
    message: title || i18next.t('error.unexpected'),
    color: 'red',
    icon: <WarningCircleIcon aria-hidden />,
    autoClose: false,
    withCloseButton: true,
    closeButtonProps: { 'aria-label': i18next.t('close') },
  })
}
