import { answers, answersNothing, body, idParam, route, time, z } from '../../contract.ts'

export const engineState = z
  .object({
    running: z.boolean(),
    intervalSeconds: z.int().min(1).max(86_400),
    workers: z.int().describe('Workers that are alive'),
  })
  .openapi('Engine')

export const readEngine = route({
  access: 'administrator',
  method: 'get',
  path: '/engine',
  summary: 'Whether the sync engine is on, and how often it looks',
  responses: answers(engineState),
})

export const changeEngine = route({
  access: 'administrator',
  method: 'put',
  path: '/engine',
  summary: 'Switch the engine on or off, set its interval',
  request: { body: body(z.object({ running: z.boolean(), intervalSeconds: z.int().min(1).max(86_400) })) },
  responses: answers(engineState),
})

export const retention = z
  .object({
    runDays: z.int().min(1).max(3650).describe('How long runs are kept'),
    logDays: z.int().min(1).max(3650).describe('How long the field log is kept, and with it what is settled'),
  })
  .openapi('Retention')

export const readRetention = route({
  access: 'administrator',
  method: 'get',
  path: '/engine/retention',
  summary: 'How long history is kept',
  responses: answers(retention),
})

export const changeRetention = route({
  access: 'administrator',
  method: 'put',
  path: '/engine/retention',
  summary: 'Set how long history is kept; what is older is pruned in the background',
  request: { body: body(retention) },
  responses: answers(retention),
})

export const requestPass = route({
  access: 'administrator',
  method: 'post',
  path: '/connections/{id}/passes',
  summary: 'Look for changes on this connection now',
  request: { params: idParam },
  responses: answersNothing,
})

export const stateCounts = z
  .object({
    connectionId: z.int(),
    links: z.int(),
    inSync: z.int(),
    waiting: z.int(),
    conflict: z.int(),
    failed: z.int(),
    held: z.int(),
    waitingSince: time.nullable().describe('Since when the one that waits longest does'),
  })
  .openapi('StateCounts')

export const readStates = route({
  access: 'administrator',
  method: 'get',
  path: '/states',
  summary: 'Per connection how many links are in each state; they add up to the number of links',
  responses: answers(z.array(stateCounts)),
})
