import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../api/client.ts'
import { notifyDone, notifyError } from '../ui/notify.tsx'
import type { Connection } from './queries.ts'

/** A connection that could not be activated, and why. */
export interface Refused {
  readonly connection: Connection
  readonly error: ApiError
}

export type Activation = ReturnType<typeof useActivation>

/** Sets and clears Actief. */
export function useActivation() {
  const { t } = useTranslation('sync')
  const queries = useQueryClient()
  const [refused, setRefused] = useState<Refused>()
  const change = useMutation({
    mutationFn: async (connection: Connection) => {
      const params = { id: connection.id }
      if (connection.active) await api('DELETE /connections/{id}/activation', { params })
      else await api('PUT /connections/{id}/activation', { params })
    },
    onMutate: () => setRefused(undefined),
    onSuccess: (_, { active, name }) => notifyDone(t(active ? 'active.cleared' : 'active.set', { name })),
    onError: (error, connection) => {
      if (error instanceof ApiError && error.problem.faults.length > 0) setRefused({ connection, error })
      else notifyError(error)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['connections'] }),
  })
  return {
    refused,
    forget: () => setRefused(undefined),
    toggle: change.mutate,
    busyId: change.isPending ? change.variables.id : undefined,
  }
}
