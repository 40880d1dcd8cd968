import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { useFormat } from '../../ui/format.ts'
import { notifyError } from '../../ui/notify.tsx'
import { type Import, isBusy, useImportChange } from './queries.ts'

/** How many actors are in the import, and a way to begin choosing anew. */
export function ChosenBar({ one }: { readonly one: Import }) {
  const { t } = useTranslation('import')
  const { number } = useFormat()
  const [asking, setAsking] = useState(false)
  const clear = useImportChange(() =>
    api('POST /imports/{id}/removals', { params: { id: one.id }, json: { all: true } }),
  )
  const { rows } = one.counts
  return (
    <Group gap="sm">
      <Text fw={600} aria-live="polite">
        {t('chosen', { count: rows, n: number(rows) })}
      </Text>
      {rows > 0 && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          disabled={isBusy(one)}
          onClick={() => setAsking(true)}
        >
          {t('clear')}
        </Button>
      )}
      <ConfirmDialog
        opened={asking}
        title={t('clear.title')}
        confirm={t('clear')}
        danger
        busy={clear.isPending}
        onCancel={() => setAsking(false)}
        onConfirm={() => clear.mutate(undefined, { onError: notifyError, onSettled: () => setAsking(false) })}
      >
        {t('clear.text')}
      </ConfirmDialog>
    </Group>
  )
}
