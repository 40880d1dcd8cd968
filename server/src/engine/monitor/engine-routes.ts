import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../../contract.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import type { EngineParts } from '../parts.ts'
import * as contract from './contract.ts'
import { changeState, readState, requestPassNow } from './engine-state.ts'
import { changeRetention, readRetention } from './retention.ts'
import { countStates, linksInState } from './states.ts'

export function engineSwitchRoutes({ store }: EngineParts): OpenAPIHono<Env> {
  const { db } = store
  return areaRoutes()
    .openapi(contract.readEngine, async (c) => c.json(await readState(db), 200))
    .openapi(contract.changeEngine, async (c) => {
      await changeState(store, c.req.valid('json'), signedIn(c).id)
      return c.json(await readState(db), 200)
    })
    .openapi(contract.readRetention, async (c) => c.json(await readRetention(db), 200))
    .openapi(contract.changeRetention, async (c) => {
      await changeRetention(store, c.req.valid('json'), signedIn(c).id)
      return c.json(await readRetention(db), 200)
    })
    .openapi(contract.requestPass, async (c) => {
      await requestPassNow(db, c.req.valid('param').id)
      return c.body(null, 204)
    })
    .openapi(contract.readStates, async (c) => c.json(await countStates(db), 200))
    .openapi(contract.listLinks, async (c) =>
      c.json(await linksInState(db, c.req.valid('query'), c.get('language')), 200),
    )
}
