import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { type Answer, api } from '../api/client.ts'
import { type MonitorFilter, numberIn, startOf } from './monitor-address.ts'

export type Run = Answer<'GET /runs'>['rows'][number]
export type Conflict = Answer<'GET /conflicts'>['rows'][number]
export type Parked = Answer<'GET /parked'>['rows'][number]
export type LinkInState = Answer<'GET /links'>['rows'][number]
export type LinkState = LinkInState['state']

export const recordTypes = ['company', 'person', 'project'] as const
export const linkStates: readonly LinkState[] = ['inSync', 'waiting', 'conflict', 'failed', 'held']
export const pageSize = 50

// Only runs are looked at without being told: one whose process died can tell nobody.
const whileRunningMs = 5_000

export function runsQuery(filter: MonitorFilter, before: number | undefined) {
  const query = {
    connectionId: numberIn(filter.connection),
    kind: filter.kind as Run['kind'] | undefined,
    state: filter.state as Run['state'] | undefined,
    busy: filter.quiet ? undefined : ('true' as const),
    from: startOf(filter.from),
    to: startOf(filter.to, 1),
    before,
    limit: pageSize,
  }
  return queryOptions({
    queryKey: ['runs', query],
    queryFn: ({ signal }) => api('GET /runs', { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.rows.some((run) => run.state === 'running') ? whileRunningMs : false,
  })
}

export function runQuery(id: number) {
  return queryOptions({
    queryKey: ['runs', 'one', id],
    queryFn: ({ signal }) => api('GET /runs/{id}', { params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? whileRunningMs : false),
  })
}

/** What the field log is searched by, as the API calls it. */
export function logQueryOf(filter: MonitorFilter, runId?: number) {
  const recordId = numberIn(filter.record)
  return {
    connectionId: numberIn(filter.connection),
    recordType: recordId ? (filter.recordType as 'company' | undefined) : undefined,
    recordId: filter.recordType ? recordId : undefined,
    runId,
    field: filter.field,
    direction: filter.direction as 'toCrm' | undefined,
    rule: filter.rule,
    text: filter.text,
    from: startOf(filter.from),
    to: startOf(filter.to, 1),
    userId: filter.user,
  }
}

export function logQuery(filter: MonitorFilter, after: string | undefined, runId?: number) {
  const query = { ...logQueryOf(filter, runId), after, limit: pageSize }
  return queryOptions({
    queryKey: ['syncLog', query],
    queryFn: ({ signal }) => api('GET /sync-log', { query, signal }),
    placeholderData: keepPreviousData,
  })
}

/** Where the browser gets the same as a file. */
export function exportAddress(filter: MonitorFilter): string {
  const given = Object.entries(logQueryOf(filter)).flatMap(([key, value]): [string, string][] =>
    value === undefined ? [] : [[key, String(value)]],
  )
  return `/api/v1/sync-log/export?${new URLSearchParams(given)}`
}

export function linksQuery(connectionId: number, state: LinkState | undefined, after: number | undefined) {
  const query = { connectionId, state, after, limit: pageSize }
  return queryOptions({
    queryKey: ['states', 'links', query],
    queryFn: ({ signal }) => api('GET /links', { query, signal }),
    placeholderData: keepPreviousData,
  })
}

interface PageOf {
  readonly filter: MonitorFilter
  readonly page: number
  readonly runId?: number | undefined
}

function paged({ filter, page, runId }: PageOf) {
  return { connectionId: numberIn(filter.connection), runId, offset: (page - 1) * pageSize, limit: pageSize }
}

export function conflictsQuery(of: PageOf) {
  const query = paged(of)
  return queryOptions({
    queryKey: ['conflicts', query],
    queryFn: ({ signal }) => api('GET /conflicts', { query, signal }),
    placeholderData: keepPreviousData,
  })
}

export function parkedQuery(of: PageOf) {
  const query = { ...paged(of), reason: of.filter.reason }
  return queryOptions({
    queryKey: ['parked', query],
    queryFn: ({ signal }) => api('GET /parked', { query, signal }),
    placeholderData: keepPreviousData,
  })
}

export function fieldErrorsQuery({ filter, page }: PageOf) {
  const { runId: _runId, ...query } = paged({ filter, page })
  return queryOptions({
    queryKey: ['fieldErrors', query],
    queryFn: ({ signal }) => api('GET /field-errors', { query, signal }),
    placeholderData: keepPreviousData,
  })
}

export const retentionQuery = queryOptions({
  queryKey: ['engine', 'retention'],
  queryFn: ({ signal }) => api('GET /engine/retention', { signal }),
})

export function crmFieldsQuery(recordType: (typeof recordTypes)[number]) {
  return queryOptions({
    queryKey: ['records', recordType, 'fields'],
    queryFn: ({ signal }) => api('GET /records/{recordType}/fields', { params: { recordType }, signal }),
    staleTime: 300_000,
  })
}
