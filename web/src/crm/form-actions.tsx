import { Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './form-actions.module.css'

interface FormActionsProps {
  readonly busy: boolean
  readonly onCancel: () => void
}

/** Opslaan and Annuleren, in sight however long the form is. */
export function FormActions({ busy, onCancel }: FormActionsProps) {
  const { t } = useTranslation('ui')
  return (
    <Group justify="flex-end" gap="xs" className={classes.bar ?? ''}>
      <Button variant="default" onClick={onCancel}>
        {t('cancel')}
      </Button>
      <Button type="submit" loading={busy}>
        {t('save')}
      </Button>
    </Group>
  )
}
