import { Button, Group } from '@mantine/core'
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
  notifyFailed((error instanceof ApiError && error.problem.title) || i18next.t('error.unexpected'))
}

/** The same in words that are known already. */
export function notifyFailed(message: string): void {
  notifications.show({
    message,
    color: 'red',
    icon: <WarningCircleIcon aria-hidden />,
    autoClose: false,
    withCloseButton: true,
    closeButtonProps: { 'aria-label': i18next.t('close') },
  })
}

/** Says that something is done, with a button that takes it back. It stays long enough to be read and reached. */
export function notifyUndo(message: string, undo: string, onUndo: () => void): void {
  const id = notifications.show({
    message: (
      <Group justify="space-between" gap="sm">
        {message}
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            notifications.hide(id)
            onUndo()
          }}
        >
          {undo}
        </Button>
      </Group>
    ),
    color: 'teal',
    icon: <CheckIcon aria-hidden />,
    autoClose: 15_000,
    closeButtonProps: { 'aria-label': i18next.t('close') },
  })
}
