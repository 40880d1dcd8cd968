import { Badge, Code, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { DataTable } from '../ui/data-table.tsx'
import { ErrorState } from '../ui/states.tsx'
import { connectorsQuery } from './queries.ts'
import { Section } from './section.tsx'

export function ConnectorList() {
  const { t } = useTranslation('sync')
  const connectors = useQuery(connectorsQuery)
  return (
    <Section title={t('connectors.title')} text={t('connectors.text')}>
      {connectors.error ? (
        <ErrorState error={connectors.error} onRetry={connectors.refetch} />
      ) : (
        <DataTable
          label={t('connectors.title')}
          rows={connectors.data}
          rowKey={({ id }) => id}
          columns={[
            {
              key: 'name',
              header: t('column.name'),
              cell: ({ name, available }) => (
                <Group gap="xs">
                  <Text fw={550} size="sm">
                    {name}
                  </Text>
                  {!available && (
                    <Badge color="red" variant="light" tt="none">
                      {t('connectors.unavailable')}
                    </Badge>
                  )}
                </Group>
              ),
            },
            { key: 'url', header: t('column.url'), cell: ({ url }) => <Code>{url}</Code> },
            { key: 'version', header: t('column.version'), cell: ({ version }) => version ?? '–' },
          ]}
        />
      )}
    </Section>
  )
}
