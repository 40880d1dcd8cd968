import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { sql } from 'kysely'
import type { Env, SignedIn } from '../../contract.ts'
import { checkLink, connectionsInScope } from '../../erp/index.ts'
import { notFound, ProblemError } from '../../problem.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import type { Db } from '../../store/index.ts'
import type { EngineParts } from '../parts.ts'
import { chooseSide } from '../resolve.ts'
import { syncLink } from '../sync-link.ts'
import { fieldErrors, openConflicts, parkedRecords } from './attention.ts'
import * as contract from './contract.ts'
import { changeState, countStates, readState, requestPassNow } from './engine-state.ts'
import { all, movedValues, problemIn, runs } from './listing.ts'

/** Runs, the field log, what waits for a person, states, and the engine switch; see contract.ts. */
export function monitorRoutes(parts: EngineParts): OpenAPIHono<Env> {
  const { store } = parts
  const { db } = store
  return areaRoutes()
    .openapi(contract.readEngine, async (c) => c.json(await readState(db), 200))
    .openapi(contract.changeEngine, async (c) => {
      await changeState(store, c.req.valid('json'), signedIn(c).id)
      return c.json(await readState(db), 200)
    })
    .openapi(contract.requestPass, async (c) => {
      await requestPassNow(db, c.req.valid('param').id)
      return c.body(null, 204)
    })
    .openapi(contract.readStates, async (c) => c.json(await countStates(db), 200))
    .openapi(contract.listRuns, async (c) => {
      const { connectionId, busy, ...paged } = c.req.valid('query')
      const where = all([
        connectionId === undefined ? undefined : sql`r.connection_id = ${connectionId}`,
        busy && sql`r.changed + r.to_crm + r.to_erp + r.failed + r.conflicts > 0`,
      ])
      return c.json(await runs(db, where, paged, c.get('language')), 200)
    })
    .openapi(contract.listMovedValues, async (c) => {
      const { recordType, recordId, connectionId, runId, ...paged } = c.req.valid('query')
      const user = signedIn(c)
      if (user.role !== 'administrator' && (recordType === undefined || recordId === undefined)) {
        throw new ProblemError(403, 'notAllowed', {
          en: 'Only an administrator can see the log of all records.',
          nl: 'Alleen een beheerder kan het logboek van alle elementen zien.',
        })
      }
      const where = all([
        await inScopeOf(db, user, 's.connectionId'),
        recordType && sql`s.record_type = ${recordType}`,
        recordId === undefined ? undefined : sql`s.record_id = ${recordId}`,
        connectionId === undefined ? undefined : sql`s.connection_id = ${connectionId}`,
        runId === undefined ? undefined : sql`s.run_id = ${runId}`,
      ])
      return c.json(await movedValues(db, where, paged, c.get('language')), 200)
    })
    .openapi(contract.listConflicts, async (c) => {
      const { connectionId, linkId, ...paged } = c.req.valid('query')
      const where = all([
        await inScopeOf(db, signedIn(c), 'l.connectionId'),
        connectionId === undefined ? undefined : sql`l.connection_id = ${connectionId}`,
        linkId === undefined ? undefined : sql`l.id = ${linkId}`,
      ])
      return c.json(await openConflicts(db, where, paged, c.get('language')), 200)
    })
    .openapi(contract.listParked, async (c) => {
      const { connectionId, ...paged } = c.req.valid('query')
      const where = all([connectionId === undefined ? undefined : sql`p.connection_id = ${connectionId}`])
      return c.json(await parkedRecords(db, where, paged, c.get('language')), 200)
    })
    .openapi(contract.listFieldErrors, async (c) => {
      const { connectionId, ...paged } = c.req.valid('query')
      const where = all([connectionId === undefined ? undefined : sql`l.connection_id = ${connectionId}`])
      return c.json(await fieldErrors(db, where, paged, c.get('language')), 200)
    })
    .openapi(contract.syncLinkNow, async (c) => {
      const { id } = c.req.valid('param')
      await checkLink(db, signedIn(c), id)
      return c.json(await linkSynced(parts, c, id), 200)
    })
    .openapi(contract.resolveConflict, async (c) => {
      const { id } = c.req.valid('param')
      const user = signedIn(c)
      const conflict = await db
        .selectFrom('conflict')
        .select('linkId')
        .where('id', '=', id)
        .executeTakeFirst()
      if (!conflict) throw notFound()
      await checkLink(db, user, conflict.linkId)
      const linkId = await chooseSide(store, id, c.req.valid('json').side, user.id)
      return c.json(await linkSynced(parts, c, linkId), 200)
    })
}

async function linkSynced(parts: EngineParts, c: Context<Env>, linkId: number) {
  const language = c.get('language')
  const user = signedIn(c)
  const { runId, state, problem } = await syncLink(parts, linkId, { userId: user.id })
  const moved = await movedValues(
    parts.store.db,
    sql`s.run_id = ${runId}`,
    { offset: 0, limit: 200 },
    language,
  )
  const told = problem && problemIn(problem, language)
  // The detail is for operators.
  const shown = told && user.role !== 'administrator' ? { ...told, detail: null } : told
  return { runId, moved: moved.rows, state, problem: shown }
}

/** Administrators see all connections; everybody else those in their scope. */
async function inScopeOf(db: Db, user: SignedIn, column: string) {
  if (user.role === 'administrator') return undefined
  const ids = [...(await connectionsInScope(db, user)).keys()]
  return sql`${sql.ref(column)} = any(${ids}::bigint[])`
}
