import { Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { notifyDone } from '../ui/notify.tsx'
import { ErrorState } from '../ui/states.tsx'
import { ItemNameDialog } from './list-name-dialog.tsx'
import { nameIn, useLanguage } from './name-in.ts'
import { OrderDialog } from './order-dialog.tsx'
import type { CrmList, CrmListItem } from './queries.ts'
import { Uses } from './uses.tsx'

/** Which dialog is open, and for what. */
export type OpenedItem =
  | { readonly kind: 'add' | 'order' }
  | { readonly kind: 'rename' | 'delete'; readonly item: CrmListItem }

interface ItemDialogsProps {
  readonly opened: OpenedItem | undefined
  readonly list: CrmList
  readonly items: readonly CrmListItem[]
  readonly onMade: (id: number) => void
  readonly onClose: () => void
}

export function ItemDialogs({ opened, list, items, onMade, onClose }: ItemDialogsProps) {
  switch (opened?.kind) {
    case undefined:
      return null
    case 'add':
      return <ItemNameDialog list={list.key} item={undefined} onSaved={onMade} onClose={onClose} />
    case 'rename':
      return <ItemNameDialog list={list.key} item={opened.item} onSaved={onMade} onClose={onClose} />
    case 'delete':
      return <DeleteItem item={opened.item} onClose={onClose} />
    case 'order':
      return <ItemOrder list={list} items={items} onClose={onClose} />
  }
}

function ItemOrder({ list, items, onClose }: Pick<ItemDialogsProps, 'list' | 'items' | 'onClose'>) {
  const { t } = useTranslation('fields')
  const language = useLanguage()
  return (
    <OrderDialog
      title={t('items.order', { list: nameIn(list.name, language) })}
      items={items
        .filter(({ inactive }) => !inactive)
        .map(({ id, name }) => ({ key: String(id), label: nameIn(name, language) }))}
      save={(ids) => api('PUT /lists/{key}/order', { params: { key: list.key }, json: { ids } })}
      stale="crmLists"
      onClose={onClose}
    />
  )
}

/** What nothing uses is deleted; what is used goes out of use, and where is said before. */
function DeleteItem({ item, onClose }: { readonly item: CrmListItem; readonly onClose: () => void }) {
  const { t } = useTranslation('fields')
  const queries = useQueryClient()
  const name = nameIn(item.name, useLanguage())
  const used = item.records > 0 || item.uses.length > 0
  const remove = useMutation({
    mutationFn: () => api('DELETE /list-items/{id}', { params: { id: item.id } }),
    onSuccess: ({ deleted }) => {
      notifyDone(deleted ? t('items.deleted', { name }) : t('items.deactivated', { name }))
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['crmLists'] }),
  })
  return (
    <ConfirmDialog
      opened
      title={used ? t('items.deactivate.title', { name }) : t('items.delete.title', { name })}
      confirm={used ? t('items.deactivate') : t('delete')}
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        <Text>{used ? t('items.deactivate.text', { count: item.records }) : t('items.delete.text')}</Text>
        {item.uses.length > 0 && (
          <div>
            <Text fw={550}>{t('items.mappedIn')}</Text>
            <Uses uses={item.uses} />
          </div>
        )}
        {remove.error && <ErrorState error={remove.error} />}
      </Stack>
    </ConfirmDialog>
  )
}
