import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useReturnFocus } from '../ui/use-return-focus.ts'
import type { PreviewRequest } from './long-work-queries.ts'
import { PreviewRun } from './preview-run.tsx'

interface PreviewDialogProps {
  readonly connectionId: number
  readonly name: string
  readonly request: PreviewRequest
  readonly onClose: () => void
}

/** Voorbeeld: what would happen, without anything being written. */
export function PreviewDialog({ connectionId, name, request, onClose }: PreviewDialogProps) {
  useReturnFocus()
  const { t } = useTranslation(['longWork', 'ui'])
  return (
    <Modal
      opened
      onClose={onClose}
      size="min(960px, 96vw)"
      title={t('preview.title', { name })}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('preview.text')}
        </Text>
        <PreviewRun connectionId={connectionId} request={request} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('ui:close')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
