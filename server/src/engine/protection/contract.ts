import { answers, answersNothing, body, idParam, paging, recordType, route, time, z } from '../../contract.ts'

const kind = z.enum(['blank', 'gone', 'renamed', 'differs'])

/** What keeps a connection from harm, and what it waits for. */
export const protection = z
  .object({
    asks: z
      .enum(['breaker', 'compareFirst'])
      .nullable()
      .describe('An administrator has to answer before it goes on'),
    comparing: z
      .object({
        reason: z.enum(['restored', 'cursor', 'settings', 'asked']),
        since: time,
        compared: z.int(),
        links: z.int(),
      })
      .nullable()
      .describe('Both sides are compared before anything is written'),
    suspects: z.object({ blank: z.int(), gone: z.int(), renamed: z.int(), differs: z.int(), total: z.int() }),
    quietUntil: time.nullable().describe('The ERP asked not to be called before'),
    quietAskedSeconds: z.int().nullable().describe('For how long it asked; we wait 15 minutes at the most'),
    nextTryAt: time.nullable().describe('When an ERP that is away is tried again'),
    callsPerMinute: z.int().nullable().describe('Most calls a minute; null: no limit'),
    clockAheadSeconds: z.int().nullable().describe("So far the ERP's clock is ahead of ours"),
  })
  .openapi('Protection')

export const readProtection = route({
  access: 'administrator',
  method: 'get',
  path: '/connections/{id}/protection',
  summary: 'What keeps this connection from harm, and what it waits for',
  request: { params: idParam },
  responses: answers(protection),
})

export const suspect = z
  .object({
    linkId: z.int(),
    record: z.object({ recordType, id: z.int(), title: z.string().nullable() }),
    actorTitle: z.string(),
    kinds: z.array(kind),
    fields: z.array(
      z.object({
        kind,
        target: z.enum(['crm', 'erp']),
        erpField: z.string(),
        crmField: z.string(),
        before: z.string().describe('As a person reads it'),
        after: z.string(),
      }),
    ),
  })
  .openapi('Suspect')

export const listSuspects = route({
  access: 'administrator',
  method: 'get',
  path: '/connections/{id}/suspects',
  summary: 'What would have happened, and was not done',
  request: { params: idParam, query: paging },
  responses: answers(z.object({ rows: z.array(suspect), total: z.int() })),
})

export const confirmSuspects = route({
  access: 'administrator',
  method: 'put',
  path: '/connections/{id}/confirmation',
  summary: 'It is right, go on: what was set aside is done, once',
  request: {
    params: idParam,
    body: body(
      z.object({
        stands: z
          .enum(['erp', 'rules'])
          .describe('After a comparison: the values of the ERP stand, or the rules of the mapping decide'),
      }),
    ),
  },
  responses: answersNothing,
})

export const limitCalls = route({
  access: 'administrator',
  method: 'put',
  path: '/connections/{id}/call-limit',
  summary: 'Most calls a minute to this ERP',
  request: {
    params: idParam,
    body: body(z.object({ callsPerMinute: z.int().min(1).max(60_000).nullable() })),
  },
  responses: answersNothing,
})

export const tellRestored = route({
  access: 'administrator',
  method: 'post',
  path: '/engine/restorations',
  summary: 'The database was restored from a backup: compare before anything is written',
  responses: answersNothing,
})
