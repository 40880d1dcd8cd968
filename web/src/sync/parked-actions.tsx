import { ActionIcon, Button, Group, Menu } from '@mantine/core'
import { DotsThreeVerticalIcon, HandPalmIcon, PauseCircleIcon, PencilSimpleIcon } from '@phosphor-icons/react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { notifyDone, notifyError, notifyFailed } from '../ui/notify.tsx'
import type { Parked } from './monitor-queries.ts'

interface Choice {
  readonly ids?: number[]
  readonly connectionId?: number | undefined
  readonly reason?: string
}

/** Retry or skip all parked records of a choice. */
export function useSeveral(choice: Choice) {
  const { t } = useTranslation('monitor')
  const queries = useQueryClient()
  const settled = {
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['parked'] }),
  }
  const retry = useMutation({
    mutationFn: () => api('POST /parked/tries', { json: choice }),
    onSuccess: ({ count }) => notifyDone(t('parked.retried', { count })),
    ...settled,
  })
  const skip = useMutation({
    mutationFn: () => api('POST /parked/skips', { json: choice }),
    onSuccess: ({ count }) => notifyDone(t('parked.skippedNow', { count })),
    ...settled,
  })
  return { retry, skip }
}

/** Try again now; in the menu: edit, skip, hold. */
export function ParkedActions({ parked }: { readonly parked: Parked }) {
  const { t } = useTranslation('monitor')
  const navigate = useNavigate()
  const { linkId, record, skippedAt } = parked
  const { skip } = useSeveral({ ids: [parked.id] })
  const { retry, hold } = useOne(parked)
  return (
    <Group gap={4} wrap="nowrap">
      {linkId !== null && (
        <Button size="compact-xs" variant="light" loading={retry.isPending} onClick={() => retry.mutate()}>
          {t('parked.retry')}
        </Button>
      )}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('parked.more')}>
            <DotsThreeVerticalIcon aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {record && (
            <Menu.Item
              leftSection={<PencilSimpleIcon aria-hidden />}
              onClick={() =>
                navigate({
                  to: '/records/$recordType/$recordId',
                  params: { recordType: record.recordType, recordId: record.id },
                })
              }
            >
              {t('parked.edit')}
            </Menu.Item>
          )}
          {skippedAt === null && (
            <Menu.Item leftSection={<PauseCircleIcon aria-hidden />} onClick={() => skip.mutate()}>
              {t('parked.skip')}
            </Menu.Item>
          )}
          {linkId !== null && (
            <Menu.Item leftSection={<HandPalmIcon aria-hidden />} onClick={() => hold.mutate()}>
              {t('hold.set')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </Group>
  )
}

function useOne({ id, linkId }: Parked) {
  const { t } = useTranslation('monitor')
  const queries = useQueryClient()
  const retry = useMutation({
    mutationFn: () => api('POST /parked/{id}/tries', { params: { id } }),
    onSuccess: ({ problem, state }) => {
      if (problem) notifyFailed(problem.title)
      else notifyDone(t(state === 'inSync' ? 'parked.inSyncNow' : 'parked.triedNow'))
    },
    onError: notifyError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['parked'] }),
  })
  const hold = useMutation({
    mutationFn: () => api('PUT /links/{id}/hold', { params: { id: linkId ?? 0 } }),
    onSuccess: () => notifyDone(t('hold.done')),
    onError: notifyError,
    onSettled: () => queries.invalidateQueries(),
  })
  return { retry, hold }
}
