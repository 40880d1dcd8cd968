import { Button, Group } from '@mantine/core'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import classes from './form-actions.module.css'
import { useFormKeys } from './use-form-keys.ts'

interface FormActionsProps {
  readonly busy: boolean
  /** There is something to lose. */
  readonly changed: boolean
  /** Cancelling leaves the page, which asks by itself. */
  readonly guarded?: boolean
  readonly onCancel: () => void
}

/** Opslaan and Annuleren, in sight however long the form is; Ctrl+S saves, Escape cancels and asks first. */
export function FormActions({ busy, changed, guarded = false, onCancel }: FormActionsProps) {
  const { t } = useTranslation('ui')
  const save = useRef<HTMLButtonElement>(null)
  const [asking, setAsking] = useState(false)
  useFormKeys({
    onSave: () => save.current?.form?.requestSubmit(),
    onEscape: () => (changed && !guarded ? setAsking(true) : onCancel()),
  })
  return (
    <Group justify="flex-end" gap="xs" className={classes.bar ?? ''}>
      <Button variant="default" onClick={onCancel}>
        {t('cancel')}
      </Button>
      <Button type="submit" ref={save} loading={busy} aria-keyshortcuts="Control+S">
        {t('save')}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t('leave.title')}
        confirm={t('leave.discard')}
        cancel={t('leave.stay')}
        danger
        onConfirm={onCancel}
        onCancel={() => setAsking(false)}
      >
        {t('discard.onCard')}
      </ConfirmDialog>
    </Group>
  )
}
