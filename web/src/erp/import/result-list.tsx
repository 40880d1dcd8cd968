import { Group, Paper, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/format.ts'
import { ButtonLink } from '../../ui/links.tsx'
import type { Import } from './queries.ts'

/** One of the two lists of an import: the records it made, or updated, as a saved selection. */
export function ResultList({ one, of }: { readonly one: Import; readonly of: 'created' | 'updated' }) {
  const { t } = useTranslation('import')
  const { number } = useFormat()
  const count = one.counts.outcomes[of]
  const selection = one.selections[of]
  return (
    <Paper withBorder p="md" component="section" aria-label={t(`list.${of}`)}>
      <Group justify="space-between">
        <div>
          <Title order={3} size="h5">
            {t(`list.${of}`)}
          </Title>
          <Text size="xl" fw={700}>
            {number(count)}
          </Text>
        </div>
        {selection !== null && count > 0 && (
          <ButtonLink
            variant="light"
            to="/records/$recordType"
            params={{ recordType: one.recordType }}
            search={{ filters: JSON.stringify([{ kind: 'selection', id: selection }]) }}
          >
            {t('list.open')}
          </ButtonLink>
        )}
      </Group>
    </Paper>
  )
}
