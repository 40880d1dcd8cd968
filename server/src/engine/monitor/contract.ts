import {
  actorType,
  answers,
  answersNothing,
  body,
  direction,
  idParam,
  paging,
  problem,
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
    linkId: z.int(),
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
    requestedBy: z
      .string()
      .nullable()
      .describe('Who asked for the run; null: the engine itself, or it is no longer known'),
  })
  .openapi('MovedValue')

export const run = z
  .object({
    id: z.int(),
    connection: z.object({ id: z.int(), name: z.string() }),
    kind: z.enum([
      ...(['pass', 'record', 'link', 'resyncToCrm', 'resyncToErp', 'undo'] as const),
      ...(['preview', 'comparison', 'repair', 'create', 'import'] as const),
      ...(['importCollection', 'importPreview', 'importUndo'] as const),
    ]),
    state: z.enum(['queued', 'running', 'done', 'failed', 'stopped']),
    startedAt: time,
    finishedAt: time.nullable(),
    durationMs: z.int().describe('Until now while it runs'),
    requestedBy: z.string().nullable().describe('Nobody: the engine itself'),
    cancelledAt: time.nullable(),
    nextTryAt: time.nullable().describe('When long work that met a problem goes on'),
    expected: z
      .int()
      .nullable()
      .describe('How many links there are to go through; null: not known beforehand'),
    processed: z.int(),
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

const connectionId = z.coerce.number().int().positive().optional()
const moment = z.iso
  .datetime({ offset: true })
  .refine((text) => /^(19|2\d)\d\d-/.test(text))
  .optional()
// The database holds no NUL, so nothing that is stored has one.
const words = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !text.includes('\0'))
  .optional()
const limit = z.coerce.number().int().min(1).max(200).default(50)

export const runFilter = z.object({
  connectionId,
  kind: run.shape.kind.optional(),
  state: run.shape.state.optional(),
  busy: z
    .enum(['true'])
    .optional()
    .describe('Only runs that changed or failed something, or are still going on'),
  from: moment.describe('Started at or after'),
  to: moment.describe('Started before'),
  before: z.coerce.number().int().positive().optional().describe('`next` of the page before'),
  limit,
})

export const listRuns = route({
  access: 'administrator',
  method: 'get',
  path: '/runs',
  summary: 'Runs, newest first',
  request: { query: runFilter },
  responses: answers(
    z.object({
      rows: z.array(run),
      next: z.int().nullable().describe('Where the next page begins; null: the end'),
    }),
  ),
})

export const oneRun = run
  .extend({
    cursorFrom: z
      .record(z.string(), z.string().nullable())
      .nullable()
      .describe('By actor type, when it began'),
    cursorTo: z.record(z.string(), z.string().nullable()).nullable(),
    options: z.unknown().describe('What was asked for; depends on the kind'),
    result: z.unknown().describe('What came of it beside the counts; depends on the kind'),
    has: z
      .object({ moved: z.boolean(), conflicts: z.boolean(), parked: z.boolean() })
      .describe('Whether there are moved values, conflicts, parked records of this run'),
  })
  .openapi('OneRun')

export const readRun = route({
  access: 'administrator',
  method: 'get',
  path: '/runs/{id}',
  summary: 'One run; its moved values, conflicts and parked records are listed by runId',
  request: { params: idParam },
  responses: answers(oneRun),
})

/** What the field log can be searched by. */
export const logFilter = z.object({
  recordType: recordType.optional(),
  recordId: z.coerce.number().int().positive().optional(),
  connectionId,
  runId: z.coerce.number().int().positive().optional(),
  field: words.describe('The key of the field on either side'),
  direction: direction.optional(),
  rule: words,
  text: words.describe('Part of the old or the new value; of a list item, part of its name'),
  from: moment,
  to: moment,
  userId: words.describe('Who asked for the run'),
})

export const listMovedValues = route({
  access: 'reader',
  method: 'get',
  path: '/sync-log',
  summary: 'Values the sync moved, newest first',
  description:
    'Without a record, for administrators only. Values of connections outside the scope of the user are left out. ' +
    'A search that finds little stops at `searchedTo`; ask on with `next`.',
  request: {
    query: logFilter.extend({
      after: z
        .string()
        .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z_\d{1,15}$/)
        .optional()
        .describe('`next` of the page before'),
      limit,
    }),
  },
  responses: answers(
    z.object({
      rows: z.array(movedValue),
      next: z.string().nullable().describe('Where to go on; null: the end'),
      searchedTo: time
        .nullable()
        .describe('The search has come this far and there may be more; null: the page is full, or the end'),
    }),
  ),
})

export const exportLog = route({
  access: 'reader',
  method: 'get',
  path: '/sync-log/export',
  summary: 'The same values as a CSV file in the language of the user',
  request: { query: logFilter },
  responses: {
    200: { description: 'A file', content: { 'text/csv': { schema: z.string() } } },
    default: { description: 'A problem', content: { 'application/problem+json': { schema: problem } } },
  },
})

export const retention = z
  .object({
    runDays: z.int().min(1).max(3650).describe('How long runs are kept'),
    logDays: z.int().min(1).max(3650).describe('How long the field log is kept, and with it what is settled'),
  })
  .openapi('Retention')

export const readRetention = route({
  access: 'administrator',
  method: 'get',
  path: '/engine/retention',
  summary: 'How long history is kept',
  responses: answers(retention),
})

export const changeRetention = route({
  access: 'administrator',
  method: 'put',
  path: '/engine/retention',
  summary: 'Set how long history is kept; what is older is pruned in the background',
  request: { body: body(retention) },
  responses: answers(retention),
})

export const requestPass = route({
  access: 'administrator',
  method: 'post',
  path: '/connections/{id}/passes',
  summary: 'Look for changes on this connection now',
  request: { params: idParam },
  responses: answersNothing,
})

const linkStates = z.enum(['inSync', 'waiting', 'conflict', 'failed', 'held'])

/** What `Nu synchroniseren` did to one link. */
export const linkSync = z
  .object({
    runId: z.int(),
    moved: z.array(movedValue),
    state: linkStates,
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

const fieldName = z.object({ key: z.string(), label: z.string() })

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

export const stateCounts = z
  .object({
    connectionId: z.int(),
    links: z.int(),
    inSync: z.int(),
    waiting: z.int(),
    conflict: z.int(),
    failed: z.int(),
    held: z.int(),
    waitingSince: time.nullable().describe('Since when the one that waits longest does'),
  })
  .openapi('StateCounts')

export const readStates = route({
  access: 'administrator',
  method: 'get',
  path: '/states',
  summary: 'Per connection how many links are in each state; they add up to the number of links',
  responses: answers(z.array(stateCounts)),
})

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
