import { Alert, Box, Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { ArrowCounterClockwiseIcon, CheckCircleIcon, PauseIcon, PlayIcon, XIcon } from '@phosphor-icons/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client.ts'
import { useFormat } from '../../ui/format.ts'
import { ErrorState } from '../../ui/states.tsx'
import { ExportRows } from './export-rows.tsx'
import { type Import, isBusy, type Outcome, useImportChange } from './queries.ts'
import { ResultList } from './result-list.tsx'
import { RowTable } from './row-table.tsx'
import { UndoImport } from './undo-import.tsx'

interface ResultStepProps {
  readonly one: Import
  readonly onBack: () => void
}

/** How far it is, what it made and updated, what failed, and the way back. */
export function ResultStep({ one, onBack }: ResultStepProps) {
  const { t } = useTranslation('import')
  const { number } = useFormat()
  const [undoing, setUndoing] = useState(false)
  const { counts, state } = one
  const { outcomes } = counts
  const params = { id: one.id }
  const go = useImportChange((json: { state: 'started' | 'paused' | 'cancelled'; failed?: boolean }) =>
    api('PUT /imports/{id}/state', { params, json }),
  )
  const ended = state === 'done' || state === 'cancelled'
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h4" aria-live="polite">
          {t(`result.${state}`)}
        </Title>
        <Group gap="xs">
          {state === 'started' && (
            <Button
              variant="default"
              leftSection={<PauseIcon aria-hidden />}
              onClick={() => go.mutate({ state: 'paused' })}
            >
              {t('result.pause')}
            </Button>
          )}
          {state === 'paused' && (
            <Button leftSection={<PlayIcon aria-hidden />} onClick={() => go.mutate({ state: 'started' })}>
              {t('result.resume')}
            </Button>
          )}
          {(state === 'started' || state === 'paused') && (
            <Button
              variant="default"
              leftSection={<XIcon aria-hidden />}
              onClick={() => go.mutate({ state: 'cancelled' })}
            >
              {t('result.cancel')}
            </Button>
          )}
          {ended && outcomes.created + outcomes.updated > 0 && (
            <Button
              variant="default"
              disabled={isBusy(one)}
              leftSection={<ArrowCounterClockwiseIcon aria-hidden />}
              onClick={() => setUndoing(true)}
            >
              {t('undo')}
            </Button>
          )}
        </Group>
      </Group>
      {go.error && <ErrorState error={go.error} />}
      {state === 'done' && outcomes.failed === 0 && (
        <Alert color="teal" icon={<CheckCircleIcon aria-hidden />} title={t('result.allDone')} />
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <ResultList one={one} of="created" />
        <ResultList one={one} of="updated" />
      </SimpleGrid>
      {outcomes.failed > 0 && (
        <Paper withBorder p="md" component="section" aria-label={t('outcome.failed')}>
          <Group justify="space-between">
            <Text fw={600}>{t('result.failed', { count: outcomes.failed, n: number(outcomes.failed) })}</Text>
            <Button
              size="sm"
              disabled={isBusy(one) || state === 'undone'}
              onClick={() => go.mutate({ state: 'started', failed: true })}
            >
              {t('result.retry')}
            </Button>
          </Group>
        </Paper>
      )}
      <OutcomeRows one={one} />
      <Button w="fit-content" variant="subtle" onClick={onBack}>
        {t('toPreview.again')}
      </Button>
      {undoing && <UndoImport one={one} onClose={() => setUndoing(false)} />}
    </Stack>
  )
}

/** The rows by what became of them; those that failed first. */
function OutcomeRows({ one }: { readonly one: Import }) {
  const { t } = useTranslation('import')
  const { number } = useFormat()
  const [chosen, setChosen] = useState<Outcome>()
  const { outcomes } = one.counts
  const given = shownFirst.filter((outcome) => outcomes[outcome] > 0)
  const shown = given.find((outcome) => outcome === chosen) ?? given[0]
  return (
    <>
      <Group gap="xs">
        {given.map((outcome) => (
          <Button
            key={outcome}
            size="compact-sm"
            variant={shown === outcome ? 'light' : 'default'}
            aria-pressed={shown === outcome}
            onClick={() => setChosen(outcome)}
          >
            {t(`outcome.${outcome}`)} ({number(outcomes[outcome])})
          </Button>
        ))}
        {shown && (
          <Box ml="auto">
            <ExportRows one={one} filter={filters[shown]} />
          </Box>
        )}
      </Group>
      {shown && <RowTable one={one} filter={filters[shown]} changeable={false} />}
    </>
  )
}

const shownFirst = ['failed', 'created', 'updated', 'linked', 'undone'] as const

// The same object each time, so that the page of the table stays.
const filters = {
  failed: { outcome: 'failed' },
  created: { outcome: 'created' },
  updated: { outcome: 'updated' },
  linked: { outcome: 'linked' },
  undone: { outcome: 'undone' },
} as const
