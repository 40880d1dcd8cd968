import assert from 'node:assert/strict'
import type { ErpSession, Fields } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../src/contract.ts'
import { insertRecord } from '../src/crm/index.ts'
import { carryNow } from '../src/engine/create/carry-now.ts'
import { type Intent, readIntent } from '../src/engine/create/intents.ts'
import { planIntent } from '../src/engine/create/plan-intent.ts'
import type { EngineParts } from '../src/engine/index.ts'
import { connect, type Line, type World } from './engine-world.ts'

/** Somebody who may create in the ERP. */
export const maker: SignedIn = {
  id: 'maker',
  name: 'Maker',
  email: 'maker@example.com',
  role: 'user',
  licences: ['erpSync'],
  language: 'en',
}

export async function addMaker(world: World): Promise<void> {
  const { language: _, licences, ...row } = maker
  await world.db.db
    .insertInto('appUser')
    .values({ ...row, licences: [...licences] })
    .execute()
}

export interface Bench {
  readonly connectionId: number
  readonly recordId: number
}

export async function company(world: World, fields: Fields): Promise<number> {
  return await insertRecord(world.db.db, 'company', { fields, companyId: null }, { userId: 'maker' })
}

/** An active connection and a company that is not linked. */
export async function unlinked(
  world: World,
  fields: Fields = { name: 'Acme', phone: '1', streetCity: 'Kiel' },
  lines?: readonly Line[],
): Promise<Bench> {
  return { connectionId: await connect(world, lines), recordId: await company(world, fields) }
}

export interface Asked {
  readonly values?: Fields
  readonly without?: readonly string[]
}

/** Stores the wish; the ERP is not told yet. */
export async function plan(world: World, { connectionId, recordId }: Bench, asked: Asked = {}) {
  const { values = {}, without = [] } = asked
  return await planIntent(world.db.store, maker, {
    ...{ connectionId, recordId, values, without },
    actorType: 'customer',
  })
}

/** Goes on with it now; how it stands afterwards. */
export async function carry(
  world: World,
  { id, connectionId }: Pick<Intent, 'id' | 'connectionId'>,
  more: Partial<EngineParts> = {},
): Promise<Intent> {
  await carryNow(world.parts(more), { id, connectionId }, maker.id)
  return await intentOf(world, id)
}

export async function make(world: World, bench: Bench, more: Partial<EngineParts> = {}, asked: Asked = {}) {
  return await carry(world, await plan(world, bench, asked), more)
}

export async function intentOf(world: World, id: string): Promise<Intent> {
  const intent = await readIntent(world.db.db, id)
  assert.ok(intent)
  return intent
}

/** The keys of the customers in the ERP with this name. */
export async function named(world: World, name: string): Promise<readonly string[]> {
  const session = await world
    .parts()
    .openSession(0, { signal: new AbortController().signal, log: () => undefined })
  const hits = await session.search('customer', { text: name, limit: 200, fields: [] })
  await session.close?.()
  return hits.actors.map(({ key }) => key)
}

/** Time goes by for what is to be made: claims end, and what was sent was sent so long ago. */
export async function later(world: World, seconds: number): Promise<void> {
  await sql`update protection set quiet_until = null, probed_at = null`.execute(world.db.db)
  await sql`update create_intent set claimed_until = null, next_try_at = null,
    sent_at = sent_at - make_interval(secs => ${seconds})`.execute(world.db.db)
}

export async function linkOf(world: World, id: number | null) {
  return await world.db.db
    .selectFrom('link')
    .selectAll()
    .where('id', '=', id ?? 0)
    .executeTakeFirstOrThrow()
}

/** The Demo ERP as one that keeps no marker of what it made. */
export function withoutMarker(world: World, more: (session: ErpSession) => Partial<ErpSession> = () => ({})) {
  const { openSession } = world.parts()
  return {
    openSession: async (...args: Parameters<typeof openSession>) => {
      const { created: _, write, ...session } = await openSession(...args)
      const own: ErpSession = {
        ...session,
        // Each call makes another one.
        ...(write && {
          write: (type, drafts, fields) =>
            write(
              type,
              drafts.map((draft) =>
                draft.kind === 'create' ? { ...draft, id: crypto.randomUUID() } : draft,
              ),
              fields,
            ),
        }),
      }
      return { ...own, ...more(own) }
    },
  } satisfies Partial<EngineParts>
}

/** The connector of this connection does not promise to make one actor of a repeated create. */
export async function declareNoMarker(world: World, connectionId: number): Promise<void> {
  await sql`
    with changed as (
      update actor_type set capabilities = capabilities - 'idempotentCreate'
      where connection_id = ${connectionId}
    )
    update connection set mapping_version = mapping_version + 1 where id = ${connectionId}`.execute(
    world.db.db,
  )
}

/** Creates are POST on the actors themselves. */
export const atCreate =
  (how: Disturbance) =>
  (method: string, path: string): Disturbance | undefined =>
    method === 'POST' && path.endsWith('/actors/customer') ? how : undefined

type Disturbance = 'cut' | 'unanswered' | { readonly status: number; readonly retryAfter: string }

/** How many links the connection has. */
export async function links(world: World, { connectionId }: Bench): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from link where connection_id = ${connectionId} and ended_at is null`.execute(
    world.db.db,
  )
  return rows[0]?.count ?? 0
}
