import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import type { ActorType } from '../queries.ts'
import { type Criterion, type CriterionRow, criteriaOf, faultsOf, firstRows, knownRows } from './criteria.ts'

export type CriteriaState = ReturnType<typeof useCriteria>

/** The advanced search of one actor type: closed at first; what was filled in stays when it is closed again. */
export function useCriteria(connectionId: number, actorType: ActorType) {
  const [opened, setOpened] = useState(false)
  const [typed, setTyped] = useState<readonly CriterionRow[]>()
  const [beginning, setBeginning] = useState('')
  const [checked, setChecked] = useState(false)
  const fields = useQuery({
    queryKey: ['searchFields', connectionId, actorType],
    queryFn: ({ signal }) =>
      api('GET /connections/{id}/search-fields/{actorType}', {
        params: { id: connectionId, actorType },
        signal,
      }),
    enabled: opened,
    staleTime: 60_000,
  })
  const known = fields.data ?? []
  const rows = typed ? knownRows(typed, known) : firstRows(known, beginning)
  return {
    opened,
    /** Opened for the first time, it looks for this text in what is most likely a name. */
    open(text = '') {
      setBeginning(text)
      setOpened(true)
    },
    close: () => setOpened(false),
    fields: known,
    loading: fields.isPending,
    error: fields.error,
    retry: () => void fields.refetch(),
    rows,
    checked,
    change(changed: readonly CriterionRow[]) {
      setTyped(changed)
      setChecked(false)
    },
    /** What the rows ask; undefined, and said at the rows, when something is missing. */
    read(): Criterion[] | undefined {
      setChecked(true)
      return faultsOf(rows, known).size === 0 ? criteriaOf(rows, known) : undefined
    },
  }
}
