import { ConnectorError, type Text } from '@koppel/sdk'
import { sql } from 'kysely'
import type { Db } from '../store/index.ts'
import type { Problem } from '../store/tables.ts'
import { LONGEST_WAIT_MS } from '../sync/index.ts'
import { problemOfConnector } from './failure.ts'
import { sentence } from './texts.ts'

// Who may call an ERP now. Kept in the database, so that all processes keep to it.

/** A pass has its own waiting times; a person is let through to an ERP that is away once a minute, to try it. */
export type Caller = 'pass' | 'person'

/** What a call that may be made is: an ordinary one, or a try whether an ERP that was away is back. */
export type Knock = 'ordinary' | 'probe'

interface Facts {
  readonly quietMs: number | null
  readonly quietUntil: string | null
  readonly quietAsked: number | null
  readonly state: 'ok' | 'retrying' | 'stopped'
  readonly stateReason: Problem | null
}

const longestSeconds = LONGEST_WAIT_MS / 1000
const probeSeconds = 60

// A quiet time further away than we ever wait is left over from a clock that was set back.
const quiet = sql`p.quiet_until > now() and p.quiet_until <= now() + make_interval(secs => ${longestSeconds} + 60)`

/** SQL, for a connection `c`: the ERP asked to be left alone, and that is not over. */
export const isQuiet = sql<boolean>`exists (
  select from protection p where p.connection_id = c.id and ${quiet})`

/**
 * Lets a call through, or says why not: no call of any kind before the time the ERP asked for is over, none by people
 * with a password the ERP refused, and one try a minute while it is away.
 *
 * @throws ConnectorError with the sentence for the person who waits
 */
export async function mayCall(db: Db, connectionId: number, caller: Caller): Promise<Knock> {
  const { rows } = await sql<Facts>`
    /* kept */
    select p.quiet_until, p.quiet_asked, c.state, c.state_reason,
      case when ${quiet} then extract(epoch from p.quiet_until - now()) * 1000 end::double precision as quiet_ms
    from connection c left join protection p on p.connection_id = c.id where c.id = ${connectionId}`.execute(
    db,
  )
  const facts = rows[0]
  if (!facts) return 'ordinary'
  if (facts.quietMs !== null) throw leftAlone(facts, facts.quietMs)
  if (caller === 'pass' || facts.state === 'ok') return 'ordinary'
  const { state, stateReason } = facts
  if (state === 'stopped' && stateReason?.code === 'unauthorized') throw asStored('unauthorized', stateReason)
  if (state !== 'retrying' || stateReason?.code !== 'unavailable') return 'ordinary'
  if (!(await mayProbe(db, connectionId))) throw asStored('unavailable', stateReason)
  return 'probe'
}

async function mayProbe(db: Db, connectionId: number): Promise<boolean> {
  const { rows } = await sql`
    insert into protection as p (connection_id, probed_at) values (${connectionId}, now())
    on conflict (connection_id) do update set probed_at = now()
    where p.probed_at is null or p.probed_at not between now() - make_interval(secs => ${probeSeconds}) and now()
    returning p.connection_id`.execute(db)
  return rows.length > 0
}

/** Remembers what a failed call said about the next one. */
export async function rememberFailure(
  db: Db,
  connectionId: number,
  caller: Caller,
  error: unknown,
): Promise<void> {
  if (!(error instanceof ConnectorError) || error instanceof NotCalled) return
  if (error.kind === 'unavailable') return await rememberAway(db, connectionId, caller, error.retryAfter ?? 0)
  // Each further try with this password may lock the account at the ERP.
  if (error.kind !== 'unauthorized' || caller === 'pass') return
  await sql`
    update connection set state = 'stopped', state_reason = ${JSON.stringify(problemOfConnector(error))},
      state_since = now(), next_try_at = null
    where id = ${connectionId} and state <> 'stopped'`.execute(db)
  await sql`select pg_notify('koppel_live', '{"kind":"connections"}')`.execute(db)
}

async function rememberAway(db: Db, connectionId: number, caller: Caller, askedMs: number): Promise<void> {
  const asked = askedMs > 0 ? Math.ceil(Math.min(askedMs, Number.MAX_SAFE_INTEGER) / 1000) : null
  const quietSeconds = asked === null ? null : Math.min(asked, longestSeconds)
  await sql`
    insert into protection as p (connection_id, probed_at, quiet_until, quiet_asked)
    values (${connectionId}, now(), now() + make_interval(secs => ${quietSeconds}::double precision), ${asked})
    on conflict (connection_id) do update set probed_at = now(),
      quiet_until = greatest(excluded.quiet_until, case when ${quiet} then p.quiet_until end),
      quiet_asked = coalesce(excluded.quiet_asked, p.quiet_asked)`.execute(db)
  // Whether it is really away is for a pass to find out, and to show.
  if (caller === 'person')
    await sql`select pg_notify('koppel_crm_change', ${String(connectionId)})`.execute(db)
}

/** A try reached an ERP that was away: what waits for it goes on at once. */
export async function cameBack(db: Db, connectionId: number): Promise<void> {
  await sql`
    with back as (
      update connection set next_try_at = now() where id = ${connectionId} and state = 'retrying' returning id
    )
    select pg_notify('koppel_crm_change', id::text) from back`.execute(db)
}

/** No call was made. */
export class NotCalled extends ConnectorError {}

function asStored(kind: 'unauthorized' | 'unavailable', { explanation, detail }: Problem): NotCalled {
  return new NotCalled(kind, explanation, detail === undefined ? {} : { detail })
}

function leftAlone({ quietUntil, quietAsked }: Facts, quietMs: number): NotCalled {
  const minutes = String(Math.ceil(quietMs / 60_000))
  const until = quietUntil?.slice(11, 16) ?? ''
  const asked = quietAsked !== null && quietAsked > longestSeconds ? capped(quietAsked) : ''
  const explanation = sentence([minutes, until, asked], (count, at, more) => ({
    en: `The ERP system asked not to be called for a while. It is called again in ${count} min. (${at} UTC).${more}`,
    nl: `Het ERP-systeem vroeg om even niet te worden aangeroepen. Over ${count} min. (${at} UTC) wordt het weer aangeroepen.${more}`,
  }))
  return new NotCalled('unavailable', explanation, { retryAfter: quietMs })
}

function capped(askedSeconds: number): Text {
  const hours = askedSeconds / 3600
  const long = hours >= 2 ? `${Math.round(hours)} h` : `${Math.round(askedSeconds / 60)} min.`
  return {
    en: ` It asked for ${long}; Koppel looks after 15 minutes at the latest.`,
    nl: ` Het vroeg om ${long}; na uiterlijk 15 minuten wordt weer gekeken.`,
  }
}
