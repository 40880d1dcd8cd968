import { useBlocker } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from './confirm-dialog.tsx'

interface LeaveGuardProps {
  readonly changed: boolean
  /** Another tab of the same card keeps what is there. */
  readonly keptOnCard?: boolean
}

/** Asks before unsaved changes are left behind, by a link, the way back or closing the page. */
export function LeaveGuard({ changed, keptOnCard = false }: LeaveGuardProps) {
  const { t } = useTranslation('ui')
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => changed && !(keptOnCard && current.pathname === next.pathname),
    enableBeforeUnload: changed,
    withResolver: true,
  })
  return (
    <ConfirmDialog
      opened={blocker.status === 'blocked'}
      title={t('leave.title')}
      confirm={t('leave.discard')}
      cancel={t('leave.stay')}
      danger
      onConfirm={() => blocker.proceed?.()}
      onCancel={() => blocker.reset?.()}
    >
      {t('leave.text')}
    </ConfirmDialog>
  )
}
