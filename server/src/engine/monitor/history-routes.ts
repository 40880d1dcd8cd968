import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env, SignedIn, z } from '../../contract.ts'
import { ProblemError } from '../../problem.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import type { Db } from '../../store/index.ts'
import type { EngineParts } from '../parts.ts'
import * as contract from './contract.ts'
import { exportLog } from './export.ts'
import { searchLog } from './log.ts'
import { readRun, runs } from './runs.ts'
import { visibleConnections } from './scope.ts'

export function historyRoutes({ store, crmName = 'CRM' }: EngineParts): OpenAPIHono<Env> {
  const { db } = store
  return areaRoutes()
    .openapi(contract.listRuns, async (c) =>
      c.json(await runs(db, c.req.valid('query'), c.get('language')), 200),
    )
    .openapi(contract.readRun, async (c) =>
      c.json(await readRun(db, c.req.valid('param').id, c.get('language')), 200),
    )
    .openapi(contract.listMovedValues, async (c) => {
      const { after, limit, ...filter } = c.req.valid('query')
      const search = { ...(await searchOf(db, signedIn(c), filter)), after, limit }
      return c.json(await searchLog(db, search, c.get('language')), 200)
    })
    .openapi(contract.exportLog, async (c) => {
      const search = await searchOf(db, signedIn(c), c.req.valid('query'))
      const head = {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="sync-log.csv"',
        'cache-control': 'no-store',
      }
      // Nobody reads what follows a HEAD.
      if (c.req.method === 'HEAD') return c.body('', 200, head)
      return c.body(exportLog(db, search, crmName, c.get('language')), 200, head)
    })
}

async function searchOf(db: Db, user: SignedIn, filter: z.infer<typeof contract.logFilter>) {
  const { recordType, recordId, connectionId, ...rest } = filter
  const record = recordType && recordId ? { recordType, recordId } : undefined
  if (user.role !== 'administrator' && !record) {
    throw new ProblemError(403, 'notAllowed', {
      en: 'Only an administrator can see the log of all records.',
      nl: 'Alleen een beheerder kan het logboek van alle kaarten zien.',
    })
  }
  const visible = await visibleConnections(db, user)
  const connectionIds = connectionId === undefined ? visible : visible.filter((id) => id === connectionId)
  return { ...rest, record, connectionIds }
}
