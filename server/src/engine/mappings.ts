import { actorTypes } from '@koppel/sdk'
import { readMapping, type TypeMapping } from '../erp/index.ts'
import type { Db } from '../store/index.ts'

/** The enabled actor types of a connection with their mapping, all of one mapping version. */
export interface Mappings {
  readonly version: number
  readonly types: readonly TypeMapping[]
}

const known = new WeakMap<Db, Map<number, Mappings>>()

/** The mappings as they are at `version`; they are read once for each version. */
export async function mappingsOf(db: Db, connectionId: number, version?: number): Promise<Mappings> {
  const byConnection = known.get(db) ?? new Map<number, Mappings>()
  known.set(db, byConnection)
  const stored = byConnection.get(connectionId)
  if (stored && stored.version === version) return stored
  const mappings = await readAll(db, connectionId)
  byConnection.set(connectionId, mappings)
  return mappings
}

async function readAll(db: Db, connectionId: number): Promise<Mappings> {
  const found: TypeMapping[] = []
  for (const actorType of actorTypes) {
    const mapping = await readMapping(db, connectionId, actorType)
    if (mapping) found.push(mapping)
  }
  // Read while somebody changed it: the older number makes the first transaction notice.
  const version = Math.min(Number.MAX_SAFE_INTEGER, ...found.map(({ mappingVersion }) => mappingVersion))
  return { version, types: found.filter(({ enabled, fields }) => enabled && fields.length > 0) }
}
