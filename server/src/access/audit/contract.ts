import { answers, route, time, z } from '../../contract.ts'

// Who changed which setting when, with old and new value.

export const auditKind = z.enum([
  ...(['signIn', 'people', 'keys', 'connections', 'mappings'] as const),
  ...(['sync', 'records', 'fields', 'other'] as const),
])

export const auditRow = z
  .object({
    id: z.int(),
    at: time,
    user: z
      .object({ id: z.string(), name: z.string() })
      .nullable()
      .describe('null: nobody who was signed in'),
    apiKey: z
      .object({ id: z.int(), name: z.string() })
      .nullable()
      .describe('The key it was done with, for that user; null: signed in'),
    kind: auditKind,
    action: z.string(),
    subject: z.object({
      ref: z.string().describe('Such as connection/7; for the filter'),
      name: z.string().describe('As it is called now, or was when it was last there'),
    }),
    text: z.string().describe('What was done, in the language of the user'),
    changes: z.array(
      z.object({
        field: z.string(),
        old: z.string().nullable(),
        new: z.string().nullable(),
      }),
    ),
  })
  .openapi('AuditRow')

export const auditFilter = z.object({
  userId: z.string().max(100).optional().describe('Who did it; `nobody` for what nobody signed in did'),
  apiKeyId: z.coerce.number().int().positive().optional().describe('The API key it was done with'),
  kind: auditKind.optional(),
  subject: z.string().max(200).optional().describe('What it was done to, as `subject.ref` says it'),
  from: z.iso.datetime().optional().describe('At or after'),
  to: z.iso.datetime().optional().describe('Before'),
})

export const listAudit = route({
  access: 'administrator',
  method: 'get',
  path: '/audit',
  summary: 'Who changed which setting when, newest first',
  request: {
    query: auditFilter.extend({
      before: z.coerce.number().int().positive().optional().describe('`next` of the page before'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: answers(
    z.object({
      rows: z.array(auditRow),
      next: z.int().nullable().describe('Where the next page begins; null: the end'),
    }),
  ),
})

export const exportAudit = route({
  access: 'administrator',
  method: 'get',
  path: '/audit/export',
  summary: 'The same as CSV, all of it',
  request: { query: auditFilter },
  responses: {
    200: { description: 'CSV; no cell is a formula', content: { 'text/csv': { schema: z.string() } } },
  },
})
