import { Button, Checkbox, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { CheckCircleIcon, DownloadSimpleIcon, WrenchIcon } from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { Pages } from '../ui/pages.tsx'
import {
  type Comparison,
  type Difference,
  type DifferenceFilter,
  differencesFile,
  differencesQuery,
} from './comparison-queries.ts'
import { MonitorList } from './monitor-list.tsx'
import { pageSize } from './monitor-queries.ts'
import { RecordLink } from './record-link.tsx'
import { RepairDialog, repairable } from './repair-dialog.tsx'

/** The differences of a comparison: to search, to take along, and to repair, chosen ones or all of a kind. */
export function DifferenceList({ comparison }: { readonly comparison: Comparison }) {
  const { t } = useTranslation(['comparison', 'sync'])
  const { crmName } = useSession()
  const [filter, setFilter] = useState<DifferenceFilter>({})
  const [page, setPage] = useState(1)
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const [repairing, setRepairing] = useState(false)
  const differences = useQuery(differencesQuery(comparison.id, filter, page))
  const change = (next: DifferenceFilter) => {
    setFilter({ ...filter, ...next })
    setPage(1)
    setChosen(new Set())
  }
  const choose = (id: number, on: boolean) =>
    setChosen(new Set([...chosen].filter((one) => one !== id).concat(on ? [id] : [])))
  const running = comparison.state === 'queued' || comparison.state === 'running'
  return (
    <Stack>
      <Group align="flex-end" gap="sm">
        <Search key={comparison.id} onSearch={(search) => change({ search: search || undefined })} />
        <Select
          size="xs"
          w={230}
          label={t('kind')}
          placeholder={t('any')}
          clearable
          clearButtonProps={{ 'aria-label': t('any') }}
          data={comparison.kinds.map(({ kind }) => ({ value: kind, label: t(`kind.${kind}`) }))}
          value={filter.kind ?? null}
          onChange={(value) => change({ kind: comparison.kinds.find(({ kind }) => kind === value)?.kind })}
        />
        <Group gap="xs" ml="auto">
          <Button
            component="a"
            href={differencesFile(comparison.id, filter)}
            download
            size="xs"
            variant="default"
            leftSection={<DownloadSimpleIcon aria-hidden />}
          >
            {t('export')}
          </Button>
          <Button
            size="xs"
            leftSection={<WrenchIcon aria-hidden />}
            disabled={running || !comparison.kinds.some(({ kind }) => repairable(kind))}
            onClick={() => setRepairing(true)}
          >
            {t('repair')}
          </Button>
        </Group>
      </Group>
      <MonitorList
        label={t('differences')}
        query={differences}
        rowKey={({ id }) => id}
        pages={
          differences.data && (
            <Pages page={page} size={pageSize} total={differences.data.total} onPage={setPage} />
          )
        }
        empty={{ icon: CheckCircleIcon, title: t('noDifferences'), text: t('noDifferencesText') }}
        columns={[
          {
            key: 'chosen',
            header: t('chosen'),
            cell: (row) =>
              repairable(row.kind) && (
                <Checkbox
                  size="xs"
                  aria-label={t('choose', { record: row.record.title, field: row.crmField?.label ?? '' })}
                  checked={chosen.has(row.id)}
                  onChange={(event) => choose(row.id, event.currentTarget.checked)}
                />
              ),
          },
          {
            key: 'record',
            header: t('sync:monitor.record'),
            cell: ({ record }) => <RecordLink record={record} />,
          },
          { key: 'field', header: t('sync:monitor.field'), cell: ({ crmField }) => crmField?.label ?? '–' },
          { key: 'erp', header: 'ERP', cell: (row) => <Value text={row.erpText} base={row.baseErpText} /> },
          { key: 'crm', header: crmName, cell: (row) => <Value text={row.crmText} base={row.baseCrmText} /> },
          { key: 'kind', header: t('kind'), cell: (row) => <Kind difference={row} /> },
        ]}
      />
      {repairing && (
        <RepairDialog
          comparison={comparison}
          kind={filter.kind}
          chosen={[...chosen]}
          onClose={() => {
            setRepairing(false)
            setChosen(new Set())
          }}
        />
      )}
    </Stack>
  )
}

function Search({ onSearch }: { readonly onSearch: (text: string) => void }) {
  const { t } = useTranslation('comparison')
  const [typed, setTyped] = useState('')
  return (
    <TextInput
      size="xs"
      w={200}
      label={t('search')}
      value={typed}
      maxLength={200}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => onSearch(typed.trim())}
      onKeyDown={(event) => event.key === 'Enter' && onSearch(typed.trim())}
    />
  )
}

function Value({ text, base }: { readonly text: string; readonly base: string | null }) {
  const { t } = useTranslation(['comparison', 'sync'])
  return (
    <Stack gap={0}>
      <Text size="sm" truncate title={text}>
        {text || t('sync:blank')}
      </Text>
      {base !== null && base !== text && (
        <Text size="xs" c="dimmed" truncate title={base}>
          {t('was', { value: base || t('sync:blank') })}
        </Text>
      )}
    </Stack>
  )
}

function Kind({ difference }: { readonly difference: Difference }) {
  const { t } = useTranslation('comparison')
  return (
    <Stack gap={0}>
      <Text size="sm">{t(`kind.${difference.kind}`)}</Text>
      {difference.repair && (
        <Text size="xs" c="dimmed">
          {t(`repair.${difference.repair}`)}
        </Text>
      )}
    </Stack>
  )
}
