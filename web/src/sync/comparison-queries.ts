import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { type Answer, api } from '../api/client.ts'
import { pageSize } from './monitor-queries.ts'

export type ComparisonRun = Answer<'GET /comparison-runs'>['rows'][number]
export type Comparison = Answer<'GET /comparison-runs/{id}'>
export type Difference = Answer<'GET /comparison-runs/{id}/differences'>['rows'][number]
export type DifferenceKind = Difference['kind']
export type UndoOutcome = Answer<'GET /runs/{id}/undone'>['outcomes'][number]['outcome']
export type Every = Answer<'GET /connections/{id}/comparison-schedule'>['every']

export interface DifferenceFilter {
  readonly kind?: DifferenceKind | undefined
  readonly search?: string | undefined
}

// The keys begin with what live events make stale: progress as long work, its effects as runs.

export function comparisonsQuery(connectionId: number | undefined, page: number) {
  const query = { connectionId, offset: (page - 1) * 10, limit: 10 }
  return queryOptions({
    queryKey: ['longWork', 'comparisons', query],
    queryFn: ({ signal }) => api('GET /comparison-runs', { query, signal }),
    placeholderData: keepPreviousData,
  })
}

export function comparisonQuery(id: number) {
  return queryOptions({
    queryKey: ['longWork', id, 'comparison'],
    queryFn: ({ signal }) => api('GET /comparison-runs/{id}', { params: { id }, signal }),
  })
}

export function differencesQuery(id: number, filter: DifferenceFilter, page: number) {
  const query = { ...filter, offset: (page - 1) * pageSize, limit: pageSize }
  return queryOptions({
    queryKey: ['runs', 'differences', id, query],
    queryFn: ({ signal }) => api('GET /comparison-runs/{id}/differences', { params: { id }, query, signal }),
    placeholderData: keepPreviousData,
  })
}

export function differencesFile(id: number, { kind, search }: DifferenceFilter): string {
  const query = new URLSearchParams({ ...(kind ? { kind } : {}), ...(search ? { search } : {}) })
  return `/api/v1/comparison-runs/${id}/differences.csv?${query}`
}

export function scheduleQuery(id: number) {
  return queryOptions({
    queryKey: ['comparisonSchedule', id],
    queryFn: ({ signal }) => api('GET /connections/{id}/comparison-schedule', { params: { id }, signal }),
  })
}

export function extentQuery(runId: number) {
  return queryOptions({
    queryKey: ['undoExtent', runId],
    queryFn: ({ signal }) => api('GET /runs/{id}/overwritten', { params: { id: runId }, signal }),
    gcTime: 0,
  })
}

export function undoneQuery(id: number, outcome: UndoOutcome | undefined, page: number) {
  const query = { outcome, offset: (page - 1) * pageSize, limit: pageSize }
  return queryOptions({
    queryKey: ['runs', 'undone', id, query],
    queryFn: ({ signal }) => api('GET /runs/{id}/undone', { params: { id }, query, signal }),
    placeholderData: keepPreviousData,
  })
}
