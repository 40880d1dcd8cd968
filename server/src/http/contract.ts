import { answers, problem, route, z } from '../contract.ts'

export const health = route({
  access: 'public',
  method: 'get',
  path: '/health',
  summary: 'Whether requests are served',
  responses: answers(z.object({ status: z.literal('ok') })),
})

export const liveEvent = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('records'),
      recordType: z.enum(['company', 'person', 'project']),
      ids: z.array(z.int()).nullable().describe('null: many'),
    }),
    z.object({ kind: z.literal('connections') }),
    z.object({ kind: z.literal('sync'), connectionId: z.int() }),
    z.object({ kind: z.literal('engine') }),
  ])
  .openapi('LiveEvent')

export const events = route({
  access: 'reader',
  method: 'get',
  path: '/events',
  summary: 'What changes while somebody looks, as server-sent events',
  description:
    'Each event holds one LiveEvent as JSON and says only what to read again. Ends with the session, and when events may ' +
    'have been missed: whoever connects again reads everything again.',
  responses: {
    200: { description: 'A stream of events', content: { 'text/event-stream': { schema: liveEvent } } },
    default: { description: 'A problem', content: { 'application/problem+json': { schema: problem } } },
  },
})

export const openApi = route({
  access: 'public',
  method: 'get',
  path: '/openapi.json',
  summary: 'This document',
  responses: answers(z.looseObject({ openapi: z.string() })),
})

export const docs = route({
  access: 'public',
  method: 'get',
  path: '/docs',
  summary: 'This document, to read',
  responses: { 200: { description: 'A page', content: { 'text/html': { schema: z.string() } } } },
})
