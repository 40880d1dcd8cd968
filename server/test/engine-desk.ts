import { OpenAPIHono } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { engineRoutes } from '../src/engine/index.ts'
import { type HttpEnv, openLog } from '../src/http/index.ts'
import { answerProblem } from '../src/http/problems.ts'
import { edit, started, useEngineWorld, type World } from './engine-world.ts'

/** An engine world with its routes, and people who call them: chief, anna, bob (no licence), rik (read-only). */
export function useEngineDesk() {
  let app: OpenAPIHono<HttpEnv> | undefined
  const world = useEngineWorld(async () => {
    await addPeople(world)
    app = routesOf(world)
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

function routesOf(world: World): OpenAPIHono<HttpEnv> {
  const app = new OpenAPIHono<HttpEnv>()
  app.use(async (c, next) => {
    const { db } = world.db
    const id = c.req.header('x-user') ?? ''
    const user = await db.selectFrom('appUser').selectAll().where('id', '=', id).executeTakeFirst()
    c.set('language', 'nl')
    c.set('user', user && { ...user, language: 'nl' })
    await next()
  })
  app.route('/', engineRoutes(world.parts()))
  app.onError(answerProblem(openLog('fatal')))
  return app
}

/** A linked record whose category the ERP has just refused. */
export async function refused(world: World) {
  const one = await started(world, [
    ['NAME', 'name'],
    ['CATEGORY', 'code', 'toErp'],
  ])
  const { db } = world.db
  await sql`update erp_field set type = 'text' where connection_id = ${one.connectionId} and key = 'CATEGORY'`.execute(
    db,
  )
  await sql`update connection set mapping_version = mapping_version + 1 where id = ${one.connectionId}`.execute(
    db,
  )
  await edit(world, one.recordId, { code: 'nonsense' })
  await world.pass(one.connectionId)
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
