import { OpenAPIHono } from '@hono/zod-openapi'
import type { ErpSession, Fields, Outcome } from '@koppel/sdk'
import { sql } from 'kysely'
import { crmRoutes } from '../src/crm/index.ts'
import { type EngineParts, engineRoutes } from '../src/engine/index.ts'
import { linksSeen } from '../src/erp/index.ts'
import { type HttpEnv, openLog } from '../src/http/index.ts'
import { answerProblem } from '../src/http/problems.ts'
import { edit, started, useEngineWorld, type World } from './engine-world.ts'

/** An engine world with its routes, and people who call them: chief, anna, bob (no licence), rik (read-only). */
export function useEngineDesk(engineOf: (world: World) => EngineParts = (world) => world.parts()) {
  let app: OpenAPIHono<HttpEnv> | undefined
  const world = useEngineWorld(async () => {
    await addPeople(world)
    app = routesOf(world, engineOf(world))
  })

  /** The answer as it is. */
  async function ask(as: string, method: string, path: string, body?: unknown): Promise<Response> {
    if (!app) throw new Error('The desk is open inside tests only.')
    return await app.request(path, {
      method,
      headers: { 'x-user': as, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  async function call(as: string, method: string, path: string, body?: unknown) {
    const answer = await ask(as, method, path, body)
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
  }

  return { world, ask, call }
}

async function addPeople(world: World): Promise<void> {
  for (const [id, role, licences] of [
    ['chief', 'administrator', '{erpSync}'],
    ['anna', 'user', '{erpSync}'],
    ['bob', 'user', '{}'],
    ['rik', 'readOnly', '{erpSync}'],
  ]) {
    await sql`insert into app_user (id, name, email, role, licences)
      values (${id}, ${id}, ${`${id}@voorbeeld.example`}, ${role}, ${licences}::text[])`.execute(world.db.db)
  }
}

function routesOf(world: World, engine: EngineParts): OpenAPIHono<HttpEnv> {
  const app = new OpenAPIHono<HttpEnv>()
  app.use(async (c, next) => {
    const { db } = world.db
    const id = c.req.header('x-user') ?? ''
    const user = await db.selectFrom('appUser').selectAll().where('id', '=', id).executeTakeFirst()
    c.set('language', 'nl')
    c.set('user', user && { ...user, language: 'nl' })
    await next()
  })
  app.route('/', engineRoutes(engine))
  app.route('/', crmRoutes({ ...engine, links: linksSeen }))
  app.onError(answerProblem(openLog('fatal')))
  return app
}

/** A connection whose ERP takes no telephone that begins with "no"; it does not say which field it minds. */
export function stubborn(world: World): EngineParts & { readonly tries: Fields[] } {
  const tries: Fields[] = []
  const parts = world.parts()
  return {
    ...parts,
    tries,
    openSession: async (id, host) => {
      const session = await parts.openSession(id, host)
      return { ...session, write: (type, drafts, fields) => judge(session, tries, type, drafts, fields) }
    },
  }
}

async function judge(
  session: ErpSession,
  tries: Fields[],
  ...[type, drafts, fields]: Parameters<NonNullable<ErpSession['write']>>
): Promise<Outcome[]> {
  return await Promise.all(
    drafts.map(async (draft): Promise<Outcome> => {
      tries.push(draft.fields)
      if (String(draft.fields.PHONE).startsWith('no')) return { kind: 'refused', reason: 'Neen, dank u' }
      const [outcome] = (await session.write?.(type, [draft], fields)) ?? []
      return outcome ?? { kind: 'unknown', detail: 'no answer' }
    }),
  )
}

/** A linked record that the ERP has just refused. */
export async function refused(world: World, engine: EngineParts) {
  const one = await started(world, [
    ['NAME', 'name'],
    ['PHONE', 'phone', 'toErp'],
  ])
  await edit(world, one.recordId, { phone: 'no' })
  await world.pass(one.connectionId, {}, engine)
  return one
}

/** Out of the scope of everybody. */
export async function hide(world: World, connectionId: number): Promise<void> {
  await sql`update connection set scope = 'selected' where id = ${connectionId}`.execute(world.db.db)
}

/** Values that moved long ago, made by hand: one a day, the newest first day `from` days ago. */
export async function moved(
  world: World,
  connectionId: number,
  days: number,
  from = 0,
  value = 'x',
): Promise<void> {
  await sql`
    insert into sync_log (at, run_id, connection_id, link_id, record_type, record_id, actor_type, actor_key, direction,
      erp_field, crm_field, old_value, new_value, rule)
    select now() - make_interval(days => ${from} + d), 0, ${connectionId}, 1, 'company', 1, 'customer', 'K', 'toCrm',
      'PHONE', 'phone', to_jsonb(${value}::text), to_jsonb(${value} || d), 'erpChanged'
    from generate_series(0, ${days - 1}) d`.execute(world.db.db)
}
