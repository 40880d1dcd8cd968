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
  value,
  values,
  z,
} from '../../contract.ts'

// Making actors in the ERP (Maken in ERP). What is to be made is stored before the ERP is told.

const problemOf = z.object({
  code: z.string(),
  title: z.string(),
  field: z.string().nullable().describe('Key of the ERP field it is about'),
  detail: z.string().nullable(),
})

const choice = z.object({ key: z.string(), label: z.string() })

export const newActorField = z
  .object({
    key: z.string(),
    label: z.string(),
    help: z.string().nullable(),
    type: z.enum(['text', 'password', 'integer', 'decimal', 'checkbox', 'list', 'date', 'datetime']),
    maxLength: z.int().nullable(),
    mandatory: z.boolean(),
    from: z
      .enum(['record', 'preset', 'given', 'leftOut', 'nothing'])
      .describe('record: the CRM field; preset: the default value; given: what was filled in'),
    open: z.boolean().describe('May be filled in'),
    value,
    text: z.string().describe('As a person reads it'),
    crm: z
      .object({ key: z.string(), label: z.string(), text: z.string() })
      .nullable()
      .describe('The CRM field that is mapped to it'),
    items: z.array(choice).nullable().describe('For a list'),
    problem: z.object({ code: z.string(), title: z.string() }).nullable().describe('Why it does not fit'),
    mayLeaveOut: z.boolean().describe('It can be made without this value'),
  })
  .openapi('NewActorField')

const wish = {
  actorType,
  recordId: z.int().positive(),
  values: values.default({}).describe('What was filled in, by ERP field'),
  without: z.array(z.string()).default([]).describe('ERP fields whose value does not fit, to be left out'),
}

export const readNewActor = route({
  access: 'user',
  method: 'post',
  path: '/connections/{id}/new-actors',
  summary: 'What a new actor in the ERP would be given, with what is filled in so far; nothing is made',
  request: { params: idParam, body: body(z.object(wish)) },
  responses: answers(
    z.object({
      blocked: z
        .object({ code: z.string(), title: z.string() })
        .nullable()
        .describe('Why nothing can be made from this record here'),
      parent: z.object({ actorType, key: z.string() }).nullable().describe('For a person: its company'),
      fields: z.array(newActorField),
    }),
  ),
})

export const createIntent = z
  .object({
    id: z.string(),
    connection: z.object({ id: z.int(), name: z.string() }),
    actorType,
    record: z.object({ recordType, id: z.int(), title: z.string().nullable() }),
    state: z
      .enum(['planned', 'sent', 'confirmed', 'refused', 'unknown', 'cancelled'])
      .describe('sent: the ERP was told and has not answered; unknown: a person decides'),
    problem: problemOf.nullable(),
    values: z.array(z.object({ key: z.string(), label: z.string(), text: z.string() })),
    actorKey: z.string().nullable(),
    actorTitle: z.string().nullable(),
    linkId: z.int().nullable(),
    candidates: z
      .array(
        z.object({
          key: z.string(),
          title: z.string(),
          same: z.boolean().describe('Has all the values that were sent'),
          fields: z.array(z.object({ key: z.string(), label: z.string(), text: z.string() })),
        }),
      )
      .describe('What the ERP has that may be it'),
    attempts: z.int(),
    nextTryAt: time.nullable(),
    createdAt: time,
    createdBy: z.string().nullable().describe('Name of the user'),
    finishedAt: time.nullable(),
  })
  .openapi('CreateIntent')

const intentParam = z.object({ id: z.uuid() })

export const requestCreate = route({
  access: 'user',
  method: 'post',
  path: '/connections/{id}/create-intents',
  summary: 'Make an actor in the ERP from a record and link it (Maken in ERP)',
  description:
    'The wish is stored first; then the ERP is told, within 45 seconds. Asking for the same once more answers with the ' +
    'same intent. 403 `createNotAllowed`; 409 `createPending` (another wish for this record is open), `recordTaken`; ' +
    '422 `createNotPossible`, `companyNotLinked`, `valuesDoNotFit` with a fault for each ERP field.',
  request: { params: idParam, body: body(z.object(wish)) },
  responses: answers(createIntent),
})

export const listCreateIntents = route({
  access: 'reader',
  method: 'get',
  path: '/create-intents',
  summary: 'What is or was to be made in the ERP, newest first',
  description:
    'Without a record, for administrators only. Those of connections outside the scope are left out.',
  request: {
    query: paging.extend({
      recordType: recordType.optional(),
      recordId: z.coerce.number().int().positive().optional(),
      connectionId: z.coerce.number().int().positive().optional(),
      open: z.enum(['true']).optional().describe('Only those that are not done with'),
    }),
  },
  responses: answers(z.object({ rows: z.array(createIntent), total: z.int() })),
})

export const readCreateIntent = route({
  access: 'reader',
  method: 'get',
  path: '/create-intents/{id}',
  summary: 'What became of an actor that was to be made',
  request: { params: intentParam },
  responses: answers(createIntent),
})

export const cancelCreate = route({
  access: 'user',
  method: 'delete',
  path: '/create-intents/{id}',
  summary: 'Call off what the ERP was not told yet',
  description: '409 `createStarted` once it was.',
  request: { params: intentParam },
  responses: answersNothing,
})

export const lookForCreated = route({
  access: 'user',
  method: 'post',
  path: '/create-intents/{id}/looks',
  summary: 'Go on with it now: tell the ERP, or look for what it made',
  request: { params: intentParam },
  responses: answers(createIntent),
})

export const decideCreate = route({
  access: 'user',
  method: 'put',
  path: '/create-intents/{id}/decision',
  summary: 'Decide what is to become of an actor of which nobody knows whether it was made',
  description:
    '409 `createDecided` if it was decided or found out meanwhile; 422 `notACandidate`. `createAnyway` tells the ERP ' +
    'once more: only if it was certainly not made.',
  request: {
    params: intentParam,
    body: body(
      z.discriminatedUnion('do', [
        z.object({ do: z.literal('adopt'), actorKey: z.string() }),
        z.object({ do: z.literal('createAnyway') }),
        z.object({ do: z.literal('giveUp') }),
      ]),
    ),
  },
  responses: answers(createIntent),
})
