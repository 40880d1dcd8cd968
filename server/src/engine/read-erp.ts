import type { Actor, Page } from '@koppel/sdk'
import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import type { Tx } from '../store/index.ts'
import { eachApart } from './apart.ts'
import { apply } from './apply.ts'
import { breakLinks } from './broken.ts'
import { lockLinks } from './links.ts'
import { putAside } from './put-aside.ts'
import { saveProgress } from './run.ts'
import { type Counts, noCounts, transact, type Work } from './work.ts'

export const pageSize = 1000

/**
 * Brings ERP changes into the CRM, one page at a time.
 *
 * A page and its cursor are saved in one transaction: a crash repeats the page, it never skips one.
 *
 * @param goOn false once the slice is over; the next one reads on from the stored cursor
 * @returns whether everything was read
 */
export async function readErp(
  work: Work,
  mapping: TypeMapping,
  cursor: string | null,
  goOn: () => boolean,
): Promise<boolean> {
  const fields = mapping.fields.map(({ erpField }) => erpField)
  let stored = cursor
  for await (const page of work.erp.changes(mapping.actorType, cursor ?? undefined, { fields, pageSize })) {
    await work.parts.reached?.('fetched')
    await applyPage(work, mapping, page, stored)
    stored = page.cursor
    work.counts.read += page.actors.length
    await saveProgress(work)
    if (!goOn()) return false
  }
  return true
}

async function applyPage(work: Work, mapping: TypeMapping, page: Page, stored: string | null): Promise<void> {
  const quiet = page.actors.length === 0 && !page.gone?.length
  if (quiet && page.cursor === stored) return
  if (page.gone?.length) await breakLinks(work, mapping, page.gone)
  await applyActors(work, mapping, page.actors, (tx) => saveCursor(tx, work, mapping, page.cursor))
}

/** Applies actors as the ERP has them; `atOnce` belongs to the same transaction. */
export async function applyActors(
  work: Work,
  mapping: TypeMapping,
  actors: readonly Actor[],
  atOnce: (tx: Tx) => Promise<void> = async () => undefined,
): Promise<void> {
  // An actor that changed twice is there twice: the later one stands.
  const latest = [...new Map(actors.map((actor) => [actor.key, actor])).values()]
  let saved = false

  await eachApart(
    latest,
    async (part) => {
      const whole = part.length === latest.length
      const counts = await transact(work, async (tx) => {
        const applied = await applyTo(tx, work, mapping, part)
        if (whole) await atOnce(tx)
        return applied
      })
      saved = whole
      add(work, counts)
    },
    (actor, error) => putAside(work, mapping, { actorKeys: [actor.key] }, error),
  )
  // Taken apart, its parts are saved one by one; only when all are is the page behind us.
  if (!saved) await transact(work, atOnce)
}

async function applyTo(tx: Tx, work: Work, mapping: TypeMapping, actors: readonly Actor[]): Promise<Counts> {
  if (actors.length === 0) return noCounts()
  const actorByKey = new Map(actors.map((actor) => [actor.key, actor]))
  const links = await lockLinks(tx, work.connectionId, mapping.actorType, {
    actorKeys: [...actorByKey.keys()],
  })
  return await apply(tx, work, mapping, links, ({ actorKey }) => actorByKey.get(actorKey))
}

async function saveCursor(tx: Tx, work: Work, { actorType }: TypeMapping, cursor: string): Promise<void> {
  await sql`update actor_type set cursor = ${cursor}
    where connection_id = ${work.connectionId} and type = ${actorType}`.execute(tx)
  await work.parts.reached?.('cursorStored')
}

export function add(work: Work, counts: Counts): void {
  for (const key of Object.keys(counts) as (keyof Counts)[]) work.counts[key] += counts[key]
}
