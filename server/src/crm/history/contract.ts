import { answers, recordType, route, time, value, z } from '../../contract.ts'
import { crmField } from '../field-contract.ts'

export const historyEntry = z
  .object({
    id: z.string(),
    at: time,
    kind: z.enum([
      'created',
      'changed',
      'deleted',
      'restored',
      'merged',
      'mergedInto',
      'unmerged',
      'unmergedFrom',
    ]),
    by: z.object({
      kind: z
        .enum(['user', 'apiKey', 'connection', 'database', 'nobody'])
        .describe('`database`: SQL beside the app'),
      name: z
        .string()
        .nullable()
        .describe('Of the person or the connection; null for one that may not be told or is gone'),
      key: z.string().nullable().describe('Name of the API key'),
    }),
    runId: z.int().nullable().describe('Of the sync, for administrators'),
    of: z
      .object({ id: z.int(), title: z.string() })
      .nullable()
      .describe('The record it happened to, where that was merged into this one later'),
    other: z.object({ id: z.int(), title: z.string() }).nullable().describe('Of a merge: the other record'),
    changes: z.array(
      z.object({
        key: z.string().describe('Field key; `companyId` for the company'),
        old: value,
        new: value,
      }),
    ),
  })
  .openapi('HistoryEntry')

export const readHistory = route({
  access: 'reader',
  method: 'get',
  path: '/records/{recordType}/{id}/history',
  summary: 'What happened to a record, newest first',
  description:
    'By people, API keys, the sync and whoever writes to the database; those of records merged into it as well.',
  request: {
    params: z.object({ recordType, id: z.coerce.number().int().positive() }),
    query: z.object({
      after: z.string().max(100).optional().describe('`next` of the page before'),
      field: z.string().max(100).optional().describe('Only changes of this field'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: answers(
    z.object({
      rows: z.array(historyEntry),
      next: z.string().nullable(),
      fields: z.array(crmField).describe('The fields that are spoken of, also those that went out of use'),
    }),
  ),
})
