// What a live event of the server makes stale. Pure; the stream itself is in use-live.ts.

export type LiveEvent =
  | { readonly kind: 'records'; readonly recordType: string; readonly ids: readonly number[] | null }
  | { readonly kind: 'connections' }
  | { readonly kind: 'sync'; readonly connectionId: number }
  | { readonly kind: 'engine' }
  | { readonly kind: 'fields' }
  | { readonly kind: 'longWork'; readonly connectionId: number; readonly runId: number }

type QueryKey = readonly unknown[]

const staleAfter: Record<Exclude<LiveEvent['kind'], 'records' | 'fields'>, ReadonlySet<unknown>> = {
  connections: new Set([
    'connections',
    'connectors',
    'erpTab',
    'states',
    'protection',
    'suspects',
    'importSources',
    // They say which mappings use them.
    'customFields',
    'crmLists',
  ]),
  sync: new Set([
    'connections',
    'runs',
    'syncLog',
    'conflicts',
    'parked',
    'fieldErrors',
    'states',
    'erpTab',
    'liveValues',
    'why',
    'origin',
    'longWork',
    'protection',
    'suspects',
  ]),
  longWork: new Set(['longWork', 'runs', 'run', 'imports']),
  // Who has no licence for it may import while the engine is off.
  engine: new Set(['engine', 'importSources']),
}

/** Whether the query with this key shows something the event may have changed. */
export function isStale(event: LiveEvent, key: QueryKey): boolean {
  // Which fields and list items there are; the records stay as they are.
  if (event.kind === 'fields')
    return key[0] === 'customFields' || key[0] === 'crmLists' || key[2] === 'fields'
  if (event.kind !== 'records') return staleAfter[event.kind].has(key[0])
  const [area, recordType, id] = key
  if (area !== 'records' && area !== 'erpTab') return false
  // A list of persons or projects names their companies.
  if (id === 'list') return recordType === event.recordType || event.recordType === 'company'
  if (recordType !== event.recordType || typeof id !== 'number') return false
  return event.ids === null || event.ids.includes(id)
}

const kinds = new Set(['records', 'fields', 'connections', 'sync', 'engine', 'longWork'])

/** Reads the text of an event; undefined if this version of the page does not know it. */
export function readEvent(text: string): LiveEvent | undefined {
  try {
    const event: unknown = JSON.parse(text)
    const known =
      typeof event === 'object' && event !== null && 'kind' in event && kinds.has(String(event.kind))
    return known ? (event as LiveEvent) : undefined
  } catch {
    return undefined
  }
}
