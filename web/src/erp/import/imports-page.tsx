import { Alert, Badge, Button, Group, Paper, Select, Stack, Title } from '@mantine/core'
import { DownloadSimpleIcon, ProhibitIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client.ts'
import { importSourcesQuery } from '../../api/import-sources.ts'
import type { Column } from '../../ui/data-table.tsx'
import { DataTable, rowLink } from '../../ui/data-table.tsx'
import { useFormat } from '../../ui/format.ts'
import { TextLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { EmptyState, ErrorState, Loading } from '../../ui/states.tsx'
import { type Import, importsQuery, useImportChange } from './queries.ts'

const route = getRouteApi('/shell/imports')

/** Importeren vanuit ERP: begin one, or find one again. */
export function ImportsPage() {
  const { t } = useTranslation('import')
  const sources = useQuery(importSourcesQuery)
  return (
    <Page title={t('title')}>
      {sources.error && <ErrorState error={sources.error} onRetry={sources.refetch} />}
      {sources.isPending && <Loading />}
      {sources.data?.blocked && (
        <Alert color="amber" icon={<ProhibitIcon aria-hidden />} title={sources.data.blocked.title} />
      )}
      {sources.data && !sources.data.blocked && <Begin connections={sources.data.connections} />}
      <Earlier />
    </Page>
  )
}

type Sources = NonNullable<Awaited<ReturnType<typeof api<'GET /import-sources'>>>>

function Begin({ connections }: { readonly connections: Sources['connections'] }) {
  const { t } = useTranslation(['import', 'sync'])
  const navigate = route.useNavigate()
  const { connection: wanted } = route.useSearch()
  const possible = connections.filter(({ blocked }) => !blocked)
  const [chosen, setChosen] = useState<number>()
  const [type, setType] = useState<string>()
  const source =
    connections.find(({ id }) => id === (chosen ?? wanted)) ??
    (possible.length === 1 ? possible[0] : undefined)
  const actorTypes = source?.actorTypes ?? []
  const actorType =
    actorTypes.find((one) => one.actorType === type)?.actorType ??
    (actorTypes.length === 1 ? actorTypes[0]?.actorType : undefined)
  const begin = useImportChange(async () => {
    if (!source || !actorType) throw new Error('Nothing is chosen')
    return await api('POST /imports', { json: { connectionId: source.id, actorType } })
  })
  if (connections.length === 0) {
    return (
      <EmptyState icon={DownloadSimpleIcon} title={t('sources.none')}>
        {t('sources.noneText')}
      </EmptyState>
    )
  }
  return (
    <Paper withBorder p="lg" component="section" aria-label={t('begin.title')}>
      <Stack>
        <Title order={2} size="h4">
          {t('begin.title')}
        </Title>
        <Group align="flex-start">
          <Select
            label={t('begin.connection')}
            placeholder={t('begin.choose')}
            allowDeselect={false}
            data={connections.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={source ? String(source.id) : null}
            onChange={(value) => setChosen(Number(value))}
          />
          <Select
            label={t('begin.actorType')}
            placeholder={t('begin.choose')}
            allowDeselect={false}
            disabled={!source}
            data={actorTypes.map((one) => ({
              value: one.actorType,
              label: t(`sync:actorType.${one.actorType}`),
            }))}
            value={actorType ?? null}
            onChange={(value) => setType(value ?? undefined)}
          />
        </Group>
        {source?.blocked && <Alert color="amber" title={source.blocked.title} />}
        {begin.error && <ErrorState error={begin.error} />}
        <Button
          w="fit-content"
          disabled={!source || source.blocked !== null || !actorType}
          loading={begin.isPending}
          onClick={() =>
            begin.mutate(undefined, {
              onSuccess: ({ id }) => navigate({ to: '/imports/$importId', params: { importId: id } }),
            })
          }
        >
          {t('begin.confirm')}
        </Button>
      </Stack>
    </Paper>
  )
}

const colours = {
  open: 'gray',
  started: 'blue',
  paused: 'amber',
  cancelled: 'gray',
  done: 'teal',
  undone: 'gray',
} as const

function Earlier() {
  const { t } = useTranslation(['import', 'sync'])
  const { number, ago, time } = useFormat()
  const imports = useQuery(importsQuery)
  if (imports.error) return <ErrorState error={imports.error} onRetry={imports.refetch} />
  if (imports.data?.length === 0) return null
  const columns: Column<Import>[] = [
    {
      key: 'name',
      header: t('column.import'),
      cell: ({ id, connection, actorType }) => (
        <TextLink to="/imports/$importId" params={{ importId: id }} className={rowLink ?? ''}>
          {connection.name}, {t(`sync:actorType.${actorType}`)}
        </TextLink>
      ),
    },
    {
      key: 'state',
      header: t('column.state'),
      cell: ({ state }) => (
        <Badge variant="light" color={colours[state]} tt="none">
          {t(`state.${state}`)}
        </Badge>
      ),
    },
    { key: 'rows', header: t('column.actors'), align: 'right', cell: ({ counts }) => number(counts.rows) },
    {
      key: 'new',
      header: t('verdict.new'),
      align: 'right',
      wide: true,
      cell: ({ counts }) => number(counts.outcomes.created),
    },
    {
      key: 'updated',
      header: t('outcome.updated'),
      align: 'right',
      wide: true,
      cell: ({ counts }) => number(counts.outcomes.updated),
    },
    {
      key: 'when',
      header: t('column.begun'),
      wide: true,
      cell: ({ createdBy, createdAt }) => (
        <span title={time(createdAt)}>
          {createdBy.name}, {ago(createdAt)}
        </span>
      ),
    },
  ]
  return (
    <Stack component="section" aria-label={t('earlier')}>
      <Title order={2} size="h4">
        {t('earlier')}
      </Title>
      <DataTable label={t('earlier')} columns={columns} rows={imports.data} rowKey={({ id }) => id} />
    </Stack>
  )
}
