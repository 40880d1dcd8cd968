import { Button, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { DraftDialog } from '../ui/draft-dialog.tsx'
import { notifyDone } from '../ui/notify.tsx'
import { type OrderedItem, OrderedList, OrderHint } from '../ui/ordered-list.tsx'
import { ErrorState } from '../ui/states.tsx'

interface OrderDialogProps {
  readonly title: string
  /** In their order; keys are ids. */
  readonly items: readonly OrderedItem[]
  readonly save: (ids: number[]) => Promise<unknown>
  /** The beginning of the queries that show the order. */
  readonly stale: string
  readonly onClose: () => void
}

export function OrderDialog(props: OrderDialogProps) {
  return (
    <DraftDialog size={560} title={props.title} onClose={props.onClose}>
      {({ onChanged, onLeave }) => <OrderForm {...props} onChanged={onChanged} onCancel={onLeave} />}
    </DraftDialog>
  )
}

interface OrderFormProps extends OrderDialogProps {
  readonly onChanged: (changed: boolean) => void
  readonly onCancel: () => void
}

function OrderForm({ title, items, save, stale, onChanged, onCancel, onClose }: OrderFormProps) {
  const { t } = useTranslation(['fields', 'ui'])
  const queries = useQueryClient()
  const [begun] = useState(() => items.map(({ key }) => key))
  const [order, setOrder] = useState(begun)
  const changed = order.some((key, index) => key !== begun[index])
  useEffect(() => onChanged(changed), [changed, onChanged])
  const byKey = new Map(items.map((item) => [item.key, item]))
  const put = useMutation({
    mutationFn: () => save(order.map(Number)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [stale] })
      notifyDone(t('orderSaved'))
      onClose()
    },
  })
  return (
    <Stack>
      <OrderedList
        label={title}
        items={order.flatMap((key) => byKey.get(key) ?? [])}
        onChange={(next) => setOrder([...next])}
        height="min(52vh, 480px)"
      />
      <OrderHint />
      {put.error && <ErrorState error={put.error} />}
      <DialogFooter>
        <Button variant="default" onClick={onCancel}>
          {t('ui:cancel')}
        </Button>
        <Button loading={put.isPending} onClick={() => put.mutate()}>
          {t('done')}
        </Button>
      </DialogFooter>
    </Stack>
  )
}
