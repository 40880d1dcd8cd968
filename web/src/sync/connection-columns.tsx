import { Badge, Checkbox, Stack, Text, Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Column } from '../ui/data-table.tsx'
import { useFormat } from '../ui/format.ts'
import type { Connection } from './queries.ts'
import type { Activation } from './use-activation.ts'

export function useConnectionColumns(activation: Activation): Column<Connection>[] {
  const { t } = useTranslation('sync')
  return [
    {
      key: 'active',
      header: t('column.active'),
      cell: (row) => (
        <Checkbox
          aria-label={t('active.label', { name: row.name })}
          checked={row.active}
          disabled={row.deleted || activation.busyId === row.id}
          onChange={() => activation.toggle(row)}
        />
      ),
    },
    {
      key: 'name',
      header: t('column.name'),
      cell: ({ name }) => (
        <Text size="sm" fw={550}>
          {name}
        </Text>
      ),
    },
    { key: 'connector', header: t('column.connector'), cell: ({ connector }) => connector.name },
    {
      key: 'description',
      header: t('column.description'),
      cell: ({ description }) => (
        <Text size="sm" c="dimmed" lineClamp={2}>
          {description}
        </Text>
      ),
    },
    { key: 'synced', header: t('column.lastSynced'), cell: (row) => <LastSynced connection={row} /> },
    { key: 'state', header: t('column.state'), cell: (row) => <State connection={row} /> },
  ]
}

function LastSynced({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('sync')
  const format = useFormat()
  const { lastSyncedAt } = connection
  if (lastSyncedAt === null)
    return (
      <Text size="sm" c="dimmed">
        {t('never')}
      </Text>
    )
  return <span title={format.time(lastSyncedAt)}>{format.ago(lastSyncedAt)}</span>
}

const colours = { ok: 'teal', retrying: 'amber', stopped: 'red' } as const

/** In words, with the reason under it when something is wrong. */
function State({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('sync')
  const format = useFormat()
  const { active, deleted, state, stateSince, problem, connector } = connection
  if (deleted) return <Word color="gray" text={t('state.deleted')} />
  if (!connector.available) return <Word color="red" text={t('connectors.unavailable')} />
  if (!active && problem === null) return <Word color="gray" text={t('state.inactive')} />
  return (
    <Stack gap={4} align="flex-start">
      <Tooltip label={t('state.since', { time: format.time(stateSince) })}>
        <span>
          <Word color={colours[state]} text={active ? t(`state.${state}`) : t('state.inactive')} />
        </span>
      </Tooltip>
      {problem && (
        <Text size="xs" c={state === 'stopped' ? 'red.9' : 'dimmed'} maw={280}>
          {problem.title}
        </Text>
      )}
    </Stack>
  )
}

function Word({ color, text }: { readonly color: string; readonly text: string }) {
  return (
    <Badge variant="light" color={color} tt="none">
      {text}
    </Badge>
  )
}
