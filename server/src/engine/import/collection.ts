import type { Actor, ActorTypeName, Criterion, Page } from '@koppel/sdk'
import { sql } from 'kysely'
import { value, z } from '../../contract.ts'
import type { Erp } from '../erp-calls.ts'
import { type LongWork, longWorkKind, type WorkItem } from '../long-work/kind.ts'
import { pageSize } from '../read-erp.ts'
import { mappingOf } from '../work.ts'
import { addJudged, addRows, idsAndKnown, storableActors } from './add-rows.ts'
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
}

interface Collected extends WorkItem {
  readonly actor: Actor
  readonly reached: Reached
}

type Collecting = LongWork<Options, Reached>

const hitsPerPage = 200

/** Actors that are new to the import, with what has to be known to judge them; undefined where they cannot be. */
interface Prepared {
  readonly rows: readonly RowToJudge[]
  readonly toJudge: ToJudge | undefined
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
    const rows = await newRows(work, collected)
    const mapping = mappingOf(work, slice.found.actorType)
    return { rows, toJudge: mapping && (await lookUpAmongAll(work, slice, mapping, rows)) }
  },

  async batch({ parts, counts, options: { importId } }, collected, { rows, toJudge }) {
    const judged = toJudge && (await judgeRows(parts.store.db, toJudge.lookedUp, toJudge.options))
    counts.read += collected.length
    const reached = collected.at(-1)?.reached
    return {
      ...(reached ? { result: reached } : {}),
      store: async (tx) => {
        if (judged) await addJudged(tx, importId, judged, toJudge.on)
        else
          await addRows(
            tx,
            importId,
            rows.map(({ actor }) => actor),
          )
      },
    }
  },
})

async function newRows(
  { parts, erp, options: { importId } }: Collecting,
  collected: readonly Collected[],
): Promise<readonly RowToJudge[]> {
  const actors = storableActors(collected.map(({ actor }) => actor))
  const keys = actors.map(({ key }) => key)
  const { ids, known } = await idsAndKnown(parts.store.db, importId, keys)
  // The page before may be on its way into the database.
  const before = new Set([...known, ...(keysBefore.get(erp) ?? [])])
  keysBefore.set(erp, keys)
  return actors.flatMap((actor, index) => {
    const id = ids[index]
    return id === undefined || before.has(actor.key) ? [] : [{ id, actor }]
  })
}

const keysBefore = new WeakMap<Erp, readonly string[]>()

/** Goes on behind what was read last: that may not be stored yet. */
async function nextActors(work: Collecting, after: number): Promise<readonly Collected[]> {
  const reading = readings.get(work.erp) ?? (await openReading(work))
  const { actors, reached } = await reading()
  return actors.map((actor, index) => ({ id: after + index + 1, actor, reached }))
}

interface Found {
  readonly actors: readonly Actor[]
  readonly reached: Reached
}

/**
 * One for each slice. Asked anew for each page, an ERP that tells the newest ones again from every cursor would never
 * come to an end.
 */
const readings = new WeakMap<Erp, () => Promise<Found>>()

async function openReading(work: Collecting): Promise<() => Promise<Found>> {
  const { text, criteria } = work.options
  const { found, fields } = await sliceOf(work, work.options.importId)
  const read = text === '' && criteria.length === 0 ? readerOfAll : readerOfHits
  const next = read(work, { actorType: found.actorType, fields })
  let reached: Reached = work.result ?? { page: null, end: false }
  const reading = async () => {
    if (reached.end) return { actors: [], reached }
    const page = await next(reached.page ?? undefined)
    reached = page.reached
    return page
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
  const pages = erp.changes(actorType, since, { fields, pageSize })[Symbol.asyncIterator]()
  let ahead: Promise<IteratorResult<Page>> | undefined
  return async (from) => {
    for (;;) {
      const page = await (ahead ?? pages.next())
      ahead = undefined
      if (page.done) return { actors: [], reached: { page: null, end: true } }
      const { actors, cursor } = page.value
      // An ERP that begins with what it told last gets no further: then that was all.
      if (cursor === from) ahead = pages.next()
      const end = (await ahead)?.done === true
      if (actors.length > 0) return { actors, reached: { page: cursor, end } }
    }
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
      if (actors.length > 0 || end) return { actors, reached: { page: next ?? null, end } }
      page = next
    }
  }
}
