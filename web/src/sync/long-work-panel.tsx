import { Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core'
import { HourglassMediumIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx'
import { Filters } from './filter-inputs.tsx'
import { LongWorkProgress } from './long-work-progress.tsx'
import { type LongWork, longWorkListQuery, previewQuery } from './long-work-queries.ts'
import { LongWorkResult } from './long-work-result.tsx'
import { numberIn } from './monitor-address.ts'
import type { MonitorPanelProps } from './monitor-tab.tsx'
import { PreviewResult } from './preview-result.tsx'

/** Work of minutes or hours: what is under way, and the last that ended. */
export function LongWorkPanel(props: MonitorPanelProps) {
  return (
    <Stack>
      <Filters {...props} />
      <LongWorkList filter={props.filter} />
    </Stack>
  )
}

function LongWorkList({ filter }: Pick<MonitorPanelProps, 'filter'>) {
  const { t } = useTranslation('longWork')
  const list = useQuery(longWorkListQuery(numberIn(filter.connection)))
  const [opened, setOpened] = useState<LongWork>()
  if (list.error) return <ErrorState error={list.error} onRetry={list.refetch} />
  if (!list.data) return <Loading />
  if (list.data.length === 0) {
    return (
      <EmptyState icon={HourglassMediumIcon} title={t('none')}>
        {t('noneText')}
      </EmptyState>
    )
  }
  return (
    <Stack>
      {list.data.map((work) => (
        <One key={work.id} work={work} onOpen={() => setOpened(work)} />
      ))}
      {opened && <FoundDialog work={opened} onClose={() => setOpened(undefined)} />}
    </Stack>
  )
}

function One({ work, onOpen }: { readonly work: LongWork; readonly onOpen: () => void }) {
  const { t } = useTranslation(['longWork', 'sync'])
  const format = useFormat()
  const { kind, connection, startedAt, requestedBy } = work
  const title = `${kindName(t, kind)}: ${connection.name}`
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={3} size="h6">
            {title}
          </Title>
          <Text size="sm" c="dimmed" title={format.time(startedAt)}>
            {t('by', { who: requestedBy ?? '', when: format.ago(startedAt) })}
          </Text>
        </Group>
        <LongWorkProgress work={work} />
        {kind === 'preview' ? (
          <Group>
            <Button size="compact-sm" variant="light" onClick={onOpen}>
              {t('preview.show')}
            </Button>
          </Group>
        ) : (
          <LongWorkResult work={work} />
        )}
      </Stack>
    </Paper>
  )
}

const kinds = [
  ...(['resyncToCrm', 'resyncToErp', 'preview', 'comparison', 'repair', 'undo', 'import'] as const),
  ...(['importCollection', 'importPreview', 'importUndo'] as const),
] as const

function kindName(t: ReturnType<typeof useTranslation<['longWork', 'sync']>>['t'], name: string): string {
  const kind = kinds.find((known) => known === name)
  return kind ? t(`sync:runs.kind.${kind}`) : name
}

function FoundDialog({ work, onClose }: { readonly work: LongWork; readonly onClose: () => void }) {
  const { t } = useTranslation(['longWork', 'ui'])
  const preview = useQuery(previewQuery(work.id))
  return (
    <Modal
      opened
      onClose={onClose}
      size="min(960px, 96vw)"
      title={t('preview.title', { name: work.connection.name })}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      {preview.error && <ErrorState error={preview.error} onRetry={preview.refetch} />}
      {preview.data ? <PreviewResult preview={preview.data} /> : <Loading />}
    </Modal>
  )
}
