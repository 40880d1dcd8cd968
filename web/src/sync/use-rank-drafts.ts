import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ApiError, api } from '../api/client.ts'
import { notifyDone } from '../ui/notify.tsx'

export type Ranks = Answer<'GET /connections/{id}/ranks'>[number]

/** The order being made for one actor type, and what it was begun on. */
export interface RankDraft {
  readonly base: Ranks
  readonly order: readonly string[]
}

const begin = (base: Ranks): RankDraft => ({ base, order: base.fields.map(({ key }) => key) })
const isChanged = ({ base, order }: RankDraft) => base.fields.some(({ key }, index) => key !== order[index])

/** The drafts of all actor types, saved one after the other. */
export function useRankDrafts(connectionId: number, ranks: readonly Ranks[], onSaved: () => void) {
  const { t } = useTranslation('ranking')
  const [drafts, setDrafts] = useState(() => ranks.map(begin))
  const put = (draft: RankDraft) =>
    setDrafts((old) => old.map((one) => (one.base.actorType === draft.base.actorType ? draft : one)))
  const save = useMutation({
    mutationFn: async () => {
      for (const { base, order } of drafts.filter(isChanged)) {
        const { actorType, version } = base
        const saved = await api('PUT /connections/{id}/ranks/{actorType}', {
          params: { id: connectionId, actorType },
          json: { version, fields: [...order] },
        })
        put(begin(saved))
      }
    },
    onSuccess: () => {
      notifyDone(t('saved'))
      onSaved()
    },
  })
  const reload = useMutation({
    mutationFn: () => api('GET /connections/{id}/ranks', { params: { id: connectionId } }),
    onSuccess: (now) => {
      setDrafts((old) => now.map((base) => onTop(base, old)))
      save.reset()
    },
  })
  const code = save.error instanceof ApiError ? save.error.problem.code : undefined
  return {
    drafts,
    put,
    changed: drafts.some(isChanged),
    save: save.mutate,
    saving: save.isPending,
    error: reload.error ?? save.error,
    overtaken: code === 'mappingChanged' && !reload.error,
    reload: reload.mutate,
    reloading: reload.isPending,
  }
}

/** What somebody else saved, with the own order on it; fields that are new stand last. */
function onTop(base: Ranks, old: readonly RankDraft[]): RankDraft {
  const mine = old.find((draft) => draft.base.actorType === base.actorType)
  if (!mine || !isChanged(mine)) return begin(base)
  const now = begin(base).order
  const kept = mine.order.filter((key) => now.includes(key))
  return { base, order: [...kept, ...now.filter((key) => !kept.includes(key))] }
}
