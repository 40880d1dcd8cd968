import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../../contract.ts'
import { areaRoutes } from '../../routes.ts'
import type { EngineParts } from '../parts.ts'
import { attentionRoutes } from './attention-routes.ts'
import { engineSwitchRoutes } from './engine-routes.ts'
import { explainRoutes } from './explain-routes.ts'
import { historyRoutes } from './history-routes.ts'

/** Runs, the field log, what waits for a person, states, and the engine switch; see contract.ts. */
export function monitorRoutes(parts: EngineParts): OpenAPIHono<Env> {
  return areaRoutes()
    .route('/', engineSwitchRoutes(parts))
    .route('/', historyRoutes(parts))
    .route('/', attentionRoutes(parts))
    .route('/', explainRoutes(parts))
}
