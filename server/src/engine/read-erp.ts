import type { Actor, Page } from '@koppel/sdk'
import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import type { Tx } from '../store/index.ts'
import { eachApart } from './apart.ts'
import { apply } from './apply.ts'
import { breakLinks } from './broken.ts'
import type { FirstPages } from './first-pages.ts'
import { type AskedSince, isNewest, markToAsk, nowKnown } from './freshness.ts'
import { lockLinks } from './links.ts'
import { noticeClock } from './protection/clock.ts'
import { putAside } from './put-aside.ts'
import { comeBack } from './reappeared.ts'
import { saveProgress } from './run.ts'
import { type Counts, noCounts, transact, type Work } from './work.ts'

export const pageSize = 1000

/** From where changes are read. */
export interface Place {
  readonly cursor: string | null
  readonly first: FirstPages
}

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
  { cursor, first }: Place,
  goOn: () => boolean,
): Promise<boolean> {
  let stored = cursor
  for await (const page of first.pagesOf(mapping)) {
    await work.parts.reached?.('fetched')
    await applyPage(work, mapping, page, stored)
    if (work.guard) await noticeClock(work, work.guard, page.actors)
    stored = page.cursor
    work.counts.read += page.actors.length
    if (page.actors.length > 0) await saveProgress(work)
    if (!goOn()) return false
  }
  return true
}

async function applyPage(work: Work, mapping: TypeMapping, page: Page, stored: string | null): Promise<void> {
  const quiet = page.actors.length === 0 && !page.gone?.length
  if (quiet && page.cursor === stored) return
  if (page.gone?.length) await breakLinks(work, mapping, page.gone)
  await applyActors(work, mapping, page.actors, {
    atOnce: (tx) => saveCursor(tx, work, mapping, page.cursor),
  })
}

/** How actors were read, and what belongs to the transaction that stores them. */
export interface Reading {
  /** Without it they are of a page. */
  readonly asked?: AskedSince
  readonly atOnce?: (tx: Tx) => Promise<void>
  /** Who was overtaken now is not asked again by this work: a later pass does. */
  readonly lastTry?: boolean
  /** What comes first in each transaction that applies some of them. */
  readonly before?: (tx: Tx, actors: readonly Actor[]) => Promise<void>
  /** Told of one that PostgreSQL refuses, instead of putting its link aside. */
  readonly refused?: (actor: Actor, error: Error) => Promise<void>
}

/**
 * Applies actors as the ERP has them.
 *
 * @returns the links of which something newer was stored meanwhile: what was read of them is not applied
 */
export async function applyActors(
  work: Work,
  mapping: TypeMapping,
  actors: readonly Actor[],
  { asked, atOnce = async () => undefined, lastTry = true, before, refused }: Reading = {},
): Promise<readonly number[]> {
  // An actor that changed twice is there twice: the later one stands.
  const latest = [...new Map(actors.map((actor) => [actor.key, actor])).values()]
  const overtaken: number[] = []
  let saved = false

  await eachApart(
    latest,
    async (part) => {
      const whole = part.length === latest.length
      const applied = await transact(work, async (tx) => {
        await before?.(tx, part)
        const done = await applyTo(tx, work, mapping, part, { asked, lastTry })
        if (whole) await atOnce(tx)
        return done
      })
      saved = whole
      add(work, applied.counts)
      overtaken.push(...applied.overtaken)
    },
    (actor, error) =>
      refused?.(actor, error) ?? putAside(work, mapping, { actorKeys: [actor.key] }, error, actor.fields),
  )
  // Taken apart, its parts are saved one by one; only when all are is the page behind us.
  if (!saved) await transact(work, atOnce)
  return overtaken
}

interface Applied {
  readonly counts: Counts
  readonly overtaken: readonly number[]
}

async function applyTo(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  actors: readonly Actor[],
  { asked, lastTry }: { readonly asked: AskedSince | undefined; readonly lastTry: boolean },
): Promise<Applied> {
  if (actors.length === 0) return { counts: noCounts(), overtaken: [] }
  const actorByKey = new Map(actors.map((actor) => [actor.key, actor]))
  const links = await lockLinks(tx, work.connectionId, mapping.actorType, {
    actorKeys: [...actorByKey.keys()],
  })
  const [newest, overtaken] = parted(links, (link) => isNewest(work, link, asked))
  await comeBack(tx, work, mapping, actorByKey)
  await nowKnown(tx, work, newest)
  // The cursor of a page moves on: that these are to be read anew is stored with it.
  if (lastTry) await markToAsk(tx, overtaken)
  const counts = await apply(tx, work, mapping, newest, ({ actorKey }) => actorByKey.get(actorKey))
  return { counts, overtaken: overtaken.map(({ id }) => id) }
}

async function saveCursor(tx: Tx, work: Work, { actorType }: TypeMapping, cursor: string): Promise<void> {
  await sql`/* kept */ update actor_type set cursor = ${cursor}
    where connection_id = ${work.connectionId} and type = ${actorType}`.execute(tx)
  await work.parts.reached?.('cursorStored')
}

/** Those that `fits` takes, and the others. */
export function parted<T>(all: readonly T[], fits: (one: T) => boolean): readonly [T[], T[]] {
  const [taken, left]: [T[], T[]] = [[], []]
  for (const one of all) (fits(one) ? taken : left).push(one)
  return [taken, left]
}

export function add(work: Work, counts: Counts): void {
  for (const key of Object.keys(counts) as (keyof Counts)[]) work.counts[key] += counts[key]
}
