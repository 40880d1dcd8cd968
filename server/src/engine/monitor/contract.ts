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
  time,
  value,
  z,
} from '../../contract.ts'

const problemOf = z.object({ code: z.string(), title: z.string(), detail: z.string().nullable() })

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

/** One value that moved, as the log keeps it. */
export const movedValue = z
  .object({
    id: z.int(),
    at: time,
    runId: z.int(),
    connection: z.object({ id: z.int(), name: z.string() }),
    record: z.object({ recordType, id: z.int(), title: z.string().nullable() }),
    actorType,
    actorKey: z.string(),
    direction,
    erpField: z.object({ key: z.string(), label: z.string() }),
    crmField: z.object({ key: z.string(), label: z.string() }),
    oldValue: value,
    newValue: value,
    oldText: z.string().describe('As a person reads it: list item names, yes/no'),
    newText: z.string(),
    rule: z.string().describe('What decided it'),
  })
  .openapi('MovedValue')

export const run = z
  .object({
    id: z.int(),
    connection: z.object({ id: z.int(), name: z.string() }),
    kind: z.enum([
      ...(['pass', 'record', 'link', 'resyncToCrm', 'resyncToErp', 'undo'] as const),
      ...(['preview', 'comparison', 'repair', 'create', 'import'] as const),
    ]),
    state: z.enum(['queued', 'running', 'done', 'failed', 'stopped']),
    startedAt: time,
    finishedAt: time.nullable(),
    requestedBy: z.string().nullable(),
    read: z.int(),
    changed: z.int(),
    toCrm: z.int(),
    toErp: z.int(),
    skipped: z.int(),
    failed: z.int(),
    conflicts: z.int(),
    problem: problemOf.nullable(),
  })
  .openapi('Run')

export const listRuns = route({
  access: 'administrator',
  method: 'get',
  path: '/runs',
  summary: 'Runs, newest first',
  request: {
    query: paging.extend({
      connectionId: z.coerce.number().int().positive().optional(),
      busy: z.enum(['true']).optional().describe('Only runs that changed or failed something'),
    }),
  },
  responses: answers(z.object({ rows: z.array(run), total: z.int() })),
})

export const listMovedValues = route({
  access: 'reader',
  method: 'get',
  path: '/sync-log',
  summary: 'Values the sync moved, newest first',
  description:
    'Without a record, for administrators only. Values of connections outside the scope of the user are left out.',
  request: {
    query: paging.extend({
      recordType: recordType.optional(),
      recordId: z.coerce.number().int().positive().optional(),
      connectionId: z.coerce.number().int().positive().optional(),
      runId: z.coerce.number().int().positive().optional(),
    }),
  },
  responses: answers(z.object({ rows: z.array(movedValue), total: z.int() })),
})

export const requestPass = route({
  access: 'administrator',
  method: 'post',
  path: '/connections/{id}/passes',
  summary: 'Look for changes on this connection now',
  request: { params: idParam },
  responses: answersNothing,
})

/** What `Nu synchroniseren` did to one link. */
export const linkSync = z
  .object({
    runId: z.int(),
    moved: z.array(movedValue),
    state: z.enum(['inSync', 'waiting', 'conflict', 'failed', 'held']),
    problem: problemOf.nullable().describe('Why the record could not be synchronised, if so'),
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
  })
  .openapi('Conflict')

export const listConflicts = route({
  access: 'reader',
  method: 'get',
  path: '/conflicts',
  summary: 'Open conflicts, oldest first',
  request: {
    query: paging.extend({
      connectionId: z.coerce.number().int().positive().optional(),
      linkId: z.coerce.number().int().positive().optional(),
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
    attempts: z.int(),
    nextTryAt: time.nullable(),
    parkedAt: time,
  })
  .openapi('ParkedRecord')

export const listParked = route({
  access: 'administrator',
  method: 'get',
  path: '/parked',
  summary: 'Records put aside because a side refused them',
  request: { query: paging.extend({ connectionId: z.coerce.number().int().positive().optional() }) },
  responses: answers(z.object({ rows: z.array(parkedRecord), total: z.int() })),
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
  })
  .openapi('FieldError')

export const listFieldErrors = route({
  access: 'administrator',
  method: 'get',
  path: '/field-errors',
  summary: 'Fields of linked records that cannot be synchronised as they are, newest first',
  request: { query: paging.extend({ connectionId: z.coerce.number().int().positive().optional() }) },
  responses: answers(z.object({ rows: z.array(fieldError), total: z.int() })),
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
  })
  .openapi('StateCounts')

export const readStates = route({
  access: 'administrator',
  method: 'get',
  path: '/states',
  summary: 'Per connection how many links are in each state; they add up to the number of links',
  responses: answers(z.array(stateCounts)),
})
