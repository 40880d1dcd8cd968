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
import { longWork } from '../long-work/contract.ts'

// Importeren vanuit ERP, in the order of the screens: where from, choose actors, settings, preview, carry out, results.
//
// 1. GET /import-sources: the connections and actor types to import from, with the reason where it is not possible.
// 2. POST /imports: begins one. GET /imports finds those that were left again; GET /imports/{id} follows one.
// 3. Search with POST /connections/{id}/actor-searches (as everywhere); POST /imports/{id}/chosen-keys tells which of the
//    hits are in already. POST /imports/{id}/rows adds those that were ticked; POST /imports/{id}/collections adds all
//    that match, without the browser having seen them; POST /imports/{id}/removals takes some out again.
// 4. PUT /imports/{id}/settings; GET /imports/{id}/settings-form says what can be set.
// 5. POST /imports/{id}/previews judges the rows that are not judged: those that were collected are. GET /imports/{id}/rows reads them page by page, by verdict or outcome;
//    PATCH /imports/{id}/rows ticks, unticks and decides, for some rows or all of a verdict.
// 6. PUT /imports/{id}/state: `started` carries out (also: goes on, and tries failed rows again), `paused`, `cancelled`.
// 7. GET /imports/{id} has the outcome counted, and the two saved selections; GET /imports/{id}/undo-extent and
//    POST /imports/{id}/undos take it back.
// Work under way is told as { kind: 'longWork', runId } with the run of `work`; read the import again then.

const importSettings = z
  .object({
    keys: z
      .array(z.enum(['number', 'vatNo', 'email', 'nameAndZip', 'phone', 'name']))
      .max(6)
      .describe(
        'By what records are found, in this order: the first that finds any decides. Several: possible duplicate',
      ),
    nearNames: z.boolean().describe('Names that are only alike make possible duplicates'),
    onMatch: z
      .enum(['update', 'link', 'skip'])
      .describe(
        'What becomes of records that are found: linked and brought in line as mapped, only linked, or passed over',
      ),
    blanks: z.boolean().describe('With `update`: whether a blank of the ERP overwrites a value of the CRM'),
    defaults: values.describe('By CRM field, for new records; what the ERP delivers goes first'),
  })
  .openapi('ImportSettings')

const verdict = z
  .enum(['new', 'update', 'linked', 'duplicate', 'error'])
  .describe('linked: already; duplicate: somebody has to say which record it is; error: cannot be imported')
const outcome = z
  .enum(['created', 'updated', 'linked', 'failed', 'undone'])
  .describe('linked: it turned out to be linked already')
const explained = z.object({ code: z.string(), title: z.string() })

const counts = z.object({
  rows: z.int(),
  unjudged: z.int().describe('Rows the preview has still to judge'),
  verdicts: z.object({ new: z.int(), update: z.int(), linked: z.int(), duplicate: z.int(), error: z.int() }),
  undecided: z.int().describe('Possible duplicates nobody decided about; they are not imported'),
  unticked: z.int(),
  outcomes: z.object({
    created: z.int(),
    updated: z.int(),
    linked: z.int(),
    failed: z.int(),
    undone: z.int(),
  }),
  toDo: z.int().describe('Rows that would be carried out now'),
})

export const importOf = z
  .object({
    id: z.int(),
    connection: z.object({ id: z.int(), name: z.string() }),
    actorType,
    recordType,
    state: z
      .enum(['open', 'started', 'paused', 'cancelled', 'done', 'undone'])
      .describe(
        'open: being put together; started: carried out, see `work`; done: all that could be is carried out',
      ),
    settings: importSettings,
    createdBy: z.object({ id: z.string(), name: z.string() }),
    createdAt: time,
    counts,
    work: longWork
      .extend({ of: z.enum(['collection', 'preview', 'import', 'undo']) })
      .nullable()
      .describe('What is under way, or what failed last; with its progress and why it waits'),
    selections: z
      .object({ created: z.int().nullable(), updated: z.int().nullable() })
      .describe('The saved selections of records it made and updated, once it ended'),
  })
  .openapi('Import')

export const readImportSources = route({
  access: 'user',
  method: 'get',
  path: '/import-sources',
  summary: 'The ERP connections and actor types this user may import from',
  request: {},
  responses: answers(
    z.object({
      blocked: explained.nullable().describe('Why this user may not import at all'),
      connections: z.array(
        z.object({
          id: z.int(),
          name: z.string(),
          blocked: explained.nullable().describe('Why not from this one, e.g. no right to connect'),
          actorTypes: z.array(z.object({ actorType, recordType, links: z.int() })),
        }),
      ),
    }),
  ),
})

export const listImports = route({
  access: 'user',
  method: 'get',
  path: '/imports',
  summary: 'The imports of this user, newest first; of everybody for an administrator',
  request: {},
  responses: answers(z.array(importOf)),
})

export const beginImport = route({
  access: 'user',
  method: 'post',
  path: '/imports',
  summary: 'Begin an import (Importeren vanuit ERP)',
  description: '403 `mayNotImport`, `mayNotConnect`. 404 for an actor type that is not synchronised.',
  request: { body: body(z.object({ connectionId: z.int(), actorType })) },
  responses: answers(importOf),
})

export const readImport = route({
  access: 'user',
  method: 'get',
  path: '/imports/{id}',
  summary: 'One import, with its counts and what is under way',
  request: { params: idParam },
  responses: answers(importOf),
})

export const deleteImport = route({
  access: 'user',
  method: 'delete',
  path: '/imports/{id}',
  summary: 'Throw an import away; what it made and linked stays',
  description: '409 `importBusy` while something is under way.',
  request: { params: idParam },
  responses: answersNothing,
})

const keys = z.array(z.string().min(1).max(500)).min(1).max(200)

export const readChosenKeys = route({
  access: 'user',
  method: 'post',
  path: '/imports/{id}/chosen-keys',
  summary: 'Which of these actors are in the import',
  request: { params: idParam, body: body(z.object({ keys })) },
  responses: answers(z.object({ keys: z.array(z.string()) })),
})

export const addImportRows = route({
  access: 'user',
  method: 'post',
  path: '/imports/{id}/rows',
  summary: 'Add these actors (Import toevoegen); those that are in already are passed over',
  description: '502 `erpUnavailable`. 409 `importBusy`, `importEnded`.',
  request: { params: idParam, body: body(z.object({ keys })) },
  responses: answers(importOf),
})

export const collectImportRows = route({
  access: 'user',
  method: 'post',
  path: '/imports/{id}/collections',
  summary: 'Add all actors that match; without text and criteria all there are',
  description:
    'Read from the ERP in the background: see `work`, cancelled by DELETE. 422 `invalidCriterion` as for a search. 409 ' +
    '`importBusy`, `importEnded`.',
  request: {
    params: idParam,
    body: body(
      z.object({
        text: z.string().max(200).default(''),
        criteria: z
          .array(
            z.object({
              field: z.string().max(200),
              operator: z.string().max(40),
              values: z.array(value).max(500),
            }),
          )
          .max(20)
          .default([]),
      }),
    ),
  },
  responses: answers(importOf),
})

export const removeImportRows = route({
  access: 'user',
  method: 'post',
  path: '/imports/{id}/removals',
  summary: 'Take actors out of the import again: these, or all',
  description: '409 `importBusy`, `importEnded`.',
  request: {
    params: idParam,
    body: body(z.union([z.object({ keys }), z.object({ all: z.literal(true) })])),
  },
  responses: answers(importOf),
})

export const cancelImportWork = route({
  access: 'user',
  method: 'delete',
  path: '/imports/{id}/work',
  summary: 'Ask a collection or preview that is under way to end; what is done stays',
  request: { params: idParam },
  responses: answersNothing,
})

export const readImportForm = route({
  access: 'user',
  method: 'get',
  path: '/imports/{id}/settings-form',
  summary: 'What can be set for this import',
  request: { params: idParam },
  responses: answers(
    z.object({
      keys: z
        .array(
          z.object({
            key: importSettings.shape.keys.element,
            blocked: z
              .string()
              .nullable()
              .describe('Why it finds nothing, e.g. no ERP field is mapped to the VAT number'),
          }),
        )
        .describe('The matching keys of the record type, the surest first'),
      defaults: z
        .array(
          z.object({
            key: z.string(),
            label: z.string(),
            type: z.enum(['text', 'integer', 'decimal', 'checkbox', 'list', 'date', 'datetime']),
            maxLength: z.int().nullable(),
            decimals: z.int().nullable(),
            items: z.array(z.object({ key: z.string(), label: z.string() })).nullable(),
            fromErp: z.boolean().describe('The ERP delivers it; the default counts where that is blank'),
          }),
        )
        .describe('CRM fields a new record may get a default for'),
    }),
  ),
})

export const changeImportSettings = route({
  access: 'user',
  method: 'put',
  path: '/imports/{id}/settings',
  summary: 'Set how records are matched and what becomes of them',
  description:
    'Other keys make the preview start anew. 422 `invalidFields` for defaults that do not fit. 409 `importBusy`, `importEnded`.',
  request: { params: idParam, body: body(importSettings) },
  responses: answers(importOf),
})

export const previewImport = route({
  access: 'user',
  method: 'post',
  path: '/imports/{id}/previews',
  summary: 'Judge every row that is not judged, or no longer holds; with `anew` all of them',
  description:
    'In the background: see `work`, which stays null where nothing is left to judge: actors are judged as they are collected. ' +
    'Writes nothing to either side. 409 `importBusy`, `importEnded`.',
  request: { params: idParam, body: body(z.object({ anew: z.boolean().default(false) })) },
  responses: answers(importOf),
})

const flag = z.enum(['true', 'false']).optional()

const rowFilter = z.object({
  verdict: verdict.optional(),
  outcome: outcome.optional(),
  undecided: flag.describe('true: possible duplicates nobody decided about'),
  ticked: flag,
  q: z.string().max(200).optional().describe('In the title or key of the actor'),
})

const shown = z.object({ key: z.string(), label: z.string(), text: z.string() })

export const importRow = z
  .object({
    id: z.int(),
    actorKey: z.string(),
    title: z.string(),
    fields: z
      .array(shown)
      .describe('Of the actor: what is shown in a search, and what is compared with candidates'),
    verdict: verdict.nullable().describe('null: not judged yet'),
    matchedBy: z.string().nullable().describe('For update: the key by which the record was found'),
    record: z
      .object({ recordType, id: z.int(), title: z.string() })
      .nullable()
      .describe('For update and linked; after it is carried out the record it became'),
    company: z
      .object({ id: z.int(), title: z.string() })
      .nullable()
      .describe('Of a person or project: the company it will belong to'),
    changes: z
      .array(z.object({ crmField: z.string(), label: z.string(), from: z.string(), to: z.string() }))
      .describe('For update: what of the record would be overwritten, or filled in'),
    candidates: z
      .array(
        z.object({
          recordId: z.int(),
          title: z.string(),
          keys: z.array(z.string()).describe('What they have in common, the surest first'),
          similarity: z.number().describe('Of the names, 0 to 1'),
          taken: z.boolean().describe('Linked to another actor of this connection: cannot be chosen'),
          fields: z.array(shown).describe('The same fields as the actor’s `compared`, to lay beside them'),
        }),
      )
      .describe('For a possible duplicate; the likeliest first'),
    compared: z
      .array(shown)
      .describe('For a possible duplicate: the actor as a CRM record, to lay beside candidates'),
    problem: explained.extend({ detail: z.string().nullable() }).nullable(),
    warnings: z.array(explained.extend({ crmField: z.string() })),
    ticked: z.boolean(),
    choice: z
      .discriminatedUnion('do', [
        z.object({ do: z.literal('link'), recordId: z.int() }),
        z.object({ do: z.literal('create') }),
        z.object({ do: z.literal('skip') }),
      ])
      .nullable(),
    outcome: outcome.nullable(),
  })
  .openapi('ImportRow')

export const readImportRows = route({
  access: 'user',
  method: 'get',
  path: '/imports/{id}/rows',
  summary: 'One page of the rows of an import, in the order they were added',
  request: { params: idParam, query: rowFilter.extend(paging.shape) },
  responses: answers(z.object({ rows: z.array(importRow), total: z.int() })),
})

const file = { schema: z.string().openapi({ type: 'string', format: 'binary' }) }

export const exportImportRows = route({
  access: 'user',
  method: 'get',
  path: '/imports/{id}/rows/export',
  summary: 'The rows of an import that fit a filter as CSV or XLSX: verdicts, choices and what they became',
  request: {
    params: idParam,
    query: rowFilter.extend({ format: z.enum(['csv', 'xlsx']).default('xlsx') }),
  },
  responses: {
    200: {
      description: 'The file',
      content: {
        'text/csv': file,
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': file,
      },
    },
  },
})

export const decideImportRows = route({
  access: 'user',
  method: 'patch',
  path: '/imports/{id}/rows',
  summary: 'Tick or untick rows, or decide what becomes of them: these, or all that fit a filter',
  description:
    '`link` without `recordId` takes the likeliest candidate that is free; rows without one stay undecided. 422 ' +
    '`notACandidate`. 409 `importBusy`, `importEnded`.',
  request: {
    params: idParam,
    body: body(
      z.object({
        ids: z.array(z.int()).min(1).max(1_000).optional(),
        where: rowFilter.optional().describe('Instead of ids'),
        ticked: z.boolean().optional(),
        choice: z
          .union([
            z.object({ do: z.enum(['link', 'create', 'skip']), recordId: z.int().optional() }),
            z.null(),
          ])
          .optional()
          .describe('null: nothing decided'),
      }),
    ),
  },
  responses: answers(z.object({ rows: z.int().describe('How many changed'), import: importOf })),
})

export const changeImportState = route({
  access: 'user',
  method: 'put',
  path: '/imports/{id}/state',
  summary: 'Carry out (also: go on, or try what failed again), pause, or cancel',
  description:
    '`started` in the background, see `work`; it survives restarts, and goes on while the engine is off. What is done ' +
    'stays when it is paused or cancelled. 403 `mayNotImport`. 409 `notPreviewed`, `nothingToImport`, `importBusy`, ' +
    '`importEnded`, `connectionInactive`.',
  request: {
    params: idParam,
    body: body(
      z.object({
        state: z.enum(['started', 'paused', 'cancelled']),
        failed: z.boolean().default(false).describe('With `started`: rows that failed are tried again'),
        ids: z.array(z.int()).max(1_000).optional().describe('With `failed`: only these'),
      }),
    ),
  },
  responses: answers(importOf),
})

export const readImportUndoExtent = route({
  access: 'user',
  method: 'get',
  path: '/imports/{id}/undo-extent',
  summary: 'What undoing an import would do',
  request: { params: idParam },
  responses: answers(
    z.object({
      toBin: z.int().describe('Records it made that nobody edited since'),
      kept: z
        .int()
        .describe('Records it made that are edited or linked elsewhere since; only their link ends'),
      unlinked: z.int().describe('Links it made that would end'),
      values: z.int().describe('Values it overwrote; those that somebody changed since stay'),
    }),
  ),
})

export const undoImport = route({
  access: 'user',
  method: 'post',
  path: '/imports/{id}/undos',
  summary: 'Undo an import',
  description:
    'In the background, see `work`: records it made go to the bin unless somebody edited them, links it made end, values ' +
    'it overwrote are put back where nobody changed them. What has meanwhile been sent to the ERP stays there. 409 `importBusy`, ' +
    '`nothingToUndo`.',
  request: { params: idParam },
  responses: answers(importOf),
})
