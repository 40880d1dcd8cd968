import { useTranslation } from 'react-i18next'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { DefaultForm } from './default-form.tsx'
import type { Defaults } from './defaults-query.ts'

interface DefaultDialogProps {
  readonly connectionId: number
  readonly defaults: Defaults
  /** undefined: one is added. */
  readonly fieldKey: string | undefined
  readonly onClose: () => void
}

/** Standaardwaarden voor synchronisatie toevoegen: one field, and how it behaves. */
export function DefaultDialog({ connectionId, defaults, fieldKey, onClose }: DefaultDialogProps) {
  const { t } = useTranslation('defaults')
  return (
    <DraftDialog title={fieldKey === undefined ? t('add') : t('edit')} size={560} onClose={onClose}>
      {({ onChanged, onLeave }) => (
        <DefaultForm
          connectionId={connectionId}
          defaults={defaults}
          fieldKey={fieldKey}
          onChanged={onChanged}
          onSaved={onClose}
          onCancel={onLeave}
        />
      )}
    </DraftDialog>
  )
}
