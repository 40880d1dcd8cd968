import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { sql } from 'kysely'
import type { Env } from '../../contract.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import { audit } from '../../store/index.ts'
import type { EngineParts } from '../parts.ts'
import * as contract from './contract.ts'
import { cancelLongWork, extentOf, type LongWorkRequest, queueLongWork } from './queue.ts'
import { oneLongWork, shownLongWork, shownPreview } from './show.ts'

const resyncTo = { crm: 'resyncToCrm', erp: 'resyncToErp' } as const

/** Opnieuw synchroniseren, and what would happen: asked for, followed and cancelled by administrators. */
export function longWorkRoutes({ store }: EngineParts): OpenAPIHono<Env> {
  const { db } = store

  async function queue(c: Context<Env>, request: Omit<LongWorkRequest, 'requestedBy'>) {
    const user = signedIn(c)
    const runId = await store.transaction(async (tx) => {
      const id = await queueLongWork(tx, { ...request, requestedBy: user.id })
      const { kind, options } = request
      await audit(tx, {
        ...{ userId: user.id, action: 'requestLongWork', subject: `connection/${request.connectionId}` },
        new: { run: id, kind, options },
      })
      return id
    })
    return await oneLongWork(db, runId, c.get('language'))
  }

  return areaRoutes()
    .openapi(contract.listLongWork, async (c) => {
      const { connectionId } = c.req.valid('query')
      const where = connectionId === undefined ? sql`true` : sql`r.connection_id = ${connectionId}`
      return c.json(await shownLongWork(db, where, c.get('language')), 200)
    })
    .openapi(contract.readLongWork, async (c) =>
      c.json(await oneLongWork(db, c.req.valid('param').id, c.get('language')), 200),
    )
    .openapi(contract.cancelLongWork, async (c) => {
      const { id } = c.req.valid('param')
      await store.transaction(async (tx) => {
        await cancelLongWork(tx, id)
        await audit(tx, { userId: signedIn(c).id, action: 'cancelLongWork', subject: `run/${id}` })
      })
      return c.body(null, 204)
    })
    .openapi(contract.readResyncExtent, async (c) => {
      const { target, ...options } = c.req.valid('query')
      const connectionId = c.req.valid('param').id
      return c.json({ links: await extentOf(db, { connectionId, kind: resyncTo[target], options }) }, 200)
    })
    .openapi(contract.requestResync, async (c) => {
      const { target, ...options } = c.req.valid('json')
      const request = { connectionId: c.req.valid('param').id, kind: resyncTo[target], options }
      return c.json(await queue(c, request), 200)
    })
    .openapi(contract.requestPreview, async (c) => {
      const options = c.req.valid('json')
      return c.json(await queue(c, { connectionId: c.req.valid('param').id, kind: 'preview', options }), 200)
    })
    .openapi(contract.readPreview, async (c) =>
      c.json(await shownPreview(db, c.req.valid('param').id, c.get('language')), 200),
    )
}
