import { Button, Modal, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DialogFooter } from '../ui/dialog-footer.tsx'
import { notifyDone } from '../ui/notify.tsx'
import { type OrderedItem, OrderedList, OrderHint } from '../ui/ordered-list.tsx'
import { ErrorState } from '../ui/states.tsx'
import { useReturnFocus } from '../ui/use-return-focus.ts'

interface OrderDialogProps {
  readonly title: string
  /** In their order; keys are ids. */
  readonly items: readonly OrderedItem[]
  readonly save: (ids: number[]) => Promise<unknown>
  /** The beginning of the queries that show the order. */
  readonly stale: string
  readonly onClose: () => void
}

export function OrderDialog({ title, items, save, stale, onClose }: OrderDialogProps) {
  useReturnFocus()
  const { t } = useTranslation(['fields', 'ui'])
  const queries = useQueryClient()
  const [order, setOrder] = useState(() => items.map(({ key }) => key))
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
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={560}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
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
          <Button variant="default" onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button loading={put.isPending} onClick={() => put.mutate()}>
            {t('done')}
          </Button>
        </DialogFooter>
      </Stack>
    </Modal>
  )
}
