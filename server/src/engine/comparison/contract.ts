import {
  actorType,
  answers,
  answersNothing,
  body,
  idParam,
  paging,
  recordType,
  route,
  time,
  z,
} from '../../contract.ts'
import { comparisonResult, repairable } from './result.ts'

export const differenceKind = z.enum([
  'agreed',
  'deliberate',
  'waits',
  'missed',
  'conflict',
  'doesNotFit',
  'actorMissing',
])

/** What became of a difference that was repaired. */
export const repairState = z.enum([
  'repaired',
  'waiting',
  'conflict',
  'refused',
  'doesNotFit',
  'left',
  'linkEnded',
  'linkBroken',
])

const namedField = z.object({ key: z.string(), label: z.string() })

export const comparisonReport = z
  .object({
    id: z.int().describe('The run'),
    connection: z.object({ id: z.int(), name: z.string() }),
    state: z.enum(['queued', 'running', 'done', 'failed', 'stopped']),
    startedAt: time,
    finishedAt: time.nullable(),
    requestedBy: z.string().nullable().describe('Nobody: the schedule'),
    processed: z.int(),
    expected: z.int().nullable(),
    result: comparisonResult.nullable(),
    agreement: z
      .number()
      .nullable()
      .describe('Percentage of the compared records that are alike, or in step with known differences'),
  })
  .openapi('ComparisonRun')

export const difference = z
  .object({
    id: z.int(),
    linkId: z.int(),
    record: z.object({ recordType, id: z.int(), title: z.string().nullable() }),
    actorType,
    actorKey: z.string(),
    kind: differenceKind,
    erpField: namedField.nullable().describe('None: the actor is gone'),
    crmField: namedField.nullable(),
    erpText: z.string().describe('As a person reads it'),
    crmText: z.string(),
    baseErpText: z.string().nullable(),
    baseCrmText: z.string().nullable(),
    repair: repairState.nullable(),
  })
  .openapi('Difference')

export const startComparison = route({
  access: 'administrator',
  method: 'post',
  path: '/connections/{id}/comparison-runs',
  summary: 'Compare all linked records of a connection on both sides; reads only',
  request: { params: idParam, body: body(z.object({ actorType: actorType.optional() })) },
  responses: answers(z.object({ runId: z.int() })),
})

export const listComparisons = route({
  access: 'administrator',
  method: 'get',
  path: '/comparison-runs',
  summary: 'Comparisons, newest first',
  request: { query: paging.extend({ connectionId: z.coerce.number().int().positive().optional() }) },
  responses: answers(z.object({ rows: z.array(comparisonReport), total: z.int() })),
})

export const readComparison = route({
  access: 'administrator',
  method: 'get',
  path: '/comparison-runs/{id}',
  summary: 'One comparison with its counts by kind and by field',
  request: { params: idParam },
  responses: answers(
    comparisonReport.extend({
      kinds: z.array(z.object({ kind: differenceKind, values: z.int(), links: z.int() })),
      fields: z.array(
        z.object({
          actorType,
          erpField: namedField,
          crmField: namedField,
          kind: differenceKind,
          values: z.int(),
        }),
      ),
    }),
  ),
})

const found = {
  kind: differenceKind.optional(),
  erpField: z.string().max(200).optional(),
  actorType: actorType.optional(),
  search: z.string().max(200).optional().describe('In the name of the record'),
}

export const listDifferences = route({
  access: 'administrator',
  method: 'get',
  path: '/comparison-runs/{id}/differences',
  summary: 'The differences a comparison found',
  request: { params: idParam, query: paging.extend(found) },
  responses: answers(z.object({ rows: z.array(difference), total: z.int() })),
})

export const exportDifferences = route({
  access: 'administrator',
  method: 'get',
  path: '/comparison-runs/{id}/differences.csv',
  summary: 'The same as CSV, all of them',
  request: { params: idParam, query: z.object(found) },
  responses: {
    200: { description: 'OK', content: { 'text/csv': { schema: z.string() } } },
    default: answersNothing.default,
  },
})

export const repairDifferences = route({
  access: 'administrator',
  method: 'post',
  path: '/comparison-runs/{id}/repairs',
  summary: 'Repair differences: chosen ones, or all of some kinds',
  description:
    'Each field begins anew with the side that stands, and is carried over as every other change. What waits goes by itself and is not repaired.',
  request: {
    params: idParam,
    body: body(
      z.object({
        side: z
          .enum(['rule', 'erp', 'crm'])
          .describe('Which side stands: as the rule of each field says, or one side for all'),
        kinds: z.array(z.enum(repairable)).min(1).optional(),
        differenceIds: z.array(z.int().positive()).min(1).max(1_000).optional(),
      }),
    ),
  },
  responses: answers(z.object({ runId: z.int() })),
})

export const comparisonSchedule = z
  .object({ every: z.enum(['off', 'day', 'week']) })
  .openapi('ComparisonSchedule')

export const readComparisonSchedule = route({
  access: 'administrator',
  method: 'get',
  path: '/connections/{id}/comparison-schedule',
  summary: 'How often a connection is compared by itself',
  request: { params: idParam },
  responses: answers(comparisonSchedule),
})

export const changeComparisonSchedule = route({
  access: 'administrator',
  method: 'put',
  path: '/connections/{id}/comparison-schedule',
  summary: 'Set how often a connection is compared by itself',
  request: { params: idParam, body: body(comparisonSchedule) },
  responses: answers(comparisonSchedule),
})
