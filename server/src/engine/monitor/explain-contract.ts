import { actorType, answers, idParam, recordType, route, time, z } from '../../contract.ts'
import { fieldName, linkStates } from './attention-contract.ts'
import { limit, words } from './filters.ts'

export const linkInState = z
  .object({
    id: z.int(),
    connection: z.object({ id: z.int(), name: z.string() }),
    record: z.object({ recordType, id: z.int(), title: z.string().nullable() }),
    actorType,
    actorKey: z.string(),
    actorTitle: z.string(),
    state: linkStates,
    syncedAt: time.nullable(),
  })
  .openapi('LinkInState')

export const listLinks = route({
  access: 'administrator',
  method: 'get',
  path: '/links',
  summary: 'The linked records of a connection, those in one state or all',
  request: {
    query: z.object({
      connectionId: z.coerce.number().int().positive(),
      state: linkStates.optional(),
      after: z.coerce.number().int().min(0).default(0).describe('`next` of the page before'),
      limit,
    }),
  },
  responses: answers(z.object({ rows: z.array(linkInState), next: z.int().nullable() })),
})

export const finding = z
  .object({
    code: z.string().describe('Stable'),
    title: z.string().describe('For a person'),
    todo: z.string().nullable().describe('What somebody can do about it; null: nothing has to be done'),
    since: time.nullable(),
    nextTryAt: time.nullable(),
    crmField: fieldName.nullable(),
    erpField: fieldName.nullable(),
    conflictId: z.int().nullable(),
    detail: z.string().nullable().describe('For operators'),
  })
  .openapi('Finding')

export const why = z
  .object({
    linkId: z.int(),
    state: linkStates,
    answer: finding.describe('What stops it first, or that nothing does'),
    also: z.array(finding).describe('What else there is, in the order in which it would stop it'),
  })
  .openapi('Why')

export const explainLink = route({
  access: 'reader',
  method: 'get',
  path: '/links/{id}/why',
  summary: 'Why this record did not sync, or since when it is in sync',
  request: { params: idParam, query: z.object({ crmField: words.describe('About this field only') }) },
  responses: answers(why),
})

export const origin = z
  .object({
    recordType,
    recordId: z.int(),
    crmField: fieldName,
    text: z.string().describe('The value, as a person reads it'),
    kind: z
      .enum(['user', 'connection', 'created', 'unknown'])
      .describe('Who gave it: a person, a sync, whoever made the record, or longer ago than history is kept'),
    title: z.string().describe('Where it came from, in a sentence'),
    at: time.nullable(),
    user: z.string().nullable(),
    connection: z.object({ id: z.int(), name: z.string() }).nullable(),
    runId: z.int().nullable(),
    rule: z.string().nullable(),
    oldText: z.string().nullable().describe('What was there before'),
    moved: z
      .object({ id: z.int(), linkId: z.int() })
      .nullable()
      .describe('The line of the field log, where a sync gave it: with the run, what undoing it names'),
    governedBy: z
      .array(
        z.object({
          connection: z.object({ id: z.int(), name: z.string() }),
          linkId: z.int(),
          erpField: fieldName,
          direction: z.enum(['toCrm', 'toErp', 'both']),
          conflictRule: z.enum(['newest', 'erp', 'crm', 'ask']),
          title: z.string(),
        }),
      )
      .describe('How the field is synchronised now'),
  })
  .openapi('Origin')

export const explainValue = route({
  access: 'reader',
  method: 'get',
  path: '/records/{recordType}/{id}/fields/{field}/origin',
  summary: 'Where the value of a CRM field came from, and what decides it now',
  request: {
    params: idParam.extend({ recordType, field: z.string().min(1).max(200) }),
  },
  responses: answers(origin),
})
