import type { OpenAPIHono } from '@hono/zod-openapi'
import { sql } from 'kysely'
import type { Env } from '../../contract.ts'
import { notFound } from '../../problem.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import { audit, type Store } from '../../store/index.ts'
import type { EngineParts } from '../parts.ts'
import { tell } from '../work.ts'
import { confirm } from './confirm.ts'
import * as contract from './contract.ts'
import { restored } from './marks.ts'
import { listSuspects, showProtection } from './show.ts'

/** Breaker, restored backup and limits of calls, for administrators; see contract.ts. */
export function protectionRoutes({ store }: EngineParts): OpenAPIHono<Env> {
  const { db } = store
  return areaRoutes()
    .openapi(contract.readProtection, async (c) =>
      c.json(await showProtection(db, c.req.valid('param').id), 200),
    )
    .openapi(contract.listSuspects, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(await listSuspects(db, id, c.req.valid('query'), c.get('language')), 200)
    })
    .openapi(contract.confirmSuspects, async (c) => {
      await confirm(store, c.req.valid('param').id, c.req.valid('json').stands, signedIn(c).id)
      return c.body(null, 204)
    })
    .openapi(contract.limitCalls, async (c) => {
      const { callsPerMinute } = c.req.valid('json')
      await limitCalls(store, c.req.valid('param').id, callsPerMinute, signedIn(c).id)
      return c.body(null, 204)
    })
    .openapi(contract.tellRestored, async (c) => {
      await restored(store, {}, signedIn(c).id)
      return c.body(null, 204)
    })
}

async function limitCalls(
  store: Store,
  connectionId: number,
  callsPerMinute: number | null,
  userId: string,
): Promise<void> {
  await store.transaction(async (tx) => {
    const before = await tx
      .selectFrom('protection')
      .select('callsPerMinute')
      .where('connectionId', '=', connectionId)
      .executeTakeFirst()
    const { numAffectedRows } = await sql`
      insert into protection (connection_id, calls_per_minute)
      select id, ${callsPerMinute}::integer from connection where id = ${connectionId} and deleted_at is null
      on conflict (connection_id) do update set calls_per_minute = excluded.calls_per_minute, next_call_at = null`.execute(
      tx,
    )
    if (!numAffectedRows) throw notFound()
    await audit(tx, {
      ...{ userId, action: 'limitCalls', subject: `connection/${connectionId}` },
      ...{ old: { callsPerMinute: before?.callsPerMinute ?? null }, new: { callsPerMinute } },
    })
    await tell(tx, { kind: 'connections' })
  })
}
