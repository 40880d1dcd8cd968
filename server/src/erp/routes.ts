import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../contract.ts'
import { areaRoutes } from '../routes.ts'
import { connectionRoutes } from './connection-routes.ts'
import { mappingRoutes } from './mapping-routes.ts'
import { type TabParts, tabRoutes } from './tab-routes.ts'

/** Sync connectors, ERP connections, their mappings, and the ERP tab. */
export function erpRoutes(parts: TabParts): OpenAPIHono<Env> {
  const routes = areaRoutes()
  routes.route('/', connectionRoutes(parts))
  routes.route('/', mappingRoutes(parts))
  routes.route('/', tabRoutes(parts))
  return routes
}
