import { useMutation } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../api/client.ts'
import { notifyDone } from '../ui/notify.tsx'
import { beginList, changedItems, type ListDraft, listKey, rebaseList } from './list-draft.ts'
import type { ListMapping } from './queries.ts'

/** Why the mapping of one list was not saved. */
export interface ListProblem {
  readonly list: string
  readonly error: unknown
  /** All list mappings as they are now, when somebody else was first. */
  readonly now: readonly ListMapping[] | undefined
}

/** The drafts of all lists, saved one after the other; one that is refused keeps what was done on it. */
export function useListDrafts(connectionId: number, lists: readonly ListMapping[], onSaved: () => void) {
  const { t } = useTranslation(['sync', 'mapping'])
  const [drafts, setDrafts] = useState(() => lists.map(beginList))
  const [problem, setProblem] = useState<ListProblem>()
  const change = useCallback((list: string, make: (draft: ListDraft) => ListDraft) => {
    setDrafts((old) => old.map((draft) => (listKey(draft.base) === list ? make(draft) : draft)))
  }, [])
  const read = () => api('GET /connections/{id}/list-mappings', { params: { id: connectionId } })
  const isChanged = drafts.some((draft) => changedItems(draft).size > 0)
  const save = useMutation({
    mutationFn: async () => {
      for (const draft of drafts.filter(toSave)) {
        const list = listKey(draft.base)
        const saved = await put(connectionId, draft).catch(async (error: unknown) => {
          setProblem({ list, error, now: await theirs(error, read) })
          throw error
        })
        change(list, () => beginList(saved))
      }
    },
    onMutate: () => setProblem(undefined),
    onSuccess: () => {
      if (isChanged) notifyDone(t('lists.saved'))
      onSaved()
    },
  })
  const onTopOf = (now: readonly ListMapping[], mine: (draft: ListDraft) => boolean) => {
    const before = new Map(drafts.map((draft) => [listKey(draft.base), draft]))
    setDrafts(
      now.map((list) => {
        const draft = before.get(listKey(list))
        return draft && mine(draft) ? rebaseList(draft, list) : beginList(list)
      }),
    )
    setProblem(undefined)
  }
  const refresh = useMutation({
    mutationFn: async () => {
      await api('PUT /connections/{id}/description', { params: { id: connectionId } })
      return await read()
    },
    onMutate: () => setProblem(undefined),
    onSuccess: (now) => {
      const before = new Map(drafts.map(({ base }) => [listKey(base), goneIn(base)]))
      const gone = now.map((list) => goneIn(list) - (before.get(listKey(list)) ?? 0))
      const fresh = now.flatMap(({ items }) => items.filter(({ isNew }) => isNew)).length
      notifyDone(
        t('mapping:lists.refreshed', { fresh, gone: gone.reduce((sum, more) => sum + Math.max(0, more), 0) }),
      )
      onTopOf(now, () => true)
    },
  })
  return {
    drafts,
    change,
    isChanged,
    /** Something is to be saved, if only that new items have been seen. */
    pending: drafts.some(toSave),
    problem,
    save: save.mutate,
    saving: save.isPending,
    keepMine: () => problem?.now && onTopOf(problem.now, () => true),
    takeTheirs: () => problem?.now && onTopOf(problem.now, ({ base }) => listKey(base) !== problem.list),
    refresh,
  }
}

function goneIn({ items }: ListMapping): number {
  return items.filter(({ inErp }) => !inErp).length
}

function toSave(draft: ListDraft): boolean {
  return changedItems(draft).size > 0 || draft.base.items.some(({ isNew }) => isNew)
}

/** What is stored now, if that is why saving failed. */
async function theirs(
  error: unknown,
  read: () => Promise<ListMapping[]>,
): Promise<ListMapping[] | undefined> {
  const overtaken = error instanceof ApiError && error.problem.code === 'listMappingChanged'
  return overtaken ? await read().catch(() => undefined) : undefined
}

function put(id: number, { base, items }: ListDraft): Promise<ListMapping> {
  const { erpList, crmList, version } = base
  const chosen = [...items].filter(([, crmItem]) => crmItem !== null)
  return api('PUT /connections/{id}/list-mappings/{erpList}/{crmList}', {
    params: { id, erpList, crmList },
    json: { version, items: chosen.map(([erpItem, crmItem]) => ({ erpItem, crmItem })) },
  })
}
