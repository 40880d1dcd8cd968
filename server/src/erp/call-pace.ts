import { ConnectorError } from '@koppel/sdk'
import { sql } from 'kysely'
import type { OutboundHost } from '../outbound/index.ts'
import type { Store } from '../store/index.ts'
import { paceOf } from '../sync/index.ts'

/** A door through which only so many calls a minute go, counted over all processes. */
export function pacedHost(
  host: OutboundHost,
  store: Store,
  connectionId: number,
  perMinute: number | null,
): OutboundHost {
  if (perMinute === null) return host
  return {
    ...host,
    fetch: async (url, init) => {
      await turn(store, connectionId, perMinute, host.signal)
      return await host.fetch(url, init)
    },
  }
}

/** Waits for the turn of one call. */
async function turn(
  { db }: Store,
  connectionId: number,
  perMinute: number,
  signal: AbortSignal,
): Promise<void> {
  const { everyMs, atOnce } = paceOf(perMinute)
  const every = sql`make_interval(secs => ${everyMs / 1000}::double precision)`
  // The rule of `nextCall` in one statement. Due times beyond a minute are left over from a clock that was set back.
  const { rows } = await sql<{ waitMs: number }>`
    update protection p set next_call_at = x.due + ${every}
    from (select connection_id, greatest(now(), least(coalesce(next_call_at, now()), now() + interval '5 minutes')) as due
      from protection where connection_id = ${connectionId} for update) x
    where p.connection_id = x.connection_id
    returning (extract(epoch from x.due - now()) * 1000 - ${(atOnce - 1) * everyMs}::double precision)
      ::double precision as wait_ms`.execute(db)
  const waitMs = rows[0]?.waitMs ?? 0
  if (waitMs > 0) await pause(waitMs, signal)
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const giveUp = () => reject(new ConnectorError('unavailable', tooMany))
  const timer = setTimeout(resolve, ms)
  if (signal.aborted) giveUp()
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    await promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
  }
}

const tooMany = {
  en: 'As many calls as you allow for this ERP connection are made already. Try again in a minute.',
  nl: 'Er worden al zoveel aanroepen gedaan als u voor deze ERP-verbinding toestaat. Probeer het over een minuut opnieuw.',
}
