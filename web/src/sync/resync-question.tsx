import { Alert, Button, Checkbox, Group, Select, Stack, Text } from '@mantine/core'
import { PauseCircleIcon } from '@phosphor-icons/react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { ReasonButton } from '../ui/reason-button.tsx'
import { ErrorState } from '../ui/states.tsx'
import { PreviewRun } from './preview-run.tsx'
import { type ActorType, actorTypes, type Connection } from './queries.ts'
import type { ResyncTarget } from './resync-dialog.tsx'

interface ResyncQuestionProps {
  readonly connection: Connection
  readonly target: ResyncTarget
  readonly onAsked: (runId: number) => void
  readonly onCancel: () => void
}

/** Ja/Nee, with the number of records it touches; the real plan can be looked at first. */
export function ResyncQuestion({ connection, target, onAsked, onCancel }: ResyncQuestionProps) {
  const { t } = useTranslation(['longWork', 'sync', 'ui'])
  const { crmName } = useSession()
  const { number } = useFormat()
  const [actorType, setActorType] = useState<ActorType>()
  const [blanks, setBlanks] = useState(false)
  const [previewing, setPreviewing] = useState(false)
  const { id, active, synchronised } = connection
  const choice = { target, blanks, ...(actorType ? { actorType } : {}) }
  const extent = useQuery({
    queryKey: ['resyncExtent', id, target, actorType],
    queryFn: ({ signal }) =>
      api('GET /connections/{id}/resync-extent', { params: { id }, query: { target, actorType }, signal }),
  })
  const ask = useMutation({
    mutationFn: () => api('POST /connections/{id}/resyncs', { params: { id }, json: choice }),
    onSuccess: (work) => onAsked(work.id),
  })
  const change = (make: () => void) => {
    make()
    setPreviewing(false)
  }
  return (
    <Stack>
      <Text>{t(`resync.${target}.text`, { crm: crmName })}</Text>
      {extent.error && <ErrorState error={extent.error} onRetry={extent.refetch} />}
      <Text fw={600} aria-live="polite">
        {extent.data && t('resync.extent', { count: extent.data.links, n: number(extent.data.links) })}
      </Text>
      {synchronised.length > 1 && (
        <Select
          label={t('resync.type')}
          placeholder={t('resync.allTypes')}
          clearable
          clearButtonProps={{ 'aria-label': t('resync.allTypes') }}
          data={synchronised.map((type) => ({
            value: type.actorType,
            label: t(`sync:actorType.${type.actorType}`),
          }))}
          value={actorType ?? null}
          onChange={(chosen) => change(() => setActorType(actorTypes.find((known) => known === chosen)))}
        />
      )}
      <Checkbox
        label={t('resync.blanks')}
        description={t('resync.blanks.text')}
        checked={blanks}
        onChange={({ currentTarget: { checked } }) => change(() => setBlanks(checked))}
      />
      {!active && (
        <Alert color="amber" icon={<PauseCircleIcon aria-hidden />}>
          {t('resync.inactive')}
        </Alert>
      )}
      {previewing && <PreviewRun connectionId={id} request={{ of: 'resync', ...choice }} />}
      {ask.error && <ErrorState error={ask.error} />}
      <Group justify="space-between">
        <Button variant="light" disabled={previewing} onClick={() => setPreviewing(true)}>
          {t('preview')}
        </Button>
        <Group gap="xs">
          <Button variant="default" data-autofocus onClick={onCancel}>
            {t('ui:no')}
          </Button>
          <ReasonButton
            reason={active ? null : t('resync.inactive')}
            loading={ask.isPending}
            onClick={() => ask.mutate()}
          >
            {t('ui:yes')}
          </ReasonButton>
        </Group>
      </Group>
    </Stack>
  )
}
