import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../contract.ts'
import { areaRoutes } from '../routes.ts'
import { comparisonRoutes } from './comparison/routes.ts'
import { createRoutes } from './create/routes.ts'
import { importRoutes } from './import/routes.ts'
import { longWorkRoutes } from './long-work/routes.ts'
import { monitorRoutes } from './monitor/routes.ts'
import type { EngineParts } from './parts.ts'
import { protectionRoutes } from './protection/routes.ts'
import { undoRoutes } from './undo/routes.ts'

/** The engine's part of the HTTP API; see contract.ts. */
export function engineRoutes(parts: EngineParts): OpenAPIHono<Env> {
  return areaRoutes()
    .route('/', comparisonRoutes(parts))
    .route('/', createRoutes(parts))
    .route('/', importRoutes(parts))
    .route('/', longWorkRoutes(parts))
    .route('/', monitorRoutes(parts))
    .route('/', protectionRoutes(parts))
    .route('/', undoRoutes(parts))
}
