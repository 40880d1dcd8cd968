import { sql } from 'kysely'
import { type LinkStateName, linkState, type TypeMapping } from '../erp/index.ts'
import { notFound, ProblemError } from '../problem.ts'
import type { Problem } from '../store/tables.ts'
import { erpOf } from './erp-calls.ts'
import { lookAt } from './look.ts'
import { mappingsOf } from './mappings.ts'
import { type EngineParts, pause } from './parts.ts'
import { mayWrite } from './protection/may-write.ts'
import { mend } from './reappeared.ts'
import { finishRun, runOf } from './run.ts'
import { send } from './send.ts'
import { problemOf } from './trouble.ts'
import { MappingMoved, mappingOf, noCounts, type Work } from './work.ts'

export interface LinkSyncOptions {
  readonly userId: string
  /** `link` for the first sync right after linking. */
  readonly kind?: 'record' | 'link'
  readonly signal?: AbortSignal
}

/** What `syncLink` did. The values that moved are those of the run in the log. */
export interface LinkSynced {
  readonly runId: number
  readonly state: LinkStateName
  /** Why it could not be synchronised, if so. Nothing is lost: the engine goes on with it. */
  readonly problem: Problem | null
}

const atMostMs = 45_000

/**
 * Synchronises one link now, beside whatever the engine does, also when it is off.
 *
 * Locks only this link, and only for moments. The ERP being away is no exception but a `problem`: the link then waits.
 *
 * @throws ProblemError 404 if the link has ended; 409 `connectionInactive`
 */
export async function syncLink(
  parts: EngineParts,
  linkId: number,
  { userId, kind = 'record', signal }: LinkSyncOptions,
): Promise<LinkSynced> {
  const link = await linkToSync(parts, linkId)
  const deadline = AbortSignal.timeout(atMostMs)
  const mappings = await mappingsOf(parts.store.db, link.connectionId, link.mappingVersion)
  const work: Work = {
    parts,
    connectionId: link.connectionId,
    kind,
    requestedBy: userId,
    fence: null,
    mappingVersion: mappings.version,
    mappings: mappings.types,
    erp: erpOf(parts, link.connectionId, signal ? AbortSignal.any([signal, deadline]) : deadline),
    counts: noCounts(),
    run: undefined,
  }
  const runId = await runOf(work)
  if (link.back) await parts.store.transaction((tx) => mend(tx, [linkId]))
  let problem: Problem | null = null
  try {
    await mayWrite(parts.store.db, link.connectionId)
    await carryOver(work, link.actorType, linkId)
    problem = await problemOfLink(parts, linkId)
  } catch (error) {
    problem = problemOf(error)
    parts.log('A record could not be synchronised', { linkId, error: problem.detail ?? problem.code })
    await markWaiting(parts, linkId)
  } finally {
    await work.erp.close()
  }
  await finishRun(work, problem)
  return { runId, state: await stateOf(parts, linkId), problem }
}

interface LinkToSync {
  readonly connectionId: number
  readonly actorType: string
  readonly mappingVersion: number
  readonly active: boolean
  /** Its actor was gone and is there again; who asks for it says that it is the same. */
  readonly back: boolean
}

async function linkToSync({ store }: EngineParts, linkId: number): Promise<LinkToSync> {
  const { rows } = await sql<LinkToSync>`
    select l.connection_id, l.actor_type, c.mapping_version, c.active and c.deleted_at is null as active,
      l.broken_at is not null and exists (select from parked p
        where p.link_id = l.id and p.reason = 'actorBack' and p.resolved_at is null) as back
    from link l join connection c on c.id = l.connection_id
    where l.id = ${linkId} and l.ended_at is null`.execute(store.db)
  const link = rows[0]
  if (!link) throw notFound()
  if (!link.active) {
    throw new ProblemError(409, 'connectionInactive', {
      en: 'This ERP connection is not active. Activate it first.',
      nl: 'Deze ERP-verbinding is niet actief. Activeer haar eerst.',
    })
  }
  return link
}

/** Reads both sides, plans and writes; once more if one of them moved meanwhile. */
async function carryOver(work: Work, actorType: string, linkId: number, triesLeft = 3): Promise<void> {
  try {
    const mapping = mappingOf(work, actorType)
    if (!mapping) return
    await linkFree(work, linkId)
    const seen = await lookAt(work, mapping, [linkId], { ready: () => othersDone(work, linkId) })
    if (seen.length === 0) return
    work.counts.read = 1
    await sendOnly(work, mapping, linkId)
    // The ERP did not say whether it took the values: what it has now tells.
    if (work.counts.skipped > 0) await lookAt(work, mapping, [linkId])
  } catch (error) {
    if (!(error instanceof MappingMoved) || triesLeft === 0) throw error
    const mappings = await mappingsOf(work.parts.store.db, work.connectionId)
    work.mappingVersion = mappings.version
    work.mappings = mappings.types
    await carryOver(work, actorType, linkId, triesLeft - 1)
  }
}

async function sendOnly(work: Work, mapping: TypeMapping, linkId: number): Promise<void> {
  let rounds = 0
  await work.parts.reached?.('planned')
  // An outdated write is planned anew and sent again; so is what a refused field leaves of it.
  await send(
    work,
    mapping,
    () => {
      rounds += 1
      return rounds < 8
    },
    linkId,
  )
}

/**
 * A pass may be storing the page in which this record is. Until it has, nothing is waited for with a connection in
 * hand: people who do so in numbers would leave none for the pass, nor for anybody else.
 */
async function linkFree({ parts }: Work, linkId: number): Promise<void> {
  for (let rounds = 0; rounds < 60; rounds += 1) {
    const { rows } = await sql<{ free: boolean }>`
      with free as materialized (select from link where id = ${linkId} for no key update skip locked)
      select exists (select from free) or not exists (select from link where id = ${linkId}) as free`.execute(
      parts.store.db,
    )
    if (rows[0]?.free !== false) return
    await pause(parts, Math.min(50 + 10 * rounds, 250))
  }
}

/** A pass may be telling the ERP about this very record: its answer is waited for, so that nothing is sent twice. */
async function othersDone(work: Work, linkId: number): Promise<'now' | 'waited' | 'tooLong'> {
  // Its own call is over: after a changed mapping it begins anew.
  const own = await runOf(work)
  for (let rounds = 0; ; rounds += 1) {
    const { rows } = await sql<{ busy: boolean }>`
      select exists (
        select from erp_write w join run r on r.id = w.run_id
        where w.link_id = ${linkId} and w.sent_at > now() - interval '2 minutes' and r.state = 'running' and r.id <> ${own}
          and ((r.kind <> 'pass' and r.options is null) or exists (
            select from connection c where c.id = w.connection_id and c.leased_until > now()))
      ) as busy`.execute(work.parts.store.db)
    if (!rows[0]?.busy) return rounds === 0 ? 'now' : 'waited'
    if (rounds >= 80) return 'tooLong'
    await pause(work.parts, 100)
  }
}

/** Not everything could be done: the engine looks at both sides again. */
async function markWaiting({ store }: EngineParts, linkId: number): Promise<void> {
  await sql`
    insert into crm_change as c (link_id, connection_id)
    select id, connection_id from link where id = ${linkId} and ended_at is null
    on conflict (link_id) do update set seq = default`.execute(store.db)
}

async function problemOfLink({ store }: EngineParts, linkId: number): Promise<Problem | null> {
  const { rows } = await sql<{
    broken: boolean
    reason: string | null
    explanation: Problem['explanation'] | null
    detail: string | null
  }>`
    select l.broken_at is not null as broken, p.reason, p.explanation, p.detail
    from link l left join parked p on p.link_id = l.id and p.resolved_at is null
    where l.id = ${linkId}`.execute(store.db)
  const found = rows[0]
  if (found?.broken) return { code: 'actorGone', explanation: actorGone }
  if (!found?.reason || found.explanation === null) return null
  const { reason, explanation, detail } = found
  return { code: reason, explanation, ...(detail === null ? {} : { detail }) }
}

const actorGone = {
  en: 'This actor is no longer in the ERP. The record is kept; disconnect it or connect it to another one.',
  nl: 'Deze ERP-actor bestaat niet meer in het ERP. De kaart blijft; verbreek de verbinding of verbind het opnieuw.',
}

async function stateOf({ store }: EngineParts, linkId: number): Promise<LinkStateName> {
  const { rows } = await sql<{ state: LinkStateName }>`
    select ${linkState('l')} as state from link l where l.id = ${linkId}`.execute(store.db)
  return rows[0]?.state ?? 'failed'
}
