import { Badge, Code, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Column } from '../ui/data-table.tsx'
import { useFormat } from '../ui/format.ts'
import type { Connector } from './queries.ts'

export function useConnectorColumns(): Column<Connector>[] {
  const { t } = useTranslation('connectors')
  const { number } = useFormat()
  return [
    {
      key: 'name',
      header: t('column.name'),
      cell: ({ name, kind }) => (
        <Stack gap={0}>
          <Text size="sm" fw={550}>
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            {t(`kind.${kind}`)}
          </Text>
        </Stack>
      ),
    },
    { key: 'url', header: t('column.url'), cell: ({ url }) => <Code>{url}</Code> },
    { key: 'version', header: t('column.version'), cell: ({ version }) => version ?? '–' },
    {
      key: 'connections',
      header: t('column.connections'),
      align: 'right',
      cell: ({ connections }) => number(connections),
    },
    { key: 'state', header: t('state'), cell: (connector) => <State connector={connector} /> },
  ]
}

/** In words, with the reason under it when it did not answer. */
function State({ connector }: { readonly connector: Connector }) {
  const { t } = useTranslation('connectors')
  const { deleted, available, problem } = connector
  if (deleted) return <Word color="gray" text={t('state.deleted')} />
  if (!available) return <Word color="red" text={t('unavailable')} />
  if (!problem) return <Word color="teal" text={t('state.ok')} />
  return (
    <Stack gap={4} align="flex-start">
      <Word color="red" text={t('problem')} />
      <Text size="xs" c="red.9" maw={320}>
        {problem.title}
      </Text>
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
