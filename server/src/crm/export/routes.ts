import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../../contract.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import { lookerOf, type SearchParts } from '../search/routes.ts'
import * as contract from './contract.ts'
import { exportList } from './export-list.ts'

/** Lists to take along. Whoever may see a list may. */
export function exportRoutes({ store, links }: SearchParts): OpenAPIHono<Env> {
  return areaRoutes().openapi(contract.exportRecords, async (c) => {
    const { format, ...query } = c.req.valid('query')
    const looker = await lookerOf(store.db, signedIn(c), links)
    const { recordType } = c.req.valid('param')
    const { body, head } = await exportList(store, {
      recordType,
      query,
      format,
      looker,
      language: c.get('language'),
    })
    // Nobody reads what follows a HEAD.
    if (c.req.method === 'HEAD') return c.body('', 200, head)
    return c.body(body, 200, head)
  })
}
