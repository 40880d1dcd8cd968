import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../../contract.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import { fieldsForCard } from '../cards/fields-for-card.ts'
import type { CrmParts } from '../parts.ts'
import * as contract from './contract.ts'
import { historyOf } from './history.ts'

/** What happened to each record. */
export function historyRoutes({ store: { db }, links }: CrmParts): OpenAPIHono<Env> {
  return areaRoutes().openapi(contract.readHistory, async (c) => {
    const { recordType, id } = c.req.valid('param')
    const user = signedIn(c)
    const visible = await links.connectionsInScope(db, user)
    const asked = { ...c.req.valid('query'), recordType, recordId: id, user, visible }
    const { rows, next } = await historyOf(db, asked)
    const spoken = new Set(rows.flatMap(({ changes }) => changes.map(({ key }) => key)))
    const fields = (await fieldsForCard(db, recordType, c.get('language'), 'ever')).filter(({ key }) =>
      spoken.has(key),
    )
    return c.json({ rows, next, fields }, 200)
  })
}
