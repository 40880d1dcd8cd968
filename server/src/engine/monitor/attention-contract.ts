import {
  actorType,
  answers,
  answersNothing,
  body,
  direction,
  idParam,
  paging,
  recordType,
  route,
  storedProblem,
  time,
  z,
} from '../../contract.ts'
import { connectionId, words } from './filters.ts'
import { movedValue } from './history-contract.ts'

export const linkStates = z.enum(['inSync', 'waiting', 'conflict', 'failed', 'held'])

/** What `Nu synchroniseren` did to one link. */
export const linkSync = z
  .object({
    runId: z.int(),
    moved: z.array(movedValue),
    state: linkStates,
    problem: storedProblem.nullable().describe('Why the record could not be synchronised, if so'),
  })
  .openapi('LinkSync')

export const syncLinkNow = route({
  access: 'user',
  method: 'post',
  path: '/links/{id}/syncs',
  summary: 'Synchronise one record now (Nu synchroniseren)',
  request: { params: idParam },
  responses: answers(linkSync),
})

const ofRun = z.coerce.number().int().positive().optional().describe('Those of one run, settled ones too')

export const openConflict = z
  .object({
    id: z.int(),
    linkId: z.int(),
    connection: z.object({ id: z.int(), name: z.string() }),
    record: z.object({ recordType, id: z.int(), title: z.string().nullable() }),
    erpField: z.object({ key: z.string(), label: z.string() }),
    crmField: z.object({ key: z.string(), label: z.string() }),
    reason: z.enum(['bothMoved', 'keepsChanging']),
    baseErp: z.string().describe('As a person reads it'),
    baseCrm: z.string(),
    erpValue: z.string(),
    crmValue: z.string(),
    openedAt: time,
    resolvedAt: time.nullable(),
    resolution: z.enum(['erp', 'crm', 'agreed']).nullable(),
  })
  .openapi('Conflict')

export const listConflicts = route({
  access: 'reader',
  method: 'get',
  path: '/conflicts',
  summary: 'Open conflicts, oldest first',
  request: {
    query: paging.extend({
      connectionId,
      linkId: z.coerce.number().int().positive().optional(),
      runId: ofRun,
    }),
  },
  responses: answers(z.object({ rows: z.array(openConflict), total: z.int() })),
})

export const resolveConflict = route({
  access: 'user',
  method: 'put',
  path: '/conflicts/{id}/resolution',
  summary: 'Choose a side; the record is synchronised at once',
  request: { params: idParam, body: body(z.object({ side: z.enum(['erp', 'crm']) })) },
  responses: answers(linkSync),
})

export const resolveConflicts = route({
  access: 'user',
  method: 'post',
  path: '/conflict-resolutions',
  summary: 'Choose a side for several conflicts; their records are synchronised in the background',
  request: {
    body: body(z.object({ ids: z.array(z.int().positive()).min(1).max(200), side: z.enum(['erp', 'crm']) })),
  },
  responses: answers(z.object({ resolved: z.int().describe('Those that were still open') })),
})

export const fieldName = z.object({ key: z.string(), label: z.string() })

export const parkedRecord = z
  .object({
    id: z.int(),
    connection: z.object({ id: z.int(), name: z.string() }),
    linkId: z.int().nullable(),
    record: z.object({ recordType, id: z.int(), title: z.string().nullable() }).nullable(),
    actorType,
    actorKey: z.string().nullable(),
    reason: z.string().describe('Stable code'),
    title: z.string().describe('For a person'),
    detail: z.string().nullable(),
    payload: z
      .array(z.object({ erpField: fieldName, text: z.string() }))
      .describe('What was to be written, or what the ERP delivered'),
    attempts: z.int(),
    nextTryAt: time.nullable(),
    parkedAt: time,
    skippedAt: time
      .nullable()
      .describe('Somebody put it aside until a side changes: it is not tried meanwhile'),
    skippedBy: z.string().nullable(),
    resolvedAt: time.nullable(),
  })
  .openapi('ParkedRecord')

const parkedFilter = z.object({
  connectionId,
  reason: words.describe('A code, as in the list'),
  skipped: z.enum(['true', 'false']).optional(),
})

export const listParked = route({
  access: 'administrator',
  method: 'get',
  path: '/parked',
  summary: 'Records put aside because a side refused them',
  request: { query: paging.extend({ ...parkedFilter.shape, runId: ofRun }) },
  responses: answers(
    z.object({
      rows: z.array(parkedRecord),
      total: z.int(),
      reasons: z
        .array(z.object({ reason: z.string(), count: z.int() }))
        .describe('Whatever the filter: what there is'),
    }),
  ),
})

export const retryParked = route({
  access: 'administrator',
  method: 'post',
  path: '/parked/{id}/tries',
  summary: 'Try a parked record again now',
  request: { params: idParam },
  responses: answers(linkSync),
})

const severalParked = body(
  z.object({
    ids: z.array(z.int().positive()).min(1).max(200).optional(),
    connectionId: z.int().positive().optional(),
    reason: z.string().max(200).optional(),
  }),
)

export const retryAllParked = route({
  access: 'administrator',
  method: 'post',
  path: '/parked/tries',
  summary: 'Try all parked records of this choice again, in the background',
  request: { body: severalParked },
  responses: answers(z.object({ count: z.int() })),
})

export const skipParked = route({
  access: 'administrator',
  method: 'post',
  path: '/parked/skips',
  summary: 'Leave all parked records of this choice alone until a side changes; they stay in the list',
  request: { body: severalParked },
  responses: answers(z.object({ count: z.int() })),
})

export const holdLink = route({
  access: 'user',
  method: 'put',
  path: '/links/{id}/hold',
  summary: 'Hold a record: nothing of it is synchronised until it is released',
  request: { params: idParam },
  responses: answersNothing,
})

export const releaseLink = route({
  access: 'user',
  method: 'delete',
  path: '/links/{id}/hold',
  summary: 'Release a record: both sides are read again',
  request: { params: idParam },
  responses: answersNothing,
})

export const fieldError = z
  .object({
    linkId: z.int(),
    connection: z.object({ id: z.int(), name: z.string() }),
    record: z.object({ recordType, id: z.int(), title: z.string().nullable() }),
    erpField: z.object({ key: z.string(), label: z.string() }),
    crmField: z.object({ key: z.string(), label: z.string() }),
    direction,
    code: z.string(),
    title: z.string().describe('Why it does not fit the other side, for a person'),
    at: time,
    attempts: z.int(),
    nextTryAt: time.nullable().describe('Only of a value the ERP refused'),
    skipped: z.boolean().describe('Somebody wants it left alone until it changes'),
  })
  .openapi('FieldError')

export const listFieldErrors = route({
  access: 'administrator',
  method: 'get',
  path: '/field-errors',
  summary: 'Fields of linked records that cannot be synchronised as they are, newest first',
  request: { query: paging.extend({ connectionId }) },
  responses: answers(z.object({ rows: z.array(fieldError), total: z.int() })),
})

const severalFields = body(
  z.object({ linkId: z.int().positive().optional(), connectionId: z.int().positive().optional() }),
)

export const retryFields = route({
  access: 'administrator',
  method: 'post',
  path: '/field-errors/tries',
  summary: 'Have the values the ERP refused told again, in the background',
  request: { body: severalFields },
  responses: answers(z.object({ count: z.int() })),
})

export const skipFields = route({
  access: 'administrator',
  method: 'post',
  path: '/field-errors/skips',
  summary: 'Leave the values the ERP refused alone until they change; they stay in the list',
  request: { body: severalFields },
  responses: answers(z.object({ count: z.int() })),
})
