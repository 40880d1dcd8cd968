import { Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { notifyDone } from '../ui/notify.tsx'
import { ErrorState } from '../ui/states.tsx'
import { FieldDialog } from './field-dialog.tsx'
import { nameIn, useLanguage } from './name-in.ts'
import { OrderDialog } from './order-dialog.tsx'
import type { CustomField, RecordType } from './queries.ts'
import { Uses } from './uses.tsx'

/** Which dialog is open, and for what. */
export type OpenedField =
  | { readonly kind: 'add' | 'order' }
  | { readonly kind: 'edit' | 'delete'; readonly field: CustomField }

interface FieldDialogsProps {
  readonly opened: OpenedField | undefined
  readonly recordType: RecordType
  /** Of this record type, in their order. */
  readonly fields: readonly CustomField[]
  readonly onMade: (id: number) => void
  readonly onClose: () => void
}

export function FieldDialogs({ opened, recordType, fields, onMade, onClose }: FieldDialogsProps) {
  switch (opened?.kind) {
    case undefined:
      return null
    case 'add':
      return <FieldDialog recordType={recordType} field={undefined} onSaved={onMade} onClose={onClose} />
    case 'edit':
      return <FieldDialog recordType={recordType} field={opened.field} onSaved={onMade} onClose={onClose} />
    case 'delete':
      return <DeleteDialog field={opened.field} onClose={onClose} />
    case 'order':
      return <FieldOrder recordType={recordType} fields={fields} onClose={onClose} />
  }
}

interface FieldOrderProps {
  readonly recordType: RecordType
  readonly fields: readonly CustomField[]
  readonly onClose: () => void
}

function FieldOrder({ recordType, fields, onClose }: FieldOrderProps) {
  const { t } = useTranslation('fields')
  const language = useLanguage()
  return (
    <OrderDialog
      title={t('orderFields', { record: t(`recordType.${recordType}`) })}
      items={fields
        .filter(({ inactive }) => !inactive)
        .map(({ id, label }) => ({ key: String(id), label: nameIn(label, language) }))}
      save={(ids) => api('PUT /custom-fields/order/{recordType}', { params: { recordType }, json: { ids } })}
      stale="customFields"
      onClose={onClose}
    />
  )
}

function DeleteDialog({ field, onClose }: { readonly field: CustomField; readonly onClose: () => void }) {
  const { t } = useTranslation('fields')
  const queries = useQueryClient()
  const name = nameIn(field.label, useLanguage())
  const remove = useMutation({
    mutationFn: () => api('DELETE /custom-fields/{id}', { params: { id: field.id } }),
    onSuccess: () => {
      notifyDone(t('deleted', { name }))
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['customFields'] }),
  })
  return (
    <ConfirmDialog
      opened
      title={t('delete.title', { name })}
      confirm={t('delete')}
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        <Text>{t('delete.text', { count: field.values })}</Text>
        {field.uses.length > 0 && (
          <div>
            <Text fw={550}>{t('delete.uses')}</Text>
            <Uses uses={field.uses} />
          </div>
        )}
        {remove.error && <ErrorState error={remove.error} />}
      </Stack>
    </ConfirmDialog>
  )
}
