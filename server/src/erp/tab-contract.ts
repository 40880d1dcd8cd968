import {
  actorType,
  answers,
  answersNothing,
  body,
  idParam,
  recordType,
  route,
  storedProblem,
  time,
  value,
  z,
} from '../contract.ts'
import { choice } from './connector-contract.ts'

const one = z.object({ recordType, id: z.coerce.number().int().positive() })

export const link = z
  .object({
    id: z.int(),
    actorType,
    actorKey: z.string(),
    title: z.string(),
    state: z.enum(['inSync', 'waiting', 'conflict', 'failed', 'held']),
    broken: z.boolean().describe('The actor is gone from the ERP'),
    problem: storedProblem.nullable(),
    syncedAt: time.nullable(),
    synchronised: z.array(
      z.object({
        key: z.string().describe('Of the ERP field'),
        crmField: z.string().describe('Key of the CRM field'),
        erpLabel: z.string(),
        crmLabel: z.string(),
        toCrm: z.boolean(),
        toErp: z.boolean(),
        value: z.string().describe('The CRM value as a person reads it'),
        movedAt: time.nullable(),
        conflict: z.object({ id: z.int(), erp: z.string(), crm: z.string() }).nullable(),
        error: z.string().nullable().describe('Why this field does not fit, if so'),
      }),
    ),
  })
  .openapi('Link')

export const erpTab = z
  .object({
    canEdit: z.boolean(),
    connections: z.array(
      z.object({
        id: z.int(),
        name: z.string(),
        state: z.enum(['ok', 'retrying', 'stopped']),
        problem: storedProblem.nullable(),
        actorTypes: z.array(
          z.object({
            actorType,
            canCreate: z.boolean(),
            connectBlocked: z
              .string()
              .nullable()
              .describe('Why this user may not link to an actor that is there; null: may'),
            createBlocked: z
              .string()
              .nullable()
              .describe('Why nothing can be made in the ERP from this record; null: it can'),
            blocked: z
              .string()
              .nullable()
              .describe('Why it cannot be linked now, e.g. the company of the person is not linked'),
          }),
        ),
        link: link.nullable(),
      }),
    ),
  })
  .openapi('ErpTab')

export const readErpTab = route({
  access: 'reader',
  method: 'get',
  path: '/records/{recordType}/{id}/erp',
  summary: 'The ERP tab of a record',
  description:
    '404 when the tab is not there for this user: no licence, or no active connection in scope for the record type.',
  request: { params: one },
  responses: answers(erpTab),
})

export const liveField = z.object({
  key: z.string(),
  label: z.string(),
  type: z.string(),
  value,
  text: z.string().describe('As a person reads it'),
})

export const readLiveValues = route({
  access: 'reader',
  method: 'get',
  path: '/links/{id}/actor',
  summary: 'The "show in ERP tab" values, read live from the ERP, in rank order',
  description:
    'When the ERP does not answer, what it told last, with the time and the `problem`; 502 `erpUnavailable` when it has not ' +
    'told anything yet. 404 when the actor is gone.',
  request: { params: idParam },
  responses: answers(
    z.object({
      title: z.string(),
      fields: z.array(liveField),
      readAt: time,
      problem: storedProblem
        .nullable()
        .describe('Why these are the values of then; null: they are those of now'),
    }),
  ),
})

export const readLastValues = route({
  access: 'reader',
  method: 'get',
  path: '/links/{id}/last-values',
  summary: 'The "show in ERP tab" values as the ERP told them last, without asking it',
  description: 'null when it has not told any yet.',
  request: { params: idParam },
  responses: answers(z.object({ title: z.string(), fields: z.array(liveField), readAt: time }).nullable()),
})

export const actorHit = z
  .object({
    key: z.string(),
    title: z.string(),
    fields: z.array(liveField),
    linkedTo: z
      .object({ recordType, id: z.int(), title: z.string() })
      .nullable()
      .describe('The record it is already linked to; it cannot be taken'),
  })
  .openapi('ActorHit')

export const searchField = z
  .object({
    key: z.string(),
    label: z.string(),
    type: z.enum(['text', 'password', 'integer', 'decimal', 'checkbox', 'list', 'date', 'datetime']),
    identifies: z.boolean().describe('A number or code of the ERP, not a name'),
    operators: z.array(z.string()).describe('Those that fit its type'),
    items: z.array(choice).nullable().describe('For a list: what may be chosen'),
  })
  .openapi('SearchField')

export const readSearchFields = route({
  access: 'user',
  method: 'get',
  path: '/connections/{id}/search-fields/{actorType}',
  summary: 'What actors can be searched by, in rank order (advanced search)',
  request: { params: idParam.extend({ actorType }) },
  responses: answers(z.array(searchField)),
})

export const criterion = z
  .object({
    field: z.string().max(200).describe('Key of a searchable field'),
    operator: z.string().max(40),
    values: z
      .array(value)
      .max(500)
      .describe('One; two for `between`, both included; any number for `oneOf` and `notOneOf`'),
  })
  .openapi('Criterion')

export const searchActors = route({
  access: 'user',
  method: 'post',
  path: '/connections/{id}/actor-searches',
  summary: 'Look actors up in the ERP (Verbinden met ERP)',
  description:
    'All criteria must hold, and the text as well. 422 `invalidCriterion` with a fault at `criteria/<row from 0>` for each ' +
    'that cannot be asked. 502 `erpUnavailable` when the ERP does not answer within 30 seconds.',
  request: {
    params: idParam,
    body: body(
      z.object({
        actorType,
        text: z.string().max(200).default(''),
        criteria: z.array(criterion).max(20).default([]),
        recordId: z
          .int()
          .optional()
          .describe('The record to be linked; a person is looked for at its linked company'),
        widened: z.boolean().default(false).describe('Also outside the company of the person'),
        page: z.string().optional(),
      }),
    ),
  },
  responses: answers(
    z.object({
      columns: z.array(z.object({ key: z.string(), label: z.string() })),
      hits: z.array(actorHit),
      next: z.string().nullable(),
      total: z.int().nullable(),
    }),
  ),
})

export const comparedField = z
  .object({
    erpField: z.string(),
    crmField: z.string(),
    erpLabel: z.string(),
    crmLabel: z.string(),
    toCrm: z.boolean(),
    toErp: z.boolean(),
    erpValue: value,
    crmValue: value,
    erpText: z.string(),
    crmText: z.string(),
    same: z.boolean(),
    choices: z
      .array(z.enum(['erp', 'crm']))
      .describe('What may be chosen; a read-only ERP field cannot take the CRM value'),
    proposed: z.enum(['erp', 'crm']),
  })
  .openapi('ComparedField')

export const compare = route({
  access: 'user',
  method: 'post',
  path: '/connections/{id}/comparisons',
  summary: 'Both values of each synchronised field, before linking',
  request: {
    params: idParam,
    body: body(z.object({ recordType, recordId: z.int(), actorType, actorKey: z.string() })),
  },
  responses: answers(z.object({ title: z.string(), fields: z.array(comparedField) })),
})

export const createLink = route({
  access: 'user',
  method: 'post',
  path: '/records/{recordType}/{id}/links',
  summary: 'Link the record to an actor and write the chosen values to both sides',
  description:
    '409 `actorTaken`, `recordTaken`: already linked. 422 `companyNotLinked` for a person. The write to the ERP follows ' +
    'at once; if the ERP does not answer the link stays and waits.',
  request: {
    params: one,
    body: body(
      z.object({
        connectionId: z.int(),
        actorType,
        actorKey: z.string(),
        choices: z.record(z.string(), z.enum(['erp', 'crm'])).describe('ERP field key → whose value stands'),
      }),
    ),
  },
  responses: answers(z.object({ linkId: z.int() })),
})

export const endLink = route({
  access: 'user',
  method: 'delete',
  path: '/links/{id}',
  summary: 'Disconnect (Verbinding verbreken); nothing is deleted on either side',
  request: { params: idParam },
  responses: answersNothing,
})

export { actorType, recordType }
