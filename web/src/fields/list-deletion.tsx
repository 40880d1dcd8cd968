import { Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { notifyDone } from '../ui/notify.tsx'
import { ErrorState } from '../ui/states.tsx'
import { nameIn, useLanguage } from './name-in.ts'
import type { CrmList } from './queries.ts'

/** Asks; what uses the list is what the server answers. */
export function ListDeletion({ list, onClose }: { readonly list: CrmList; readonly onClose: () => void }) {
  const { t } = useTranslation('fields')
  const queries = useQueryClient()
  const name = nameIn(list.name, useLanguage())
  const remove = useMutation({
    mutationFn: () => api('DELETE /lists/{key}', { params: { key: list.key } }),
    onSuccess: () => {
      notifyDone(t('lists.deleted', { name }))
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['crmLists'], exact: true }),
  })
  return (
    <ConfirmDialog
      opened
      title={t('lists.delete.title', { name })}
      confirm={t('delete')}
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        <Text>{t('lists.delete.text', { count: list.items })}</Text>
        {remove.error && <ErrorState error={remove.error} />}
      </Stack>
    </ConfirmDialog>
  )
}
