import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../../contract.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import { actingOf } from '../acting.ts'
import { card } from '../cards/card.ts'
import type { CrmParts } from '../parts.ts'
import { deleteRecord, outlookOfDeletion, restoreRecord } from './bin.ts'
import * as contract from './contract.ts'

/** Records go into the bin and come back. */
export function binRoutes({ store, links }: CrmParts): OpenAPIHono<Env> {
  return areaRoutes()
    .openapi(contract.readDeletion, async (c) => {
      const { recordType, id } = c.req.valid('param')
      const visible = await links.connectionsInScope(store.db, signedIn(c))
      return c.json(await outlookOfDeletion(store.db, recordType, id, visible), 200)
    })
    .openapi(contract.deleteRecord, async (c) => {
      const { recordType, id } = c.req.valid('param')
      const { version } = c.req.valid('json')
      await store.transaction((tx) => deleteRecord(tx, recordType, { id, version }, actingOf(c)))
      return c.json(await card(store.db, recordType, id), 200)
    })
    .openapi(contract.restoreRecord, async (c) => {
      const { recordType, id } = c.req.valid('param')
      await store.transaction((tx) => restoreRecord(tx, recordType, id, actingOf(c)))
      return c.json(await card(store.db, recordType, id), 200)
    })
}
