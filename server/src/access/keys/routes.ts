import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../../contract.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import type { AccessDeps } from '../parts.ts'
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts'
import * as contract from './contract.ts'

/** API keys; see contract.ts. */
export function keyRoutes({ store }: AccessDeps): OpenAPIHono<Env> {
  return areaRoutes()
    .openapi(contract.listApiKeys, async (c) => c.json(await listApiKeys(store.db), 200))
    .openapi(contract.createApiKey, async (c) =>
      c.json(await createApiKey(store, c.req.valid('json'), signedIn(c).id), 200),
    )
    .openapi(contract.revokeApiKey, async (c) => {
      await revokeApiKey(store, c.req.valid('param').id, signedIn(c).id)
      return c.body(null, 204)
    })
}
