import { readFile, rename, writeFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Log } from '../../erp/index.ts'
import { audit, type Db, type Store } from '../../store/index.ts'
import { tell } from '../work.ts'
import { compareBeforeWriting } from './compare.ts'

/** How far each connection was when somebody last looked. Only ever goes up, unless an older database was put back. */
type Fences = Readonly<Record<string, number>>

interface Kept {
  readonly installation: string
  readonly fences: Fences
}

/**
 * Finds out that the database is older than it was, or stands somewhere else: a backup was restored, a standby took over.
 *
 * Every pass raises a number in the database. The highest ones are also kept here, in memory and in a file outside the
 * database; and the database knows on which PostgreSQL it stood. What is found out too often costs a comparison
 * that finds nothing, see docs/decisions/0012.
 */
export interface Marks {
  /**
   * Looks, and has every connection compared before anything is written if the database is older.
   *
   * @param certain that it is older is known already
   */
  look(certain?: boolean): Promise<void>
  /** Whether a lease that was just taken is older than one that was there before. */
  isOlder(connectionId: number, fence: number): boolean
}

/** @param file outside the database; without it only this process remembers */
export async function openMarks(store: Store, file: string | undefined, log: Log): Promise<Marks> {
  let kept = file === undefined ? undefined : await read(file)

  async function keep(found: Kept): Promise<void> {
    const before = kept?.installation === found.installation ? kept.fences : {}
    const fences = { ...found.fences }
    for (const [id, fence] of Object.entries(before)) fences[id] = Math.max(fence, fences[id] ?? 0)
    if (isDeepStrictEqual(kept, { installation: found.installation, fences })) return
    kept = { installation: found.installation, fences }
    if (file === undefined) return
    await writeFile(`${file}.new`, JSON.stringify(kept))
    await rename(`${file}.new`, file)
  }

  return {
    async look(certain = false) {
      const { standsOn, ...found } = await state(store.db)
      const here = await place(store.db)
      const older = certain || isOlderThan(found, kept)
      const moved = standsOn !== null && !isDeepStrictEqual(standsOn, here)
      if (older || moved) {
        log(
          'The database is older than it was, or stands elsewhere: both sides are compared before anything is written',
        )
        await restored(store, kept?.fences ?? {}, null)
      }
      if (!isDeepStrictEqual(standsOn, here))
        await sql`update engine set stands_on = ${JSON.stringify(here)}::jsonb`.execute(store.db)
      await keep(older || moved ? await state(store.db) : found)
    },

    isOlder: (connectionId, fence) => fence <= (kept?.fences[connectionId] ?? 0),
  }
}

/**
 * The database was restored from a backup: every connection compares before it writes.
 *
 * @param userId who says so; null if it was found out
 */
export async function restored(store: Store, fences: Fences, userId: string | null): Promise<void> {
  await store.transaction(async (tx) => {
    // Above what there was: what is still under way writes nothing, and nobody finds the same out twice.
    const { rows } = await sql<{ id: number }>`
      update connection c set leased_by = null, leased_until = null,
        fence = greatest(c.fence, coalesce((${JSON.stringify(fences)}::jsonb->>c.id::text)::bigint, 0)) + 1
      where deleted_at is null returning id`.execute(tx)
    await compareBeforeWriting(
      tx,
      rows.map(({ id }) => id),
      userId === null ? 'restored' : 'asked',
    )
    await audit(tx, {
      ...{ userId, action: 'restoreDatabase', subject: 'engine' },
      new: { foundOut: userId === null },
    })
    await tell(tx, { kind: 'connections' })
    await sql`select pg_notify('koppel_crm_change', ${rows.map(({ id }) => id).join()})`.execute(tx)
  })
}

function isOlderThan(now: Kept, before: Kept | undefined): boolean {
  if (before?.installation !== now.installation) return false
  return Object.entries(before.fences).some(([id, fence]) => (now.fences[id] ?? 0) < fence)
}

async function state(db: Db): Promise<Kept & { readonly standsOn: unknown }> {
  const { rows } = await sql<Kept & { standsOn: unknown }>`
    select installation, stands_on,
      (select coalesce(jsonb_object_agg(id, fence), '{}') from connection) as fences
    from engine`.execute(db)
  const found = rows[0]
  if (!found) throw new Error('The engine has no row.')
  return found
}

/** Which PostgreSQL this is, as far as one may know: a restored copy has other numbers in at least one of them. */
async function place(db: Db): Promise<Readonly<Record<string, string>>> {
  const { rows } = await sql<Record<string, string>>`
    select (select oid::text from pg_database where datname = current_database()) as "database",
      'connection'::regclass::oid::text as "relation"`.execute(db)
  const system = await sql<Record<string, string>>`
    select (select system_identifier::text from pg_control_system()) as "system",
      (select timeline_id::text from pg_control_checkpoint()) as "timeline"`
    .execute(db)
    // Not every provider lets one look.
    .catch(() => ({ rows: [] }))
  return { ...rows[0], ...system.rows[0] }
}

async function read(file: string): Promise<Kept | undefined> {
  try {
    const given: unknown = JSON.parse(await readFile(file, 'utf8'))
    return isKept(given) ? given : undefined
  } catch {
    // Not there yet, or cut short: then only what is found from now on counts.
    return undefined
  }
}

function isKept(given: unknown): given is Kept {
  if (typeof given !== 'object' || given === null) return false
  const { installation, fences } = given as Partial<Kept>
  return typeof installation === 'string' && typeof fences === 'object' && fences !== null
}
