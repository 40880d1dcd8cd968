import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../api/client.ts'
import { notifyDone } from '../ui/notify.tsx'
import { begin, changedChoices, isChanged, type MappingDraft, rebase } from './mapping-draft.ts'
import type { ActorType, Mapping } from './queries.ts'
import type { Start } from './start-dialog.tsx'

/** Why the mapping of one actor type was not saved. */
export interface Problem {
  readonly actorType: ActorType
  readonly error: unknown
}

/** The drafts of all actor types, saved one after the other; one that is refused keeps what was done on it. */
export function useMappingDrafts(connectionId: number, mappings: readonly Mapping[], onSaved: () => void) {
  const { t } = useTranslation('sync')
  const queries = useQueryClient()
  const [drafts, setDrafts] = useState(() => mappings.map(begin))
  const [problem, setProblem] = useState<Problem>()
  const change = useCallback((actorType: ActorType, make: (draft: MappingDraft) => MappingDraft) => {
    setDrafts((old) => old.map((draft) => (draft.base.actorType === actorType ? make(draft) : draft)))
  }, [])
  const save = useMutation({
    mutationFn: async (start: Start) => {
      for (const draft of drafts.filter(isChanged)) {
        const { actorType } = draft.base
        const saved = await put(connectionId, draft, start).catch((error: unknown) => {
          setProblem({ actorType, error })
          throw error
        })
        change(actorType, () => begin(saved))
      }
    },
    onMutate: () => setProblem(undefined),
    onSuccess: () => {
      notifyDone(t('mapping.saved'))
      onSaved()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['connections'] }),
  })
  const reload = useMutation({
    mutationFn: () => api('GET /connections/{id}/mappings', { params: { id: connectionId } }),
    onSuccess: (now) => {
      const fresh = new Map(now.map((mapping) => [mapping.actorType, mapping]))
      setDrafts((old) => old.map((draft) => rebase(draft, fresh.get(draft.base.actorType) ?? draft.base)))
      setProblem(undefined)
    },
    onError: (error) => setProblem((old) => old && { ...old, error }),
  })
  const faults = problem?.error instanceof ApiError ? problem.error.problem.faults : []
  return {
    drafts,
    change,
    changed: drafts.filter(isChanged),
    problem,
    save: save.mutate,
    saving: save.isPending,
    reloadKeepingMine: () => reload.mutate(),
    reloading: reload.isPending,
    /** ERP field → what the server says of it. */
    faultsOf: (actorType: ActorType): ReadonlyMap<string, string> =>
      new Map(
        problem?.actorType === actorType ? faults.map(({ at = '', title }) => [at, title] as const) : [],
      ),
  }
}

function put(id: number, draft: MappingDraft, start: Start): Promise<Mapping> {
  const { actorType, version } = draft.base
  return api('PUT /connections/{id}/mappings/{actorType}', {
    params: { id, actorType },
    json: { version, enabled: draft.enabled, start, fields: changedChoices(draft) },
  })
}
