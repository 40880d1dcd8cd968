import { type RawBuilder, sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import type { Db, Tx } from '../store/index.ts'
import type { RunTable } from '../store/tables.ts'
import type { LinkState, Plan } from '../sync/index.ts'
import type { Calling, Erp } from './erp-calls.ts'
import type { EngineParts } from './parts.ts'
import type { Guard } from './protection/guard.ts'

export type RunKind = RunTable['kind']

/** What happened so far; stored with the run. */
export interface Counts {
  read: number
  changed: number
  toCrm: number
  toErp: number
  skipped: number
  failed: number
  conflicts: number
}

export function noCounts(): Counts {
  return { read: 0, changed: 0, toCrm: 0, toErp: 0, skipped: 0, failed: 0, conflicts: 0 }
}

/** One execution for one connection: a pass, or one record somebody waits for. */
export interface Work {
  readonly parts: EngineParts
  readonly connectionId: number
  readonly kind: RunKind
  readonly requestedBy: string | null
  /** The lease of a pass. Work on one record has none: the lock on its link is enough. */
  readonly fence: number | null
  /** When the lease began: nothing was asked of the ERP before. */
  readonly leasedAt?: string
  /** Links of the connection are broken: an actor that was gone may be delivered again. */
  readonly anyBroken?: boolean
  mappingVersion: number
  mappings: readonly TypeMapping[]
  readonly erp: Erp
  /** On what conditions a pass calls its ERP, for a session of its own; without it, as somebody who waits. */
  readonly calling?: Calling
  readonly counts: Counts
  /** The stored run, made when there is something to tell: an idle pass leaves none behind. */
  run: Promise<number> | undefined
  /** What this work planned waits to be told to the ERP. */
  untold?: boolean
  /** Watches over a pass: what would be a disaster for most links is set aside. */
  readonly guard?: Guard
  /** How links are planned, if not the ordinary way. */
  readonly plan?: (state: LinkState) => Plan
}

/** Another worker has taken over, or the connection was switched off: this work may write nothing more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** The mapping changed meanwhile: what was planned on the old one is not carried out. */
export class MappingMoved extends Error {
  override readonly name = 'MappingMoved'
}

/**
 * Runs one transaction of this work, in which the connection stays as it is.
 *
 * @throws LeaseLost, MappingMoved before anything is written
 */
export async function transact<T>(work: Work, write: (tx: Tx) => Promise<T>): Promise<T> {
  const { store, reached } = work.parts
  const result = await store.transaction(async (tx) => {
    const { rows } = await sql<{ fence: number; mappingVersion: number }>`
      /* first */
      select fence, mapping_version from connection
      where id = ${sql.lit(work.connectionId)} and active and deleted_at is null for share`.execute(tx)
    const now = rows[0]
    if (!now || (work.fence !== null && now.fence !== work.fence)) {
      throw new LeaseLost('Another worker works on this connection, or it was switched off.')
    }
    if (now.mappingVersion !== work.mappingVersion) throw new MappingMoved('The mapping has changed.')
    await reached?.('begun')
    const written = await write(tx)
    await reached?.('written')
    return written
  })
  await reached?.('committed')
  return result
}

/**
 * SQL: the connection if this work may still write, on the mapping it knows; held until the statement has ended. For a
 * statement that is a transaction by itself.
 */
export function stillMine({ connectionId, fence, mappingVersion }: Work): RawBuilder<unknown> {
  return sql`
    select c.id from connection c
    where c.id = ${connectionId} and c.active and c.deleted_at is null and c.mapping_version = ${mappingVersion}
      and (${fence === null} or c.fence = ${fence ?? 0})`
}

/** Rows for SQL: `jsonb_to_recordset(…)`, to be followed by `as x(column type, …)`. */
export function recordset(rows: readonly object[]): RawBuilder<unknown> {
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)`
}

export function mappingOf({ mappings }: Work, actorType: string): TypeMapping | undefined {
  return mappings.find((mapping) => mapping.actorType === actorType)
}

/** Tells the screens. */
export async function tell(db: Db, event: Readonly<Record<string, unknown>>): Promise<void> {
  await sql`select pg_notify('koppel_live', ${JSON.stringify(event)})`.execute(db)
}
