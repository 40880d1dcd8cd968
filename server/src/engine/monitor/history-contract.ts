import {
  actorType,
  answers,
  direction,
  idParam,
  problem,
  recordType,
  route,
  storedProblem,
  time,
  value,
  z,
} from '../../contract.ts'
import { connectionId, limit, moment, words } from './filters.ts'

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
    problem: storedProblem.nullable(),
  })
  .openapi('Run')

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
