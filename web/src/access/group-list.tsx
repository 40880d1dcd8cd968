import { ActionIcon, Button, Group, Stack, Text, UnstyledButton } from '@mantine/core'
import { PencilSimpleIcon, PlusIcon, TrashIcon, UsersThreeIcon } from '@phosphor-icons/react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { groupsQuery } from '../api/people.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { DataTable, rowLink } from '../ui/data-table.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { GroupNameDialog } from './group-name-dialog.tsx'
import { MembersDialog } from './members-dialog.tsx'
import type { Group as UserGroup } from './queries.ts'

type Open =
  | { readonly what: 'name'; readonly group: UserGroup | undefined }
  | { readonly what: 'members' | 'deletion'; readonly group: UserGroup }

/** Groups, for the scope of connections. */
export function GroupList() {
  const { t } = useTranslation(['people', 'ui'])
  const groups = useQuery(groupsQuery)
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  return (
    <Stack>
      <Group justify="space-between" align="flex-start">
        <Text size="sm" c="dimmed" maw={640}>
          {t('groups.help')}
        </Text>
        <Button
          flex="none"
          leftSection={<PlusIcon aria-hidden />}
          onClick={() => setOpen({ what: 'name', group: undefined })}
        >
          {t('ui:add')}
        </Button>
      </Group>
      {groups.error ? (
        <ErrorState error={groups.error} onRetry={groups.refetch} />
      ) : groups.data?.length === 0 ? (
        <EmptyState icon={UsersThreeIcon} title={t('groups.none')}>
          {t('groups.noneText')}
        </EmptyState>
      ) : (
        <DataTable
          label={t('tab.groups')}
          cards="roomy"
          rows={groups.data}
          rowKey={({ id }) => id}
          columns={[
            {
              key: 'name',
              header: t('column.name'),
              cell: (group) => (
                <UnstyledButton
                  className={rowLink ?? ''}
                  fz="sm"
                  onClick={() => setOpen({ what: 'members', group })}
                >
                  {group.name}
                </UnstyledButton>
              ),
            },
            {
              key: 'members',
              header: t('column.members'),
              cell: ({ memberIds }) => t('groups.members', { count: memberIds.length }),
            },
            {
              key: 'connections',
              header: t('column.scopes'),
              wide: true,
              cell: ({ connections }) => connections.map(({ name }) => name).join(', ') || '–',
            },
            {
              key: 'actions',
              header: '',
              align: 'right',
              cell: (group) => (
                <Group gap={4} justify="flex-end" wrap="nowrap">
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    style={{ zIndex: 1 }}
                    aria-label={t('groups.rename', { name: group.name })}
                    onClick={() => setOpen({ what: 'name', group })}
                  >
                    <PencilSimpleIcon aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    style={{ zIndex: 1 }}
                    aria-label={t('groups.delete', { name: group.name })}
                    onClick={() => setOpen({ what: 'deletion', group })}
                  >
                    <TrashIcon aria-hidden />
                  </ActionIcon>
                </Group>
              ),
            },
          ]}
        />
      )}
      {open?.what === 'name' && <GroupNameDialog group={open.group} onClose={close} />}
      {open?.what === 'members' && <MembersDialog group={open.group} onClose={close} />}
      {open?.what === 'deletion' && <Deletion group={open.group} onClose={close} />}
    </Stack>
  )
}

/** Asks, or says why it cannot be. */
function Deletion({ group, onClose }: { readonly group: UserGroup; readonly onClose: () => void }) {
  const { t } = useTranslation(['people', 'ui'])
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: () => api('DELETE /groups/{id}', { params: { id: group.id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['groups'] }),
    onSuccess: onClose,
  })
  return (
    <ConfirmDialog
      opened
      danger
      title={t('groups.delete', { name: group.name })}
      confirm={t('groups.deleteConfirm')}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onCancel={onClose}
    >
      <Text>{t('groups.deleteText', { count: group.memberIds.length })}</Text>
      {remove.error && <ErrorState error={remove.error} />}
    </ConfirmDialog>
  )
}
