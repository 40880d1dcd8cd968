import { Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { type ReactNode, useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { useReturnFocus } from './use-return-focus.ts'

interface Draft {
  /** Whether there is something to lose; false at once when it has been saved. */
  readonly onChanged: (changed: boolean) => void
  /** Another dialog stands in front of this one, or no longer. */
  readonly onInFront: (inFront: boolean) => void
  /** Closes, after asking if something was changed. */
  readonly onLeave: () => void
}

interface DraftDialogProps {
  readonly title: string
  readonly size: string | number
  readonly onClose: () => void
  readonly children: (draft: Draft) => ReactNode
}

/** A dialog with a form in it, which asks before what was changed there is left behind. */
export function DraftDialog({ title, size, onClose, children }: DraftDialogProps) {
  useReturnFocus()
  const { t } = useTranslation('ui')
  const [changed, setChanged] = useState(false)
  // Read when it is asked, also before the next drawing: who saved or typed may leave in the same breath.
  const unsaved = useRef(false)
  const put = useCallback((next: boolean) => {
    unsaved.current = next
    setChanged(next)
  }, [])
  const [asking, setAsking] = useState(false)
  const [inFront, setInFront] = useState(false)
  const blocker = useBlocker({
    shouldBlockFn: () => unsaved.current,
    enableBeforeUnload: changed,
    withResolver: true,
  })
  const held = blocker.status === 'blocked'
  const inQuestion = asking || held
  const leave = () => (unsaved.current ? setAsking(true) : onClose())
  return (
    <>
      <Modal
        opened
        onClose={leave}
        size={size}
        title={title}
        closeButtonProps={{ 'aria-label': t('close') }}
        closeOnClickOutside={false}
        closeOnEscape={!inQuestion && !inFront}
        trapFocus={!inQuestion && !inFront}
      >
        {children({ onChanged: put, onInFront: setInFront, onLeave: leave })}
      </Modal>
      {/* Put there only when asked: one that is there already would be closed by the Escape that opens it. */}
      {inQuestion && (
        <ConfirmDialog
          opened
          title={t('discard.title')}
          confirm={t('discard.confirm')}
          cancel={t('discard.cancel')}
          danger
          onConfirm={held ? blocker.proceed : onClose}
          onCancel={held ? blocker.reset : () => setAsking(false)}
        >
          {t('discard.text')}
        </ConfirmDialog>
      )}
    </>
  )
}
