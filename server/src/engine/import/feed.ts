import { ConnectorError } from '@koppel/sdk'
import { sql } from 'kysely'
import type { Tx } from '../../store/index.ts'
import type { ImportReadUntil } from '../../store/tables.ts'
import type { Erp } from '../erp-calls.ts'
import { pageSize } from '../read-erp.ts'
import { transact, type Work } from '../work.ts'
import { mappingFor } from './preview.ts'
import type { Slice } from './slice.ts'

// What was collected from the ERP's feed need not be asked for once more: the feed tells what changed since.

/** A collection of everything has come to its end: its feed can be gone on with. */
export async function rememberRead(tx: Tx, importId: number, runId: number): Promise<void> {
  await sql`
    update import set read_until = (
      select jsonb_build_object('run', r.id, 'cursor', r.result ->> 'page', 'settings', r.result ->> 'settings')
      from run r where r.id = ${runId} and r.result ->> 'page' is not null)
    where id = ${importId}`.execute(tx)
}

/** What is stored of these actors is not how they are: they are read anew. */
export async function changedSince(
  tx: Tx,
  {
    importId,
    run,
    keys,
  }: { readonly importId: number; readonly run: number; readonly keys: readonly string[] },
): Promise<void> {
  if (keys.length === 0) return
  await sql`
    update import_row set collected_by = null
    where import_id = ${importId} and collected_by = ${run} and actor_key = any(${[...keys]}::text[])`.execute(
    tx,
  )
}

const slices = new WeakMap<Erp, Promise<number | null>>()

/**
 * The run whose rows are as the ERP has them, but for those that are marked now; null: there is none.
 *
 * Asked once a slice, under its lease. What changed before is told here. What changes later the next pass is told, as none
 * moves its cursor on meanwhile: by then the actor is linked.
 */
export function caughtUp(work: Work, slice: Slice): Promise<number | null> {
  const asked = slices.get(work.erp) ?? catchUp(work, slice)
  slices.set(work.erp, asked)
  return asked
}

async function catchUp(work: Work, { found, fields, settings }: Slice): Promise<number | null> {
  const until = await readUntil(work, found.id)
  // An ERP that does not tell what was deleted has to be asked for each actor.
  const tells = mappingFor(work, found.actorType).capabilities.deletions === true
  if (!until || !tells || until.settings !== settings) return null
  let { cursor } = until
  try {
    for await (const page of work.erp.changes(found.actorType, cursor, { fields, pageSize })) {
      const keys = [...page.actors.map(({ key }) => key), ...(page.gone ?? [])]
      if (keys.length > 0 || page.cursor !== cursor) {
        cursor = page.cursor
        await transact(work, async (tx) => {
          await changedSince(tx, { importId: found.id, run: until.run, keys })
          await storeUntil(tx, found.id, { ...until, cursor })
        })
      }
    }
    return until.run
  } catch (error) {
    if (!(error instanceof ConnectorError) || !cannotTell.includes(error.kind)) throw error
    await transact(work, (tx) => storeUntil(tx, found.id, null))
    return null
  }
}

const cannotTell: readonly string[] = ['cursorExpired', 'unsupported']

async function readUntil({ parts }: Work, importId: number): Promise<ImportReadUntil | null> {
  const { rows } = await sql<{ readUntil: ImportReadUntil | null }>`
    select read_until from import where id = ${importId}`.execute(parts.store.db)
  return rows[0]?.readUntil ?? null
}

async function storeUntil(tx: Tx, importId: number, until: ImportReadUntil | null): Promise<void> {
  await sql`update import set read_until = ${until && JSON.stringify(until)} where id = ${importId}`.execute(
    tx,
  )
}
