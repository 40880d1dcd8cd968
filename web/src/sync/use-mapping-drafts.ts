import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../api/client.ts'
import { notifyDone } from '../ui/notify.tsx'
import { differences } from './mapping-differences.ts'
import { begin, changedChoices, isChanged, type MappingDraft, rebase } from './mapping-draft.ts'
import { type ActorType, type Mapping, readMappings, withArrows } from './queries.ts'
import type { Start } from './start-dialog.tsx'

/** Why the mapping of one actor type was not saved. */
export interface Problem {
  readonly actorType: ActorType
  readonly error: unknown
  /** All mappings as they are now, when somebody else was first. */
  readonly now: readonly Mapping[] | undefined
}

/** The drafts of all actor types, saved one after the other; one that is refused keeps what was done on it. */
export function useMappingDrafts(connectionId: number, mappings: readonly Mapping[], onSaved: () => void) {
  const { t } = useTranslation(['sync', 'mapping'])
  const queries = useQueryClient()
  const [drafts, setDrafts] = useState(() => mappings.map(begin))
  const [problem, setProblem] = useState<Problem>()
  const change = useCallback((actorType: ActorType, make: (draft: MappingDraft) => MappingDraft) => {
    setDrafts((old) => old.map((draft) => (draft.base.actorType === actorType ? make(draft) : draft)))
  }, [])
  const read = () => readMappings(connectionId)
  const save = useMutation({
    mutationFn: async (start: Start) => {
      for (const draft of drafts.filter(toSave)) {
        const { actorType } = draft.base
        const saved = await put(connectionId, draft, start).catch(async (error: unknown) => {
          setProblem({ actorType, error, now: await theirs(error, read) })
          throw error
        })
        change(actorType, () => begin(saved))
      }
    },
    onMutate: () => setProblem(undefined),
    onSuccess: () => {
      if (changed.length > 0) notifyDone(t('mapping.saved'))
      onSaved()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['connections'] }),
  })
  const onTopOf = (now: readonly Mapping[], mine: (draft: MappingDraft) => boolean) => {
    const fresh = new Map(now.map((mapping) => [mapping.actorType, mapping]))
    const known = new Set(drafts.map(({ base }) => base.actorType))
    const added = now.filter(({ actorType }) => !known.has(actorType)).map(begin)
    setDrafts((old) => [
      ...old.map((draft) => {
        const base = fresh.get(draft.base.actorType) ?? draft.base
        return mine(draft) ? rebase(draft, base) : begin(base)
      }),
      ...added,
    ])
    setProblem(undefined)
  }
  const refresh = useMutation({
    mutationFn: async () => {
      await api('PUT /connections/{id}/description', { params: { id: connectionId } })
      return await read()
    },
    onMutate: () => setProblem(undefined),
    onSuccess: (now) => {
      const changes = drafts.flatMap((draft) => {
        const theirs = now.find(({ actorType }) => actorType === draft.base.actorType)
        return theirs ? differences(draft, theirs) : []
      })
      const count = (kind: 'new' | 'gone') => changes.filter(({ inErp }) => inErp === kind).length
      notifyDone(t('mapping:refreshed', { fresh: count('new'), gone: count('gone') }))
      onTopOf(now, () => true)
    },
  })
  const changed = drafts.filter(isChanged)
  const faults = problem?.error instanceof ApiError ? problem.error.problem.faults : []
  return {
    drafts,
    change,
    changed,
    /** Something is to be saved, if only that new fields have been seen. */
    pending: drafts.some(toSave),
    problem,
    save: save.mutate,
    saving: save.isPending,
    /** Goes on with the own changes on what somebody else saved. */
    keepMine: () => problem?.now && onTopOf(problem.now, () => true),
    /** Goes on with what somebody else saved; the own changes of other actor types stay. */
    takeTheirs: () =>
      problem?.now && onTopOf(problem.now, ({ base }) => base.actorType !== problem.actorType),
    undoAll: () => setDrafts((old) => old.map(({ base }) => begin(base))),
    refresh,
    /** ERP field → what the server says of it. */
    refusalsOf: (actorType: ActorType): ReadonlyMap<string, string> =>
      problem?.actorType === actorType
        ? new Map(faults.map(({ at = '', title }) => [at, title] as const))
        : noRefusals,
  }
}

const noRefusals: ReadonlyMap<string, string> = new Map()

function toSave(draft: MappingDraft): boolean {
  return isChanged(draft) || draft.base.fields.some(({ isNew }) => isNew)
}

/** What is stored now, if that is why saving failed. */
async function theirs(error: unknown, read: () => Promise<Mapping[]>): Promise<Mapping[] | undefined> {
  const overtaken = error instanceof ApiError && error.problem.code === 'mappingChanged'
  return overtaken ? await read().catch(() => undefined) : undefined
}

async function put(id: number, draft: MappingDraft, start: Start): Promise<Mapping> {
  const { actorType, version } = draft.base
  const saved = await api('PUT /connections/{id}/mappings/{actorType}', {
    params: { id, actorType },
    json: { version, enabled: draft.enabled, start, fields: changedChoices(draft) },
  })
  return withArrows(saved)
}
