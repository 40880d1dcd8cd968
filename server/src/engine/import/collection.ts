import type { Actor, ActorTypeName, Criterion, Page } from '@koppel/sdk'
import { sql } from 'kysely'
import { value, z } from '../../contract.ts'
import type { Erp } from '../erp-calls.ts'
import { type LongWork, longWorkKind, type WorkItem } from '../long-work/kind.ts'
import { pageSize } from '../read-erp.ts'
import { mappingOf } from '../work.ts'
import { addJudged, addRows, idsAndKnown, storableActors } from './add-rows.ts'
import { changedSince, rememberRead } from './feed.ts'
import { judgeRows, type RowToJudge } from './look-up.ts'
import { lookUpAmongAll, type ToJudge } from './preview.ts'
import { sliceOf } from './slice.ts'

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
  /** With which settings of the connection all of it was read; null: with several. */
  readonly settings?: string | null
}

interface Collected extends WorkItem {
  readonly actor: Actor
  readonly of: Found
}

type Collecting = LongWork<Options, Reached>

const hitsPerPage = 200

/** Actors that are new to the import, with what has to be known to judge them; undefined where they cannot be. */
interface Prepared {
  readonly rows: readonly RowToJudge[]
  readonly toJudge: ToJudge | undefined
  /** Told of again, or as gone, or not storable as they are: what is stored of them is not how the ERP has them. */
  readonly changed: readonly string[]
}

/**
 * Adds all actors that match to an import, page by page: the browser sees none of them. They are judged by its settings as
 * they come: the preview has only those to judge of which that changed.
 */
export const importCollection = longWorkKind<Options, Reached, Collected, Prepared>({
  kind: 'importCollection',
  writes: false,
  options,
  items: {
    count: () => sql`select null::integer`,
    next: nextActors,
  },

  async prepare(work, collected) {
    const slice = await sliceOf(work, work.options.importId)
    const { rows, changed } = await newRows(work, collected)
    const mapping = mappingOf(work, slice.found.actorType)
    return { rows, changed, toJudge: mapping && (await lookUpAmongAll(work, slice, mapping, rows)) }
  },

  async batch({ parts, counts, runId, options }, collected, { rows, toJudge, changed }) {
    const { importId } = options
    const judged = toJudge && (await judgeRows(parts.store.db, toJudge.lookedUp, toJudge.options))
    counts.read += collected.length
    const result = collected.at(-1)?.of.reached
    const feedOf = isAll(options) ? runId : null
    return {
      ...(result ? { result } : {}),
      store: async (tx) => {
        if (judged) await addJudged(tx, importId, judged, { ...toJudge.on, feedOf })
        else
          await addRows(
            tx,
            importId,
            rows.map(({ actor }) => actor),
          )
        if (feedOf !== null) await changedSince(tx, { importId, run: feedOf, keys: changed })
      },
    }
  },

  async ended(tx, { runId, options }, state) {
    if (state === 'done' && isAll(options)) await rememberRead(tx, options.importId, runId)
  },
})

function isAll({ text, criteria }: Options): boolean {
  return text === '' && criteria.length === 0
}

async function newRows(
  { parts, erp, options: { importId } }: Collecting,
  collected: readonly Collected[],
): Promise<Pick<Prepared, 'rows' | 'changed'>> {
  const actors = storableActors(collected.map(({ actor }) => actor))
  const keys = actors.map(({ key }) => key)
  const { ids, known } = await idsAndKnown(parts.store.db, importId, keys)
  // The page before may be on its way into the database.
  const before = new Set([...known, ...(keysBefore.get(erp) ?? [])])
  keysBefore.set(erp, keys)
  const rows = actors.flatMap((actor, index) => {
    const id = ids[index]
    return id === undefined || before.has(actor.key) ? [] : [{ id, actor }]
  })
  const gone = collected[0]?.of.gone ?? []
  const asTold = new Set(collected.map(({ actor }) => actor))
  const other = actors.filter((actor) => before.has(actor.key) || !asTold.has(actor))
  return { rows, changed: [...gone, ...other.map(({ key }) => key)] }
}

const keysBefore = new WeakMap<Erp, readonly string[]>()

/** Goes on behind what was read last: that may not be stored yet. */
async function nextActors(work: Collecting, after: number): Promise<readonly Collected[]> {
  const reading = readings.get(work.erp) ?? (await openReading(work))
  const found = await reading()
  return found.actors.map((actor, index) => ({ id: after + index + 1, actor, of: found }))
}

interface Found {
  readonly actors: readonly Actor[]
  readonly gone: readonly string[]
  readonly reached: Reached
}

/**
 * One for each slice. Asked anew for each page, an ERP that tells the newest ones again from every cursor would never
 * come to an end.
 */
const readings = new WeakMap<Erp, () => Promise<Found>>()

async function openReading(work: Collecting): Promise<() => Promise<Found>> {
  const slice = await sliceOf(work, work.options.importId)
  const next = (isAll(work.options) ? readerOfAll : readerOfHits)(work, {
    actorType: slice.found.actorType,
    fields: slice.fields,
  })
  let reached: Reached = work.result ?? { page: null, end: false, settings: slice.settings }
  const settings = reached.settings === slice.settings ? slice.settings : null
  const reading = async () => {
    if (reached.end) return { actors: [], gone: [], reached }
    const found = await next(reached.page ?? undefined)
    reached = { ...found.reached, settings }
    return { ...found, reached }
  }
  readings.set(work.erp, reading)
  return reading
}

interface Wanted {
  readonly actorType: ActorTypeName
  readonly fields: readonly string[]
}

type Reader = (from: string | undefined) => Promise<Found>

/** What the ERP has changed since the beginning is everything there is, in larger pages than a search has. */
function readerOfAll({ erp, result }: Collecting, { actorType, fields }: Wanted): Reader {
  const since = result?.page ?? undefined
  const pages = pagesOf(erp.changes(actorType, since, { fields, pageSize }))
  return async (from) => {
    const gone: string[] = []
    for (;;) {
      const page = await pages.next()
      if (!page) return { actors: [], gone, reached: { page: null, end: true } }
      const { actors, cursor } = page
      gone.push(...(page.gone ?? []))
      // An ERP that begins with what it told last gets no further: then that was all.
      const end = cursor === from && (await pages.isOver())
      if (actors.length > 0) return { actors, gone, reached: { page: cursor, end } }
    }
  }
}

function pagesOf(feed: AsyncIterable<Page>) {
  const pages = feed[Symbol.asyncIterator]()
  let ahead: Promise<IteratorResult<Page>> | undefined
  return {
    async next(): Promise<Page | undefined> {
      const page = await (ahead ?? pages.next())
      ahead = undefined
      return page.done ? undefined : page.value
    },
    async isOver(): Promise<boolean> {
      ahead ??= pages.next()
      return (await ahead).done === true
    },
  }
}

function readerOfHits({ erp, options }: Collecting, { actorType, fields }: Wanted): Reader {
  const { text, criteria } = options
  const asked = {
    ...(text === '' ? {} : { text }),
    // They were read against the searchable fields when they were asked for.
    ...(criteria.length > 0 ? { criteria: criteria as Criterion[] } : {}),
    ...{ limit: hitsPerPage, fields },
  }
  return async (from) => {
    let page = from
    for (;;) {
      const { actors, next } = await erp.search(actorType, {
        ...asked,
        ...(page === undefined ? {} : { page }),
      })
      const end = next === undefined
      if (actors.length > 0 || end) return { actors, gone: [], reached: { page: next ?? null, end } }
      page = next
    }
  }
}
