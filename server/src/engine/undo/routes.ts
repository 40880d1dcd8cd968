import type { OpenAPIHono } from '@hono/zod-openapi'
import { sql } from 'kysely'
import type { Env, SignedIn } from '../../contract.ts'
import { checkLink } from '../../erp/index.ts'
import { ProblemError } from '../../problem.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import type { EngineParts } from '../parts.ts'
import { extentOf, undoRun } from './begin.ts'
import * as contract from './contract.ts'
import { undoneBy, undoneValues } from './listing.ts'
import { undoOfLink } from './now.ts'

/** Ongedaan maken; see contract.ts. */
export function undoRoutes(parts: EngineParts): OpenAPIHono<Env> {
  const { store } = parts
  const { db } = store
  return areaRoutes()
    .openapi(contract.readUndoExtent, async (c) =>
      c.json(await extentOf(db, { runId: c.req.valid('param').id }), 200),
    )
    .openapi(contract.undoRun, async (c) =>
      c.json({ runId: await undoRun(store, c.req.valid('param').id, signedIn(c).id) }, 200),
    )
    .openapi(contract.undoOfLink, async (c) => {
      const user = signedIn(c)
      const { id: linkId } = c.req.valid('param')
      const { runId, valueId } = c.req.valid('json')
      if (user.role !== 'administrator') await checkLink(db, user, linkId)
      if (valueId === undefined) refuseAllBut(user)
      const undoing = await undoOfLink(parts, { linkId, runId, valueId, userId: user.id })
      const where = sql`v.run_id = ${undoing}`
      const { rows } = await undoneValues(db, where, { offset: 0, limit: 200 }, c.get('language'))
      return c.json({ runId: undoing, values: rows }, 200)
    })
    .openapi(contract.readUndone, async (c) =>
      c.json(await undoneBy(db, c.req.valid('param').id, c.req.valid('query'), c.get('language')), 200),
    )
}

function refuseAllBut({ role }: SignedIn): void {
  if (role === 'administrator') return
  throw new ProblemError(403, 'notAllowed', {
    en: 'Only an administrator can undo all that a run wrote to a record.',
    nl: 'Alleen een beheerder kan alles ongedaan maken wat een uitvoering in een element heeft geschreven.',
  })
}
