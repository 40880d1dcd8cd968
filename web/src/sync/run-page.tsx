import { Alert, Code, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core'
import { ArrowLeftIcon, WarningCircleIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import { ConflictList } from './conflicts-panel.tsx'
import { LogList } from './log-panel.tsx'
import { runQuery } from './monitor-queries.ts'
import { ParkedList } from './parked-panel.tsx'
import { RunDuration, RunState } from './run-state.tsx'
import { Section } from './section.tsx'
import { UndoReport } from './undo-report.tsx'
import { UndoRun } from './undo-run.tsx'

const route = getRouteApi('/shell/administrator/settings/quote-sync/runs/$runId')
type OneRun = Answer<'GET /runs/{id}'>

/** One run, with everything about it. */
export function RunPage() {
  const { t } = useTranslation(['monitor', 'sync'])
  const { runId } = route.useParams()
  const run = useQuery(runQuery(runId))
  return (
    <Page
      title={t('run.title', { run: runId })}
      above={
        <TextLink to="/settings/quote-sync" search={{ tab: 'monitor' }} size="sm">
          <Group gap={4} component="span">
            <ArrowLeftIcon aria-hidden /> {t('run.back')}
          </Group>
        </TextLink>
      }
    >
      {run.error ? (
        <ErrorState error={run.error} onRetry={run.refetch} />
      ) : run.data ? (
        <Everything run={run.data} />
      ) : (
        <Loading />
      )}
    </Page>
  )
}

function Everything({ run }: { readonly run: OneRun }) {
  const { t } = useTranslation(['monitor', 'sync'])
  const { has, problem } = run
  return (
    <Stack gap="xl">
      {problem && (
        <Alert color="red" icon={<WarningCircleIcon aria-hidden />} title={problem.title} role="alert">
          {problem.detail && <Code block>{problem.detail}</Code>}
        </Alert>
      )}
      <Facts run={run} />
      <UndoRun key={run.id} run={run} />
      {run.kind === 'undo' && <UndoReport key={run.id} runId={run.id} />}
      {has.moved && (
        <Section title={t('run.moved')}>
          <LogList filter={{}} runId={run.id} />
        </Section>
      )}
      {has.conflicts && (
        <Section title={t('sync:conflicts.title')}>
          <ConflictList filter={{}} runId={run.id} />
        </Section>
      )}
      {has.parked && (
        <Section title={t('sync:parked.title')}>
          <ParkedList filter={{}} runId={run.id} />
        </Section>
      )}
      {!has.moved && !has.conflicts && !has.parked && <Text c="dimmed">{t('run.nothing')}</Text>}
    </Stack>
  )
}

function Facts({ run }: { readonly run: OneRun }) {
  const { t } = useTranslation(['monitor', 'sync'])
  const { crmName } = useSession()
  const format = useFormat()
  const counts = ['read', 'toCrm', 'toErp', 'conflicts', 'failed'] as const
  return (
    <Paper withBorder p="md" radius="md">
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="lg" component="dl" m={0}>
        <Fact label={t('sync:column.state')}>
          <RunState run={{ ...run, problem: null }} />
        </Fact>
        <Fact label={t('sync:runs.kind')}>{t(`sync:runs.kind.${run.kind}`)}</Fact>
        <Fact label={t('sync:monitor.connection')}>{run.connection.name}</Fact>
        <Fact label={t('sync:runs.startedAt')}>{format.time(run.startedAt)}</Fact>
        <Fact label={t('runs.duration')}>
          <RunDuration ms={run.durationMs} />
        </Fact>
        {counts.map((key) => (
          <Fact key={key} label={t(`sync:runs.${key}`, { crm: crmName })}>
            {format.number(run[key])}
          </Fact>
        ))}
        <Fact label={t('run.requestedBy')}>{run.requestedBy ?? t('run.byEngine')}</Fact>
        <Cursor label={t('run.cursorFrom')} cursor={run.cursorFrom} />
        <Cursor label={t('run.cursorTo')} cursor={run.cursorTo} />
      </SimpleGrid>
    </Paper>
  )
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {label}
      </Text>
      <Text component="dd" size="sm" m={0} style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </div>
  )
}

/** Where reading stood, for each actor type: the ERP's own words, for operators. */
function Cursor({ label, cursor }: { readonly label: string; readonly cursor: OneRun['cursorFrom'] }) {
  const { t } = useTranslation('sync')
  if (!cursor) return null
  return (
    <Fact label={label}>
      {Object.entries(cursor).map(([type, at]) => (
        <span key={type} style={{ display: 'block' }}>
          {isActorType(type) ? t(`actorType.${type}`) : type}: {at ?? '–'}
        </span>
      ))}
    </Fact>
  )
}

function isActorType(type: string): type is 'customer' | 'supplier' | 'person' | 'project' {
  return ['customer', 'supplier', 'person', 'project'].includes(type)
}
