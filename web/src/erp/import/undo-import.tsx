import { List, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { useFormat } from '../../ui/format.ts'
import { notifyError } from '../../ui/notify.tsx'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { type Import, useImportChange } from './queries.ts'

/** Says what undoing would do before it is done. */
export function UndoImport({ one, onClose }: { readonly one: Import; readonly onClose: () => void }) {
  const { t } = useTranslation('import')
  const { number } = useFormat()
  const params = { id: one.id }
  const extent = useQuery({
    queryKey: ['imports', one.id, 'undo'],
    queryFn: ({ signal }) => api('GET /imports/{id}/undo-extent', { params, signal }),
    gcTime: 0,
  })
  const undo = useImportChange(() => api('POST /imports/{id}/undos', { params }))
  return (
    <ConfirmDialog
      opened
      title={t('undo.title')}
      confirm={t('undo')}
      danger
      busy={undo.isPending || extent.isPending}
      onCancel={onClose}
      onConfirm={() => undo.mutate(undefined, { onError: notifyError, onSettled: onClose })}
    >
      <Stack gap="xs">
        {extent.error && <ErrorState error={extent.error} onRetry={extent.refetch} />}
        {extent.isPending && <Loading />}
        {extent.data && (
          <List>
            <List.Item>
              {t('undo.toBin', { count: extent.data.toBin, n: number(extent.data.toBin) })}
            </List.Item>
            <List.Item>{t('undo.kept', { count: extent.data.kept, n: number(extent.data.kept) })}</List.Item>
            <List.Item>
              {t('undo.unlinked', { count: extent.data.unlinked, n: number(extent.data.unlinked) })}
            </List.Item>
            <List.Item>
              {t('undo.values', { count: extent.data.values, n: number(extent.data.values) })}
            </List.Item>
          </List>
        )}
        <Text size="sm" c="dimmed">
          {t('undo.text')}
        </Text>
      </Stack>
    </ConfirmDialog>
  )
}
