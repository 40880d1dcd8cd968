import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { notifyDone } from '../ui/notify.tsx'
import { requestCreate } from './create-queries.ts'
import { drop, type Pending, type PendingByConnection, set } from './pending.ts'
import type { ErpTabAnswer, RecordRef } from './queries.ts'

/** Edit mode of the ERP tab: gathers what is to happen, and does it at Opslaan. */
export function useTabEdit(record: RecordRef, tab: ErpTabAnswer) {
  const { t } = useTranslation('erp')
  const queries = useQueryClient()
  const [editing, setEditing] = useState(false)
  const [pending, setPending] = useState<PendingByConnection>(new Map())
  const [errors, setErrors] = useState<ReadonlyMap<number, unknown>>(new Map())
  // A connection that is taken away meanwhile takes with it what was chosen there.
  const there = new Set(tab.connections.map(({ id }) => id))
  const lost = [...pending.keys()].some((id) => !there.has(id))
  const open: PendingByConnection = new Map([...pending].filter(([id]) => there.has(id)))
  const leave = () => {
    setEditing(false)
    setPending(new Map())
    setErrors(new Map())
  }
  const save = useMutation({
    // What fails stays pending with its reason; what is done is done, also when another connection refuses.
    mutationFn: async () => {
      const failed = new Map<number, unknown>()
      for (const [connectionId, change] of open) {
        await carryOut(record, connectionId, change).catch((error: unknown) => {
          failed.set(connectionId, error)
        })
      }
      return failed
    },
    onSuccess: async (failed) => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['erpTab', record.recordType, record.recordId] }),
        queries.invalidateQueries({ queryKey: ['records', record.recordType, record.recordId] }),
      ])
      setPending((old) => new Map([...old].filter(([id]) => failed.has(id))))
      setErrors(failed)
      if (failed.size > 0) return
      setEditing(false)
      notifyDone(t('saved'))
    },
  })
  const forget = (connectionId: number) =>
    setErrors((old) => new Map([...old].filter(([id]) => id !== connectionId)))
  return {
    tab,
    editing,
    pending: open,
    /** Something was chosen in a connection that is not there any more for this user. */
    lost,
    errors,
    saving: save.isPending,
    start: () => setEditing(true),
    cancel: leave,
    save: () => (open.size === 0 ? leave() : save.mutate()),
    put(connectionId: number, change: Pending) {
      forget(connectionId)
      setPending((old) => set(old, connectionId, change))
    },
    undo(connectionId: number) {
      forget(connectionId)
      setPending((old) => drop(old, connectionId))
    },
  }
}

async function carryOut(record: RecordRef, connectionId: number, change: Pending): Promise<void> {
  if (change.kind === 'disconnect') {
    await api('DELETE /links/{id}', { params: { id: change.linkId } })
    return
  }
  if (change.kind === 'create') {
    await requestCreate(connectionId, change.actorType, record, change.filled)
    return
  }
  const { actorType, actorKey, choices } = change
  await api('POST /records/{recordType}/{id}/links', {
    params: { recordType: record.recordType, id: record.recordId },
    json: { connectionId, actorType, actorKey, choices },
  })
}
