import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { type Answer, api } from '../../api/client.ts'

export type Import = Answer<'GET /imports/{id}'>
export type ImportSettings = Import['settings']
export type ImportRow = Answer<'GET /imports/{id}/rows'>['rows'][number]
export type ImportForm = Answer<'GET /imports/{id}/settings-form'>
export type Candidate = ImportRow['candidates'][number]
export type Verdict = NonNullable<ImportRow['verdict']>
export type Outcome = NonNullable<ImportRow['outcome']>
export type RowChoice = NonNullable<ImportRow['choice']>

/** Which rows are shown. */
export interface RowFilter {
  readonly verdict?: Verdict
  readonly outcome?: Outcome
  readonly undecided?: 'true'
  readonly ticked?: 'false'
  readonly q?: string
}

export const rowsAtOnce = 50

export const importsQuery = queryOptions({
  queryKey: ['imports', 'list'],
  queryFn: ({ signal }) => api('GET /imports', { signal }),
})

export function importQuery(id: number) {
  return queryOptions({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => api('GET /imports/{id}', { params: { id }, signal }),
  })
}

export function importFormQuery(id: number) {
  return queryOptions({
    queryKey: ['importForm', id],
    queryFn: ({ signal }) => api('GET /imports/{id}/settings-form', { params: { id }, signal }),
    staleTime: 60_000,
  })
}

export function importRowsQuery(one: Import, filter: RowFilter, page: number) {
  const { id } = one
  return queryOptions({
    // What was judged or carried out since is asked for again, also while the first answer is on its way.
    queryKey: ['imports', id, 'rows', stageOf(one), filter, page],
    queryFn: ({ signal }) =>
      api('GET /imports/{id}/rows', {
        params: { id },
        query: { ...filter, offset: (page - 1) * rowsAtOnce, limit: rowsAtOnce },
        signal,
      }),
    placeholderData: (before) => before,
  })
}

function stageOf(one: Import): string {
  const { unjudged, verdicts, outcomes } = one.counts
  return JSON.stringify([isBusy(one), unjudged, verdicts, outcomes])
}

/** Something is being done; nothing can be changed meanwhile. */
export function isBusy({ work }: Pick<Import, 'work'>): boolean {
  return work !== null && (work.state === 'queued' || work.state === 'running')
}

/** A change of an import; its answer is what is shown from then on. */
export function useImportChange<Given = void>(change: (given: Given) => Promise<Import>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess(changed) {
      queries.setQueryData(importQuery(changed.id).queryKey, changed)
      void queries.invalidateQueries({ queryKey: ['imports'] })
    },
    // Somebody else, or another window, changed it.
    onError: () => queries.invalidateQueries({ queryKey: ['imports'] }),
  })
}

const keys = ['number', 'vatNo', 'email', 'nameAndZip', 'phone', 'name'] as const

/** Whether this is one of the keys a record is found by that this screen has a word for. */
export function isKey(key: string | null): key is (typeof keys)[number] {
  return keys.some((known) => known === key)
}
