import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { sql } from 'kysely'
import type { Env } from '../../contract.ts'
import { checkLink } from '../../erp/index.ts'
import { notFound } from '../../problem.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import type { EngineParts } from '../parts.ts'
import { chooseSide } from '../resolve.ts'
import { syncLink } from '../sync-link.ts'
import { conflicts, fieldErrors, unsettled } from './attention.ts'
import * as contract from './contract.ts'
import { holdLink, releaseLink } from './holds.ts'
import { all, problemIn } from './listing.ts'
import { searchLog } from './log.ts'
import { linkOfParked, retryOne, retryParked, skipParked } from './parked-actions.ts'
import { parkedReasons, parkedRecords, stillParked } from './parked-list.ts'
import { retryFields, skipFields } from './refused-fields.ts'
import { chooseSides, linkOfConflict } from './resolutions.ts'
import { checkVisible, inScopeOf, visibleConnections } from './scope.ts'

export function attentionRoutes(parts: EngineParts): OpenAPIHono<Env> {
  const { store } = parts
  const { db } = store
  return areaRoutes()
    .openapi(contract.listConflicts, async (c) => {
      const { connectionId, linkId, runId, ...paged } = c.req.valid('query')
      const where = all([
        runId === undefined ? unsettled : sql`f.run_id = ${runId}`,
        await inScopeOf(db, signedIn(c), 'l.connectionId'),
        connectionId === undefined ? undefined : sql`l.connection_id = ${connectionId}`,
        linkId === undefined ? undefined : sql`l.id = ${linkId}`,
      ])
      return c.json(await conflicts(db, where, paged, c.get('language')), 200)
    })
    .openapi(contract.resolveConflict, async (c) => {
      const { id } = c.req.valid('param')
      const user = signedIn(c)
      await checkVisible(db, user, await linkOfConflict(db, id))
      const linkId = await chooseSide(store, id, c.req.valid('json').side, user.id)
      return c.json(await linkSynced(parts, c, linkId), 200)
    })
    .openapi(contract.resolveConflicts, async (c) => {
      const { ids, side } = c.req.valid('json')
      return c.json({ resolved: await chooseSides(store, ids, side, signedIn(c)) }, 200)
    })
    .openapi(contract.listParked, async (c) => {
      const { connectionId, reason, skipped, runId, ...paged } = c.req.valid('query')
      const where = all([
        runId === undefined ? stillParked : sql`p.run_id = ${runId}`,
        connectionId === undefined ? undefined : sql`p.connection_id = ${connectionId}`,
        reason && sql`p.reason = ${reason}`,
        skipped && sql`(p.skipped_at is not null) = ${skipped === 'true'}`,
      ])
      const listed = await parkedRecords(db, where, paged, c.get('language'))
      return c.json({ ...listed, reasons: await parkedReasons(db) }, 200)
    })
    .openapi(contract.retryParked, async (c) => {
      const { id } = c.req.valid('param')
      const linkId = await linkOfParked(db, id)
      await retryOne(store, id, signedIn(c).id)
      return c.json(await linkSynced(parts, c, linkId), 200)
    })
    .openapi(contract.retryAllParked, async (c) =>
      c.json({ count: await retryParked(store, c.req.valid('json'), signedIn(c).id) }, 200),
    )
    .openapi(contract.skipParked, async (c) =>
      c.json({ count: await skipParked(store, c.req.valid('json'), signedIn(c).id) }, 200),
    )
    .openapi(contract.listFieldErrors, async (c) => {
      const { connectionId, ...paged } = c.req.valid('query')
      const where = all([connectionId === undefined ? undefined : sql`l.connection_id = ${connectionId}`])
      return c.json(await fieldErrors(db, where, paged, c.get('language')), 200)
    })
    .openapi(contract.retryFields, async (c) =>
      c.json({ count: await retryFields(store, c.req.valid('json'), signedIn(c).id) }, 200),
    )
    .openapi(contract.skipFields, async (c) =>
      c.json({ count: await skipFields(store, c.req.valid('json'), signedIn(c).id) }, 200),
    )
    .openapi(contract.holdLink, async (c) => {
      const { id } = c.req.valid('param')
      await checkVisible(db, signedIn(c), id)
      await holdLink(store, id, signedIn(c).id)
      return c.body(null, 204)
    })
    .openapi(contract.releaseLink, async (c) => {
      const { id } = c.req.valid('param')
      await checkVisible(db, signedIn(c), id)
      await releaseLink(store, id, signedIn(c).id)
      return c.body(null, 204)
    })
    .openapi(contract.syncLinkNow, async (c) => {
      const { id } = c.req.valid('param')
      const link = await checkLink(db, signedIn(c), id)
      if (!link) throw notFound()
      return c.json(await linkSynced(parts, c, id), 200)
    })
}

async function linkSynced(parts: EngineParts, c: Context<Env>, linkId: number) {
  const language = c.get('language')
  const user = signedIn(c)
  const { db } = parts.store
  const { runId, state, problem } = await syncLink(parts, linkId, { userId: user.id })
  const connectionIds = await visibleConnections(db, user)
  const moved = await searchLog(db, { runId, connectionIds, limit: 200 }, language)
  const told = problem && problemIn(problem, language)
  // The detail is for operators.
  const shown = told && user.role !== 'administrator' ? { ...told, detail: null } : told
  return { runId, moved: moved.rows, state, problem: shown }
}
