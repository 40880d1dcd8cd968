import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core'
import { ArrowLeftIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { ErrorState, Loading } from '../ui/states.tsx'
import { Agreement } from './agreement.tsx'
import { type Comparison, comparisonQuery } from './comparison-queries.ts'
import { DifferenceList } from './difference-list.tsx'
import { LongWorkProgress } from './long-work-progress.tsx'
import { isOpen, longWorkQuery } from './long-work-queries.ts'

interface ComparisonReportProps {
  readonly id: number
  readonly onBack: () => void
}

/** One comparison: how far it is, how much agrees, and where the sides differ. */
export function ComparisonReport({ id, onBack }: ComparisonReportProps) {
  const { t } = useTranslation('comparison')
  const format = useFormat()
  const work = useQuery(longWorkQuery(id))
  const comparison = useQuery(comparisonQuery(id))
  if (comparison.error) return <ErrorState error={comparison.error} onRetry={comparison.refetch} />
  if (!comparison.data) return <Loading />
  const { connection, startedAt } = comparison.data
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('of', { name: connection.name, time: format.time(startedAt) })}
        </Title>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<ArrowLeftIcon aria-hidden />}
          onClick={onBack}
        >
          {t('back')}
        </Button>
      </Group>
      {work.data && isOpen(work.data) && <LongWorkProgress work={work.data} />}
      <Counts comparison={comparison.data} />
      <DifferenceList comparison={comparison.data} />
    </Stack>
  )
}

function Counts({ comparison }: { readonly comparison: Comparison }) {
  const { t } = useTranslation('comparison')
  const { number } = useFormat()
  const { result, kinds } = comparison
  if (!result) return null
  const counts = (['same', 'known', 'differing', 'missing', 'skipped', 'missed'] as const).filter(
    (key) => key === 'same' || result[key] > 0,
  )
  return (
    <Stack gap="xs">
      <Group gap="xs" align="baseline">
        <Text fz={32} fw={700} lh={1}>
          <Agreement run={comparison} />
        </Text>
        <Text>{t('agrees')}</Text>
      </Group>
      <Group gap="lg">
        {counts.map((key) => (
          <Text key={key} size="sm">
            {t(`count.${key}`, { count: result[key], n: number(result[key]) })}
          </Text>
        ))}
      </Group>
      <Group gap="xs">
        {kinds.map(({ kind, values }) => (
          <Badge key={kind} variant="light" color="gray" tt="none">
            {t(`kind.${kind}`)}: {number(values)}
          </Badge>
        ))}
      </Group>
    </Stack>
  )
}
