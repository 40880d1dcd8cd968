import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PreviewRequest } from './long-work-queries.ts'
import { PreviewDialog } from './preview-dialog.tsx'
import type { ActorType } from './queries.ts'

const starts = ['erp', 'crm', 'ask', 'asIs'] as const
export type Start = (typeof starts)[number]

/** The changed fields of one actor type, not saved yet. */
export interface MappingChange {
  readonly actorType: ActorType
  readonly fields: Extract<PreviewRequest, { of: 'mapping' }>['fields']
}

interface StartDialogProps {
  /** Labels of the fields that are new. */
  readonly fields: readonly string[]
  readonly links: number
  readonly connectionId: number
  readonly changes: readonly MappingChange[]
  readonly onChoose: (start: Start) => void
  readonly onCancel: () => void
}

/** Asks how newly mapped fields begin on records that are linked already. */
export function StartDialog(props: StartDialogProps) {
  const { fields, links, connectionId, changes, onChoose, onCancel } = props
  const { t } = useTranslation(['sync', 'longWork', 'ui'])
  const [previewed, setPreviewed] = useState<MappingChange>()
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
        <Group justify="space-between">
          <Group gap="xs">
            {changes.map((change) => (
              <Button key={change.actorType} variant="light" onClick={() => setPreviewed(change)}>
                {t('longWork:preview.type', { type: t(`actorType.${change.actorType}`) })}
              </Button>
            ))}
          </Group>
          <Group gap="xs">
            <Button variant="default" onClick={onCancel}>
              {t('ui:cancel')}
            </Button>
            <Button onClick={() => onChoose(start)}>{t('start.save')}</Button>
          </Group>
        </Group>
      </Stack>
      {previewed && (
        <PreviewDialog
          connectionId={connectionId}
          name={t(`actorType.${previewed.actorType}`)}
          request={{ of: 'mapping', start, ...previewed }}
          onClose={() => setPreviewed(undefined)}
        />
      )}
    </Modal>
  )
}
