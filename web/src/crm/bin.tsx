import { Alert, Button, Group, List, Text } from '@mantine/core'
import { ArrowCounterClockwiseIcon, TrashIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type Answer, api } from '../api/client.ts'
import { mayChange, useSession } from '../api/session.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { useFormat } from '../ui/format.ts'
import { TextLink } from '../ui/links.tsx'
import { notifyDone, notifyError, notifyUndo } from '../ui/notify.tsx'
import { ErrorState, Loading } from '../ui/states.tsx'
import type { CrmRecord } from './queries.ts'

interface DeleteDialogProps {
  readonly record: CrmRecord
  readonly opened: boolean
  readonly onClose: () => void
}

/** Asks before a record is deleted, and says what becomes of what belongs to it. */
export function DeleteDialog({ record, opened, onClose }: DeleteDialogProps) {
  const { t } = useTranslation(['crm', 'ui'])
  const { recordType, id, title } = record
  const outlook = useQuery({
    queryKey: ['records', recordType, id, 'deletion'],
    queryFn: ({ signal }) =>
      api('GET /records/{recordType}/{id}/deletion', { params: { recordType, id }, signal }),
    enabled: opened,
    gcTime: 0,
  })
  const deleting = useDelete(record, onClose)
  return (
    <ConfirmDialog
      opened={opened}
      title={t('delete.title', { title })}
      confirm={t('delete.confirm')}
      danger
      busy={deleting.isPending}
      onConfirm={() => deleting.mutate()}
      onCancel={onClose}
    >
      <div>
        <Text>{t('delete.text')}</Text>
        {outlook.data && <Outlook outlook={outlook.data} />}
        {outlook.isPending && opened && <Loading />}
        {outlook.error && <ErrorState error={outlook.error} />}
        {deleting.error && <ErrorState error={deleting.error} />}
      </div>
    </ConfirmDialog>
  )
}

type DeletionOutlook = Answer<'GET /records/{recordType}/{id}/deletion'>

function Outlook({
  outlook: { persons, projects, links, connections },
}: {
  readonly outlook: DeletionOutlook
}) {
  const { t } = useTranslation('crm')
  if (persons + projects + links === 0) return null
  const hidden = links - connections.length
  return (
    <List mt="sm" size="sm" spacing={4}>
      {persons > 0 && <List.Item>{t('delete.persons', { count: persons })}</List.Item>}
      {projects > 0 && <List.Item>{t('delete.projects', { count: projects })}</List.Item>}
      {connections.map((name) => (
        <List.Item key={name}>{t('delete.link', { name })}</List.Item>
      ))}
      {hidden > 0 && <List.Item>{t('delete.hiddenLinks', { count: hidden })}</List.Item>}
    </List>
  )
}

function useDelete(record: CrmRecord, onClose: () => void) {
  const { t } = useTranslation('crm')
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { recordType, id, title, version } = record
  const restore = useRestore(record)
  return useMutation({
    mutationFn: () =>
      api('PUT /records/{recordType}/{id}/deletion', { params: { recordType, id }, json: { version } }),
    onSuccess: async (saved) => {
      queries.setQueryData(['records', recordType, id], saved)
      void queries.invalidateQueries({ queryKey: ['records', recordType, 'list'] })
      onClose()
      await navigate({ to: '/records/$recordType', params: { recordType } })
      notifyUndo(t('delete.done', { title }), t('undo'), () => restore.mutate())
    },
    onError: () => void queries.invalidateQueries({ queryKey: ['records', recordType, id] }),
  })
}

/** Brings a record back from the bin. */
export function useRestore({ recordType, id, title }: CrmRecord) {
  const { t } = useTranslation('crm')
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => api('DELETE /records/{recordType}/{id}/deletion', { params: { recordType, id } }),
    onSuccess: (saved) => {
      queries.setQueryData(['records', recordType, id], saved)
      notifyDone(t('bin.restored', { title }))
    },
    onError: notifyError,
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['records', recordType] })
      void queries.invalidateQueries({ queryKey: ['erpTab', recordType, id] })
    },
  })
}

/** Splits what was merged. */
export function useUndoMerge(recordType: CrmRecord['recordType'], id: number, otherId: number) {
  const { t } = useTranslation('crm')
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () =>
      api('DELETE /records/{recordType}/{id}/merge/{otherId}', { params: { recordType, id, otherId } }),
    onSuccess: ({ kept }) => {
      const left = kept.fields.length + kept.links + kept.persons
      notifyDone(left === 0 ? t('merge.undone') : t('merge.undoneBut', { count: left }))
    },
    onError: notifyError,
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['records'] })
      void queries.invalidateQueries({ queryKey: ['erpTab'] })
    },
  })
}

/** Above the card of a record in the bin: since when, and the way back. */
export function InBin({ record }: { readonly record: CrmRecord }) {
  const { t } = useTranslation('crm')
  const format = useFormat()
  const { recordType, id, deletedAt, mergedInto } = record
  if (deletedAt === null) return null
  const when = format.time(deletedAt)
  return (
    <Alert color="amber" icon={<TrashIcon aria-hidden />} role="status">
      <Group justify="space-between" gap="sm">
        {mergedInto ? (
          <span>
            {t('bin.merged', { when })}{' '}
            <TextLink
              to="/records/$recordType/$recordId"
              params={{ recordType, recordId: mergedInto.id }}
              inherit
            >
              {mergedInto.title}
            </TextLink>
          </span>
        ) : (
          <span>{t('bin.text', { when })}</span>
        )}
        {mergedInto ? (
          <UndoMerge recordType={recordType} id={mergedInto.id} otherId={id} />
        ) : (
          <Restore record={record} />
        )}
      </Group>
    </Alert>
  )
}

function Restore({ record }: { readonly record: CrmRecord }) {
  const { t } = useTranslation('ui')
  const session = useSession()
  const restoring = useRestore(record)
  if (!mayChange(session)) return null
  return <BackButton label={t('restore')} busy={restoring.isPending} onClick={() => restoring.mutate()} />
}

interface UndoMergeProps {
  readonly recordType: CrmRecord['recordType']
  readonly id: number
  readonly otherId: number
}

function UndoMerge({ recordType, id, otherId }: UndoMergeProps) {
  const { t } = useTranslation('crm')
  const session = useSession()
  const undoing = useUndoMerge(recordType, id, otherId)
  if (!mayChange(session)) return null
  return <BackButton label={t('merge.undo')} busy={undoing.isPending} onClick={() => undoing.mutate()} />
}

interface BackButtonProps {
  readonly label: string
  readonly busy: boolean
  readonly onClick: () => void
}

function BackButton({ label, busy, onClick }: BackButtonProps) {
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<ArrowCounterClockwiseIcon aria-hidden />}
      loading={busy}
      onClick={onClick}
    >
      {label}
    </Button>
  )
}
