import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../api/client.ts'
import { notifyDone } from '../ui/notify.tsx'
import { afterChange, type FieldChange } from './default-draft.ts'
import { type Defaults, defaultsQuery } from './defaults-query.ts'

/** Saves the change of one field on top of what the actor type has, as it was read. */
export function useDefaultsSave(connectionId: number, defaults: Defaults, onSaved: () => void) {
  const { t } = useTranslation('defaults')
  const queries = useQueryClient()
  const { queryKey } = defaultsQuery(connectionId)
  const save = useMutation({
    mutationFn: (change: FieldChange) =>
      api('PUT /connections/{id}/defaults/{actorType}', {
        params: { id: connectionId, actorType: defaults.actorType },
        json: { version: defaults.version, fields: afterChange(defaults, change) },
      }),
    onSuccess: (saved) => {
      queries.setQueryData(queryKey, (all) =>
        all?.map((one) => (one.actorType === saved.actorType ? saved : one)),
      )
      notifyDone(t('saved'))
      onSaved()
    },
  })
  const reload = useMutation({
    mutationFn: () => queries.fetchQuery({ ...defaultsQuery(connectionId), staleTime: 0 }),
    onSuccess: () => save.reset(),
  })
  const problem = save.error instanceof ApiError ? save.error.problem : undefined
  return {
    save: save.mutate,
    saving: save.isPending,
    error: reload.error ?? save.error,
    /** Somebody else saved first. */
    overtaken: problem?.code === 'mappingChanged' && !reload.error,
    /** ERP field → what the server says of it. */
    faults: new Map(problem?.faults.map(({ at = '', title }) => [at, title] as const)),
    /** Reads what somebody else saved; the own change can be saved on top of it. */
    reload: reload.mutate,
    reloading: reload.isPending,
    forget: save.reset,
  }
}
