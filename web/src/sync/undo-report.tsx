import { Badge, Group, Select, Stack, Text } from '@mantine/core'
import { ArrowCounterClockwiseIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { TextLink } from '../ui/links.tsx'
import { Pages } from '../ui/pages.tsx'
import { type UndoOutcome, undoneQuery } from './comparison-queries.ts'
import { MonitorList } from './monitor-list.tsx'
import { pageSize } from './monitor-queries.ts'
import { RecordLink } from './record-link.tsx'
import { Section } from './section.tsx'

const colours: Partial<Record<UndoOutcome, string>> = { putBack: 'teal', waiting: 'blue', refused: 'red' }

/** What became of every value that a run undid. */
export function UndoReport({ runId }: { readonly runId: number }) {
  const { t } = useTranslation(['comparison', 'sync'])
  const { crmName } = useSession()
  const { number } = useFormat()
  const [page, setPage] = useState(1)
  const [outcome, setOutcome] = useState<UndoOutcome>()
  const report = useQuery(undoneQuery(runId, outcome, page))
  const outcomes = report.data?.outcomes ?? []
  const undone = report.data?.undoes
  return (
    <Section title={t('undone.title')} text={t('undone.text')}>
      <Group justify="space-between" align="flex-end">
        <Select
          size="xs"
          w={260}
          label={t('undone.outcome')}
          placeholder={t('any')}
          clearable
          clearButtonProps={{ 'aria-label': t('any') }}
          data={outcomes.map((one) => ({
            value: one.outcome,
            label: `${t(`outcome.${one.outcome}`)} (${number(one.values)})`,
          }))}
          value={outcome ?? null}
          onChange={(value) => {
            setOutcome(outcomes.find((one) => one.outcome === value)?.outcome)
            setPage(1)
          }}
        />
        {undone && (
          <TextLink to="/settings/quote-sync/runs/$runId" params={{ runId: undone.runId }} size="sm">
            {t('undone.of', { run: undone.runId })}
          </TextLink>
        )}
      </Group>
      <MonitorList
        label={t('undone.title')}
        query={report}
        rowKey={({ linkId, direction, erpField }) => `${linkId} ${direction} ${erpField.key}`}
        pages={
          report.data && <Pages page={page} size={pageSize} total={report.data.total} onPage={setPage} />
        }
        empty={{ icon: ArrowCounterClockwiseIcon, title: t('undone.none'), text: t('undone.noneText') }}
        columns={[
          {
            key: 'record',
            header: t('sync:monitor.record'),
            cell: ({ record }) => <RecordLink record={record} />,
          },
          {
            key: 'field',
            header: t('sync:monitor.field'),
            cell: ({ crmField, erpField, direction }) => (
              <Stack gap={0}>
                <Text size="sm">{direction === 'toCrm' ? crmField.label : erpField.label}</Text>
                <Text size="xs" c="dimmed">
                  {direction === 'toCrm' ? crmName : 'ERP'}
                </Text>
              </Stack>
            ),
          },
          { key: 'earlier', header: t('undone.earlier'), cell: (row) => row.earlierText || t('sync:blank') },
          { key: 'written', header: t('undone.written'), cell: (row) => row.writtenText || t('sync:blank') },
          {
            key: 'outcome',
            header: t('undone.outcome'),
            cell: (row) => (
              <Stack gap={2} align="flex-start">
                <Badge variant="light" color={colours[row.outcome] ?? 'amber'} tt="none">
                  {t(`outcome.${row.outcome}`)}
                </Badge>
                {row.outcome === 'changedSince' && (
                  <Text size="xs" c="dimmed">
                    {row.changedBy
                      ? t('undone.foundBy', { value: row.foundText || t('sync:blank'), who: row.changedBy })
                      : t('undone.found', { value: row.foundText || t('sync:blank') })}
                  </Text>
                )}
              </Stack>
            ),
          },
        ]}
      />
    </Section>
  )
}
