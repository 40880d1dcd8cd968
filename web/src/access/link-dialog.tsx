import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { InfoIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { useReturnFocus } from '../ui/use-return-focus.ts'
import { ShownOnce } from './shown-once.tsx'
import type { HandedLink } from './user-list.tsx'

/** The one-time link, this once: whoever made it hands it over. */
export function LinkDialog({ user, link, onClose }: HandedLink & { readonly onClose: () => void }) {
  useReturnFocus()
  const { t } = useTranslation(['people', 'ui'])
  const format = useFormat()
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      closeOnClickOutside={false}
      title={t(`link.${link.kind}`, { name: user.name })}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack>
        <Text>
          {t('link.text', { name: user.name, email: user.email, time: format.time(link.expiresAt) })}
        </Text>
        <ShownOnce label={t('link.label')} value={link.link} />
        <Alert icon={<InfoIcon aria-hidden />}>{t('link.once')}</Alert>
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('link.done')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
