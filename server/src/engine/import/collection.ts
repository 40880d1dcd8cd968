import type { Actor, Criterion, Page } from '@koppel/sdk'
import { sql } from 'kysely'
import { value, z } from '../../contract.ts'
import { notFound } from '../../problem.ts'
import type { Erp } from '../erp-calls.ts'
import { type LongWork, longWorkKind, type WorkItem } from '../long-work/kind.ts'
import { pageSize } from '../read-erp.ts'
import { addRows, fieldsToRead } from './add-rows.ts'
import { stored } from './rights.ts'

const options = z.object({
  importId: z.int(),
  text: z.string(),
  criteria: z.array(z.object({ field: z.string(), operator: z.string(), values: z.array(value) })),
})
type Options = z.output<typeof options>

/** Where the ERP goes on, and whether that was all. */
interface Reached {
  readonly page: string | null
  readonly end: boolean
}

interface Collected extends WorkItem {
  readonly actor: Actor
  readonly reached: Reached
}

type Collecting = LongWork<Options, Reached>

const hitsPerPage = 200

/** Adds all actors that match to an import, page by page: the browser sees none of them. */
export const importCollection = longWorkKind<Options, Reached, Collected>({
  kind: 'importCollection',
  writes: false,
  options,
  items: {
    count: () => sql`select null::integer`,
    next: nextActors,
  },

  async batch(work, collected) {
    work.counts.read += collected.length
    const actors = collected.map(({ actor }) => actor)
    const reached = collected.at(-1)?.reached
    return {
      ...(reached ? { result: reached } : {}),
      store: async (tx) => {
        await addRows(tx, work.options.importId, actors)
      },
    }
  },
})

async function nextActors(work: Collecting, after: number): Promise<readonly Collected[]> {
  const { text, criteria } = work.options
  if (work.result?.end) return []
  const { actors, reached } =
    text === '' && criteria.length === 0 ? await nextOfAll(work) : await nextHits(work)
  return actors.map((actor, index) => ({ id: after + index + 1, actor, reached }))
}

interface Found {
  readonly actors: readonly Actor[]
  readonly reached: Reached
}

/** What the ERP has changed since the beginning is everything there is, in larger pages than a search has. */
async function nextOfAll(work: Collecting): Promise<Found> {
  const from = work.result?.page ?? undefined
  const feed = feeds.get(work.erp) ?? (await openFeed(work, from))
  for (;;) {
    const page = await feed.next()
    if (!page) return { actors: [], reached: { page: null, end: true } }
    const { actors, cursor } = page
    // An ERP that begins with what it told last gets no further: then that was all.
    const end = cursor === from && (await feed.isOver())
    if (actors.length > 0) return { actors, reached: { page: cursor, end } }
  }
}

interface Feed {
  next(): Promise<Page | undefined>
  isOver(): Promise<boolean>
}

/**
 * One for each slice. Asked anew for each page, an ERP that tells the newest ones again from every cursor would never
 * come to an end.
 */
const feeds = new WeakMap<Erp, Feed>()

async function openFeed(work: Collecting, from: string | undefined): Promise<Feed> {
  const { actorType, fields } = await wanted(work)
  const pages = work.erp.changes(actorType, from, { fields, pageSize })[Symbol.asyncIterator]()
  let ahead: Promise<IteratorResult<Page>> | undefined
  const feed: Feed = {
    async next() {
      const page = await (ahead ?? pages.next())
      ahead = undefined
      return page.done ? undefined : page.value
    },
    async isOver() {
      ahead ??= pages.next()
      return (await ahead).done === true
    },
  }
  feeds.set(work.erp, feed)
  return feed
}

async function nextHits(work: Collecting): Promise<Found> {
  const { actorType, fields } = await wanted(work)
  const { text, criteria } = work.options
  let page = work.result?.page ?? undefined
  for (;;) {
    const hits = await work.erp.search(actorType, {
      ...(text === '' ? {} : { text }),
      // They were read against the searchable fields when they were asked for.
      ...(criteria.length > 0 ? { criteria: criteria as Criterion[] } : {}),
      ...(page === undefined ? {} : { page }),
      limit: hitsPerPage,
      fields,
    })
    const reached = { page: hits.next ?? null, end: hits.next === undefined }
    if (hits.actors.length > 0 || reached.end) return { actors: hits.actors, reached }
    page = hits.next
  }
}

async function wanted({ parts, options }: Collecting) {
  const found = await stored(parts.store.db, options.importId)
  if (!found) throw notFound()
  return { actorType: found.actorType, fields: await fieldsToRead(parts.store.db, found) }
}
