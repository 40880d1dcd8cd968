import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import type { Db } from '../store/index.ts'
import { eachApart } from './apart.ts'
import { applyTo, subjectsOf } from './apply.ts'
import type { FirstPages } from './first-pages.ts'
import { type LinkAlone, type LockedLink, lockAlone, withBase, withWaiting } from './links.ts'
import { lookAt } from './look.ts'
import { readMoved } from './moved.ts'
import { type Logged, loggedOf } from './plan.ts'
import { putAside } from './put-aside.ts'
import { add, parted } from './read-erp.ts'
import { type SentWrite, sayAtOnce } from './send.ts'
import { mappingOf, transact, type Work } from './work.ts'

const batchSize = 1000

/**
 * Plans the CRM edits that wait, oldest first.
 *
 * Most need no question to the ERP: what it has is known, and a write on an older version is refused by it, or comes
 * after another look. Where it is not known, the actor is read first.
 *
 * @param first where the ERP says that nothing changed there, it is told of the edits as soon as they are planned
 * @returns whether none is left
 */
export async function readCrm(work: Work, goOn: () => boolean, first?: FirstPages): Promise<boolean> {
  let after = 0
  for (;;) {
    const found = await nextEdits(work, after)
    const edits = found.slice(0, batchSize)
    const last = edits.at(-1)
    if (!last) return true
    for (const [actorType, ofType] of Map.groupBy(edits, (edit) => edit.actorType)) {
      const mapping = mappingOf(work, actorType)
      const ids = ofType.map(({ linkId }) => linkId)
      if (mapping) await planEdits(work, mapping, ids, first)
    }
    if (found.length === edits.length) return true
    after = last.seq
    if (!goOn()) return false
  }
}

interface Edit {
  readonly linkId: number
  readonly seq: number
  readonly actorType: string
}

/** One more than are planned at once: whether there are more. */
async function nextEdits(work: Work, after: number): Promise<readonly Edit[]> {
  const { rows } = await sql<Edit>`
    /* kept */
    select c.link_id, c.seq, l.actor_type from crm_change c join link l on l.id = c.link_id
    where c.connection_id = ${work.connectionId} and c.seq > ${after}
      and l.ended_at is null and l.broken_at is null and l.held_at is null
    order by c.seq limit ${batchSize + 1}`.execute(work.parts.store.db)
  return rows
}

async function planEdits(
  work: Work,
  mapping: TypeMapping,
  linkIds: readonly number[],
  first: FirstPages | undefined,
): Promise<void> {
  const toAsk: number[] = []
  const toTell: SentWrite[] = []
  const atOnce = first !== undefined && (await mayTellAtOnce(work, mapping, first))
  await eachApart(
    linkIds,
    async (part) => {
      const asked: number[] = []
      const claimed: SentWrite[] = []
      const counts = await transact(work, async (tx) => {
        asked.length = 0
        claimed.length = 0
        const alone = await lockAlone(tx, work.connectionId, mapping.actorType, { linkIds: part })
        const second = secondOf(work)
        const waiting = withWaiting(second ?? tx, alone)
        const logged = second && alreadyWritten(waiting, second, mapping, alone)
        const { subjects, others } = await readMoved(tx, mapping, alone, waiting)
        const links = await waiting
        const [known, unknown] = parted(await withBase(tx, others), (link) => isKnown(link, mapping))
        asked.push(...unknown.map(({ id }) => id))
        const whole = await subjectsOf(tx, mapping, known, () => undefined)
        const left = new Set(asked)
        const planning = links.filter(({ id }) => !left.has(id))
        const all = [...subjects, ...whole]
        return await applyTo(tx, work, mapping, planning, all, { logged, ...(atOnce && { claimed }) })
      })
      toAsk.push(...asked)
      toTell.push(...claimed)
      add(work, counts)
    },
    (linkId, error) => putAside(work, mapping, { linkIds: [linkId] }, error),
  )
  if (toTell.length > 0) await sayAtOnce(work, mapping, toTell)
  if (toAsk.length > 0) await first?.forget(mapping)
  await lookAt(work, mapping, toAsk)
}

/**
 * A second connection, where one is free: once the links are locked it sees what the transaction does, which has written
 * nothing yet, and reads beside it.
 */
function secondOf({ parts: { readsAhead, store } }: Work): Db | undefined {
  const { idleCount, totalCount, waitingCount, options } = store.pool
  const isFree = waitingCount === 0 && (idleCount > 0 || totalCount < options.max)
  return readsAhead !== false && isFree ? store.db : undefined
}

/** Asked for ahead: most of these will be written. */
function alreadyWritten(
  after: Promise<unknown>,
  db: Db,
  mapping: TypeMapping,
  links: readonly LinkAlone[],
): Promise<Logged> {
  const logged = after.then(() => loggedOf(db, mapping, links))
  // Whoever plans hears of it; what fails before that is told by that.
  logged.catch(() => undefined)
  return logged
}

/**
 * Whether both sides are known as far as it matters: the ERP just said that nothing changed there. It refuses a write on
 * an older version, should somebody edit in it right now.
 */
async function mayTellAtOnce(work: Work, mapping: TypeMapping, first: FirstPages): Promise<boolean> {
  if (!mapping.capabilities.versions || work.guard?.found !== false || work.guard.mode !== 'watch')
    return false
  return (await first.areQuiet(mapping)) && (await work.erp.writes())
}

/** Whether the base tells what the ERP has; that it still does shows when it is written to. */
function isKnown(link: LockedLink, { capabilities, fields }: TypeMapping): boolean {
  if (link.toAsk || link.unclear || link.sentAt) return false
  if (capabilities.versions && link.version === null) return false
  return fields.every(({ erpField }) => Object.hasOwn(link.base, erpField))
}
