import { Badge, Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { HandshakeIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { useFormat } from '../ui/format.ts'
import { notifyDone, notifyError } from '../ui/notify.tsx'
import { Pages } from '../ui/pages.tsx'
import { Filters } from './filter-inputs.tsx'
import type { MonitorFilter } from './monitor-address.ts'
import { MonitorList } from './monitor-list.tsx'
import { type Conflict, conflictsQuery, pageSize } from './monitor-queries.ts'
import type { MonitorPanelProps } from './monitor-tab.tsx'
import { RecordPlace } from './record-link.tsx'

type SideName = 'erp' | 'crm'

/** Fields that both sides changed, and the two ways to settle each, or several at once. */
export function ConflictsPanel(props: MonitorPanelProps) {
  return (
    <Stack>
      <Filters {...props} />
      <ConflictList key={JSON.stringify(props.filter)} filter={props.filter} />
    </Stack>
  )
}

interface ConflictListProps {
  readonly filter: MonitorFilter
  readonly runId?: number
}

export function ConflictList({ filter, runId }: ConflictListProps) {
  const { t } = useTranslation(['monitor', 'sync'])
  const { crmName } = useSession()
  const [page, setPage] = useState(1)
  const conflicts = useQuery(conflictsQuery({ filter, page, runId }))
  const { data } = conflicts
  const open = (data?.rows ?? []).filter(({ resolvedAt }) => resolvedAt === null)
  const [picked, setPicked] = useState<ReadonlySet<number>>(new Set())
  // What was settled meanwhile is no longer picked.
  const chosen = open.filter(({ id }) => picked.has(id)).map(({ id }) => id)
  const pick = (ids: readonly number[], on: boolean) =>
    setPicked(new Set(on ? [...picked, ...ids] : [...picked].filter((id) => !ids.includes(id))))
  return (
    <Stack>
      {open.length > 1 && (
        <Several
          chosen={chosen}
          all={chosen.length === open.length}
          onAll={(on) =>
            pick(
              open.map(({ id }) => id),
              on,
            )
          }
        />
      )}
      <MonitorList
        label={t('sync:conflicts.title')}
        query={conflicts}
        rowKey={({ id }) => id}
        pages={
          data && data.total > 0 && <Pages page={page} size={pageSize} total={data.total} onPage={setPage} />
        }
        empty={{ icon: HandshakeIcon, title: t('sync:conflicts.none'), text: t('sync:conflicts.noneText') }}
        columns={[
          {
            key: 'pick',
            header: t('conflicts.pick'),
            cell: ({ id, resolvedAt, record, crmField }) =>
              resolvedAt === null && (
                <Checkbox
                  aria-label={t('conflicts.pickOne', {
                    record: record.title ?? record.id,
                    field: crmField.label,
                  })}
                  checked={picked.has(id)}
                  onChange={(event) => pick([id], event.currentTarget.checked)}
                />
              ),
          },
          { key: 'record', header: t('sync:monitor.record'), cell: (row) => <RecordPlace place={row} /> },
          { key: 'field', header: t('sync:monitor.field'), cell: (row) => <Field conflict={row} /> },
          { key: 'base', header: t('conflicts.base'), cell: (row) => <Base conflict={row} /> },
          { key: 'erp', header: t('sync:monitor.erp'), cell: (row) => <Side conflict={row} side="erp" /> },
          { key: 'crm', header: crmName, cell: (row) => <Side conflict={row} side="crm" /> },
        ]}
      />
    </Stack>
  )
}

interface SeveralProps {
  readonly chosen: readonly number[]
  readonly all: boolean
  readonly onAll: (on: boolean) => void
}

function Several({ chosen, all, onAll }: SeveralProps) {
  const { t } = useTranslation(['monitor', 'sync'])
  const { crmName } = useSession()
  const queries = useQueryClient()
  const resolve = useMutation({
    mutationFn: (side: SideName) => api('POST /conflict-resolutions', { json: { ids: [...chosen], side } }),
    onSuccess: ({ resolved }) => notifyDone(t('conflicts.severalResolved', { count: resolved })),
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['conflicts'] }),
  })
  return (
    <Group gap="sm">
      <Checkbox
        label={t('conflicts.pickAll')}
        checked={all}
        indeterminate={!all && chosen.length > 0}
        onChange={(event) => onAll(event.currentTarget.checked)}
      />
      {chosen.length > 0 &&
        (['erp', 'crm'] as const).map((side) => (
          <Button
            key={side}
            size="xs"
            variant="default"
            loading={resolve.isPending && resolve.variables === side}
            onClick={() => resolve.mutate(side)}
          >
            {side === 'erp'
              ? t('conflicts.takeErpFor', { count: chosen.length })
              : t('conflicts.takeCrmFor', { count: chosen.length, crm: crmName })}
          </Button>
        ))}
    </Group>
  )
}

function Field({ conflict }: { readonly conflict: Conflict }) {
  const { t } = useTranslation('sync')
  const format = useFormat()
  return (
    <Stack gap={0}>
      <Text size="sm">{conflict.crmField.label}</Text>
      <Text size="xs" c="dimmed" style={{ whiteSpace: 'normal' }}>
        {t(`conflicts.${conflict.reason}`)} · {format.ago(conflict.openedAt)}
      </Text>
    </Stack>
  )
}

/** What both sides had before; each in its own words where these differ. */
function Base({ conflict: { baseErp, baseCrm } }: { readonly conflict: Conflict }) {
  const { t } = useTranslation('sync')
  const shown = baseErp === baseCrm ? baseCrm : [baseErp, baseCrm].filter(Boolean).join(' / ')
  return (
    <Text size="sm" c="dimmed" miw={90} style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
      {shown || t('blank')}
    </Text>
  )
}

function Side({ conflict, side }: { readonly conflict: Conflict; readonly side: SideName }) {
  const { t } = useTranslation(['monitor', 'sync'])
  const { crmName } = useSession()
  const queries = useQueryClient()
  const resolve = useMutation({
    mutationFn: () => api('PUT /conflicts/{id}/resolution', { params: { id: conflict.id }, json: { side } }),
    onSuccess: () => notifyDone(t('sync:conflicts.resolved')),
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['conflicts'] }),
  })
  const value = side === 'erp' ? conflict.erpValue : conflict.crmValue
  return (
    <Stack gap={4} align="flex-start">
      <Text size="sm" miw={110} style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
        {value || t('sync:blank')}
      </Text>
      {conflict.resolvedAt === null ? (
        <Button
          size="compact-xs"
          variant="default"
          loading={resolve.isPending}
          onClick={() => resolve.mutate()}
        >
          {side === 'erp' ? t('sync:conflicts.takeErp') : t('sync:conflicts.takeCrm', { crm: crmName })}
        </Button>
      ) : (
        (conflict.resolution === side || conflict.resolution === 'agreed') && (
          <Badge variant="light" color="teal" tt="none">
            {conflict.resolution === 'agreed' ? t('conflicts.was.agreed') : t('conflicts.was.chosen')}
          </Badge>
        )
      )}
    </Stack>
  )
}
