import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../../contract.ts'
import { areaRoutes } from '../../routes.ts'
import type { AccessDeps } from '../parts.ts'
import * as contract from './contract.ts'
import { exportAudit } from './export.ts'
import { readAudit } from './list.ts'

/** The audit, to read and to take along; see contract.ts. */
export function auditRoutes({ store, crmName }: AccessDeps): OpenAPIHono<Env> {
  return areaRoutes()
    .openapi(contract.listAudit, async (c) => {
      const { before, limit, ...filter } = c.req.valid('query')
      const reading = { language: c.get('language'), crmName }
      return c.json(await readAudit(store.db, filter, { before, limit }, reading), 200)
    })
    .openapi(contract.exportAudit, async (c) => {
      const head = {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="audit.csv"',
        'cache-control': 'no-store',
      }
      // Nobody reads what follows a HEAD.
      if (c.req.method === 'HEAD') return c.body('', 200, head)
      return c.body(
        exportAudit(store.db, c.req.valid('query'), { language: c.get('language'), crmName }),
        200,
        head,
      )
    })
}
