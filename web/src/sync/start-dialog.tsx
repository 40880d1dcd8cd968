import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

const starts = ['erp', 'crm', 'ask', 'asIs'] as const
export type Start = (typeof starts)[number]

interface StartDialogProps {
  /** Labels of the fields that are new. */
  readonly fields: readonly string[]
  readonly links: number
  readonly onChoose: (start: Start) => void
  readonly onCancel: () => void
}

/** Asks how newly mapped fields begin on records that are linked already. */
export function StartDialog({ fields, links, onChoose, onCancel }: StartDialogProps) {
  const { t } = useTranslation(['sync', 'ui'])
  const [start, setStart] = useState<Start>('erp')
  return (
    <Modal
      opened
      onClose={onCancel}
      title={t('start.title')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack>
        <Text>{t('start.text', { count: links, fields: fields.join(', ') })}</Text>
        <Radio.Group
          aria-label={t('start.title')}
          value={start}
          onChange={(value) => setStart(starts.find((known) => known === value) ?? 'erp')}
        >
          <Stack gap="sm">
            {starts.map((value) => (
              <Radio
                key={value}
                value={value}
                label={t(`start.${value}`)}
                description={t(`start.${value}.text`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('ui:cancel')}
          </Button>
          <Button onClick={() => onChoose(start)}>{t('start.save')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
