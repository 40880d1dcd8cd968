import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../../contract.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import { actingOf } from '../acting.ts'
import { card } from '../cards/card.ts'
import type { CrmParts } from '../parts.ts'
import { outlookOfMerge } from './clashes.ts'
import * as contract from './contract.ts'
import { mergeRecords } from './merge.ts'
import { undoMerge } from './undo.ts'

/** Two records become one, and two again. */
export function mergeRoutes({ store, links }: CrmParts): OpenAPIHono<Env> {
  return areaRoutes()
    .openapi(contract.readMerge, async (c) => {
      const { recordType, ...ids } = c.req.valid('param')
      const visible = await links.connectionsInScope(store.db, signedIn(c))
      return c.json(await outlookOfMerge(store.db, recordType, ids, visible), 200)
    })
    .openapi(contract.mergeRecords, async (c) => {
      const given = { ...c.req.valid('param'), ...c.req.valid('json') }
      const visible = await links.connectionsInScope(store.db, signedIn(c))
      await store.transaction((tx) => mergeRecords(tx, given, actingOf(c), visible))
      return c.json(await card(store.db, given.recordType, given.id), 200)
    })
    .openapi(contract.undoMerge, async (c) => {
      const two = c.req.valid('param')
      const { fields, ...kept } = await store.transaction((tx) => undoMerge(tx, two, actingOf(c)))
      const record = await card(store.db, two.recordType, two.id)
      return c.json({ record, kept: { ...kept, fields: [...fields] } }, 200)
    })
}
