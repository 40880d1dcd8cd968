import { ActionIcon, Menu } from '@mantine/core'
import { ArrowsMergeIcon, DotsThreeVerticalIcon, TrashIcon } from '@phosphor-icons/react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mayChange, useSession } from '../api/session.ts'
import { DeleteDialog } from './bin.tsx'
import type { CrmRecord } from './queries.ts'

/** What is seldom done with a whole record. */
export function CardActions({ record }: { readonly record: CrmRecord }) {
  const { t } = useTranslation('crm')
  const session = useSession()
  const navigate = useNavigate()
  const [deleting, setDeleting] = useState(false)
  if (!mayChange(session) || record.deletedAt !== null) return null
  const { recordType, id: recordId } = record
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('more')}>
            <DotsThreeVerticalIcon aria-hidden weight="bold" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<ArrowsMergeIcon aria-hidden />}
            onClick={() =>
              navigate({ to: '/records/$recordType/$recordId/merge', params: { recordType, recordId } })
            }
          >
            {t('merge.open')}
          </Menu.Item>
          <Menu.Item color="red.9" leftSection={<TrashIcon aria-hidden />} onClick={() => setDeleting(true)}>
            {t('delete.open')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DeleteDialog record={record} opened={deleting} onClose={() => setDeleting(false)} />
    </>
  )
}
