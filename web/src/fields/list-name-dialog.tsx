import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { NameDialog } from './name-dialog.tsx'
import type { CrmList, CrmListItem, Names } from './queries.ts'

interface Save {
  readonly name: Names
  readonly saved: () => void
}

interface ListNameDialogProps {
  /** undefined: a new one. */
  readonly list: CrmList | undefined
  readonly onSaved: (key: string) => void
  readonly onClose: () => void
}

export function ListNameDialog({ list, onSaved, onClose }: ListNameDialogProps) {
  const { t } = useTranslation('fields')
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: async ({ name }: Save) => {
      if (!list) return (await api('POST /lists', { json: { name } })).key
      await api('PUT /lists/{key}', { params: { key: list.key }, json: { name } })
      return list.key
    },
    onSuccess: async (key, { saved }) => {
      await queries.invalidateQueries({ queryKey: ['crmLists'] })
      saved()
      onSaved(key)
      onClose()
    },
  })
  return (
    <NameDialog
      title={list ? t('lists.rename') : t('lists.add')}
      begun={list?.name}
      error={save.error}
      busy={save.isPending}
      onSave={(name, saved) => save.mutate({ name, saved })}
      onClose={onClose}
    />
  )
}

interface ItemNameDialogProps {
  readonly list: string
  /** undefined: a new one. */
  readonly item: CrmListItem | undefined
  readonly onSaved: (id: number) => void
  readonly onClose: () => void
}

export function ItemNameDialog({ list, item, onSaved, onClose }: ItemNameDialogProps) {
  const { t } = useTranslation('fields')
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: async ({ name }: Save) => {
      if (!item) return (await api('POST /lists/{key}/items', { params: { key: list }, json: { name } })).id
      await api('PUT /list-items/{id}', { params: { id: item.id }, json: { name } })
      return item.id
    },
    onSuccess: async (id, { saved }) => {
      await queries.invalidateQueries({ queryKey: ['crmLists'] })
      saved()
      onSaved(id)
      onClose()
    },
  })
  return (
    <NameDialog
      title={item ? t('items.rename') : t('items.add')}
      begun={item?.name}
      error={save.error}
      busy={save.isPending}
      onSave={(name, saved) => save.mutate({ name, saved })}
      onClose={onClose}
    />
  )
}
