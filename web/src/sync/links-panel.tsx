import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { LinkIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { useFormat } from '../ui/format.ts'
import { KeysetPages, useKeyset } from '../ui/keyset-pages.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { notifyDone, notifyError } from '../ui/notify.tsx'
import { EmptyState } from '../ui/states.tsx'
import { Choice, Filters } from './filter-inputs.tsx'
import { numberIn } from './monitor-address.ts'
import { MonitorList } from './monitor-list.tsx'
import { type LinkInState, linkStates, linksQuery } from './monitor-queries.ts'
import type { MonitorPanelProps } from './monitor-tab.tsx'
import { RecordLink } from './record-link.tsx'

const root = getRouteApi('__root__')
const colours = { inSync: 'teal', waiting: 'blue', conflict: 'amber', failed: 'red', held: 'amber' } as const

/** The linked records of a connection, those in one state or all. */
export function LinksPanel(props: MonitorPanelProps) {
  const { t } = useTranslation(['monitor', 'sync'])
  const { filter } = props
  const connectionId = numberIn(filter.connection)
  if (connectionId === undefined) {
    return (
      <Stack>
        <Filters {...props} />
        <EmptyState icon={LinkIcon} title={t('links.choose')}>
          {t('links.chooseText')}
        </EmptyState>
      </Stack>
    )
  }
  return (
    <Stack>
      <Filters {...props}>
        <Choice
          {...props}
          name="state"
          label={t('sync:column.state')}
          data={linkStates.map((state) => ({ value: state, label: t(`sync:linkState.${state}`) }))}
        />
      </Filters>
      <LinkList
        key={JSON.stringify(filter)}
        connectionId={connectionId}
        state={linkStates.find((state) => state === filter.state)}
      />
    </Stack>
  )
}

interface LinkListProps {
  readonly connectionId: number
  readonly state: (typeof linkStates)[number] | undefined
}

function LinkList({ connectionId, state }: LinkListProps) {
  const { t } = useTranslation(['monitor', 'sync'])
  const format = useFormat()
  const { Why } = root.useRouteContext().parts
  const keyset = useKeyset<number>()
  const links = useQuery(linksQuery(connectionId, state, keyset.cursor))
  return (
    <MonitorList
      label={t('view.links')}
      query={links}
      rowKey={({ id }) => id}
      pages={<KeysetPages keyset={keyset} next={links.data?.next} />}
      empty={{ icon: LinkIcon, title: t('links.none'), text: t('links.noneText') }}
      columns={[
        {
          key: 'record',
          header: t('sync:monitor.record'),
          cell: ({ record }) => <RecordLink record={record} />,
        },
        {
          key: 'actor',
          header: t('links.actor'),
          cell: ({ actorType, actorKey, actorTitle }) => (
            <Stack gap={0}>
              <Text size="sm">{actorTitle || actorKey}</Text>
              <Text size="xs" c="dimmed">
                {t(`sync:actorType.${actorType}`)} · {actorKey}
              </Text>
            </Stack>
          ),
        },
        {
          key: 'state',
          header: t('sync:column.state'),
          cell: (link) => (
            <Stack gap={2} align="flex-start">
              <Badge variant="light" color={colours[link.state]} tt="none" miw="max-content">
                {t(`sync:linkState.${link.state}`)}
              </Badge>
              {link.syncedAt !== null && (
                <Text size="xs" c="dimmed" title={format.time(link.syncedAt)}>
                  {t('links.synced', { ago: format.ago(link.syncedAt) })}
                </Text>
              )}
            </Stack>
          ),
        },
        {
          key: 'actions',
          header: t('parked.actions'),
          cell: (link) => (
            <Group gap={4}>
              <Why linkId={link.id} title={link.record.title ?? link.actorTitle} />
              <HoldButton link={link} />
              <ButtonLink
                to="/settings/quote-sync"
                search={{
                  tab: 'monitor',
                  view: 'log',
                  recordType: link.record.recordType,
                  record: String(link.record.id),
                }}
                size="compact-xs"
                variant="subtle"
              >
                {t('links.log')}
              </ButtonLink>
            </Group>
          ),
        },
      ]}
    />
  )
}

function HoldButton({ link }: { readonly link: LinkInState }) {
  const { t } = useTranslation('monitor')
  const queries = useQueryClient()
  const held = link.state === 'held'
  const change = useMutation({
    mutationFn: () =>
      api(held ? 'DELETE /links/{id}/hold' : 'PUT /links/{id}/hold', { params: { id: link.id } }),
    onSuccess: () => notifyDone(t(held ? 'hold.released' : 'hold.done')),
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['states'] }),
  })
  return (
    <Button size="compact-xs" variant="subtle" loading={change.isPending} onClick={() => change.mutate()}>
      {t(held ? 'hold.release' : 'hold.set')}
    </Button>
  )
}
