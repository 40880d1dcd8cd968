import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../../contract.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import type { EngineParts } from '../parts.ts'
import { comparedEvery, compareEvery, startComparison, startRepair } from './begin.ts'
import * as contract from './contract.ts'
import { exportDifferences } from './csv.ts'
import { comparisons, comparisonWith, differences } from './listing.ts'

/** Vergelijking and Herstellen; see contract.ts. */
export function comparisonRoutes({ store, crmName = 'CRM' }: EngineParts): OpenAPIHono<Env> {
  const { db } = store
  return areaRoutes()
    .openapi(contract.startComparison, async (c) => {
      const { id } = c.req.valid('param')
      const runId = await startComparison(store, id, c.req.valid('json'), signedIn(c).id)
      return c.json({ runId }, 200)
    })
    .openapi(contract.listComparisons, async (c) => {
      const { connectionId, ...paged } = c.req.valid('query')
      return c.json(await comparisons(db, connectionId, paged), 200)
    })
    .openapi(contract.readComparison, async (c) =>
      c.json(await comparisonWith(db, c.req.valid('param').id, c.get('language')), 200),
    )
    .openapi(contract.listDifferences, async (c) => {
      const { offset, limit, ...search } = c.req.valid('query')
      const { id } = c.req.valid('param')
      return c.json(await differences(db, id, search, { offset, limit }, c.get('language')), 200)
    })
    .openapi(contract.exportDifferences, async (c) => {
      const { id } = c.req.valid('param')
      await comparisonWith(db, id, c.get('language'))
      return c.body(exportDifferences(db, id, c.req.valid('query'), crmName, c.get('language')), 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="comparison-${id}.csv"`,
      })
    })
    .openapi(contract.repairDifferences, async (c) => {
      const { id: comparisonId } = c.req.valid('param')
      const runId = await startRepair(store, { comparisonId, ...c.req.valid('json') }, signedIn(c).id)
      return c.json({ runId }, 200)
    })
    .openapi(contract.readComparisonSchedule, async (c) =>
      c.json({ every: await comparedEvery(db, c.req.valid('param').id) }, 200),
    )
    .openapi(contract.changeComparisonSchedule, async (c) => {
      const { id } = c.req.valid('param')
      const { every } = c.req.valid('json')
      await compareEvery(store, id, every, signedIn(c).id)
      return c.json({ every }, 200)
    })
}
