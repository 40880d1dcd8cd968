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
  z,
} from '../../contract.ts'
import { previewOptions } from './preview-options.ts'
import { resyncOptions } from './resync-options.ts'

export const longWork = z
  .object({
    id: z.int().describe('The run'),
    connection: z.object({ id: z.int(), name: z.string() }),
    kind: z.string(),
    state: z.enum(['queued', 'running', 'done', 'failed', 'stopped']),
    cancelling: z.boolean().describe('Asked to end; it ends after the batch that is under way'),
    options: z.unknown(),
    expected: z.int().describe('Links there were to go through when it was asked for'),
    processed: z.int().describe('Links that are done'),
    startedAt: time,
    finishedAt: time.nullable(),
    requestedBy: z.string().nullable(),
    changed: z.int(),
    toCrm: z.int(),
    toErp: z.int(),
    skipped: z.int(),
    failed: z.int(),
    conflicts: z.int(),
    problem: storedProblem.nullable().describe('Why it failed, or why it waits'),
    nextTryAt: time.nullable(),
  })
  .openapi('LongWork')

export const listLongWork = route({
  access: 'administrator',
  method: 'get',
  path: '/long-work',
  summary: 'Long work: what is under way, and the last that ended, newest first',
  request: { query: z.object({ connectionId: z.coerce.number().int().positive().optional() }) },
  responses: answers(z.array(longWork)),
})

export const readLongWork = route({
  access: 'administrator',
  method: 'get',
  path: '/long-work/{id}',
  summary: 'How far long work is',
  request: { params: idParam },
  responses: answers(longWork),
})

export const cancelLongWork = route({
  access: 'administrator',
  method: 'delete',
  path: '/long-work/{id}',
  summary: 'Ask long work to end; what is done stays',
  request: { params: idParam },
  responses: answersNothing,
})

const target = z.enum(['crm', 'erp']).describe('Which side takes the values of the other')

export const readResyncExtent = route({
  access: 'administrator',
  method: 'get',
  path: '/connections/{id}/resync-extent',
  summary: 'How many links a resync would go through',
  request: { params: idParam, query: z.object({ target, actorType: actorType.optional() }) },
  responses: answers(z.object({ links: z.int() })),
})

export const requestResync = route({
  access: 'administrator',
  method: 'post',
  path: '/connections/{id}/resyncs',
  summary: 'Give one side the values of the other again (Opnieuw synchroniseren vanuit CRM / vanuit ERP)',
  description:
    'Every mapped field that may flow that way, whatever changed when. Conflicts are settled by the direction; held ' +
    'links are passed over. 409 `connectionInactive`; 409 `alreadyUnderWay` with its run as `current`.',
  request: { params: idParam, body: body(resyncOptions.extend({ target })) },
  responses: answers(longWork),
})

export const requestPreview = route({
  access: 'administrator',
  method: 'post',
  path: '/connections/{id}/previews',
  summary: 'Plan an activation, a resync or a mapping change without writing anything',
  description:
    'Also for a connection that is not active. 409 `alreadyUnderWay` with its run as `current`; cancel that one first.',
  request: { params: idParam, body: body(previewOptions) },
  responses: answers(longWork),
})

const field = z.object({ key: z.string(), label: z.string() })

export const previewed = z
  .object({
    links: z.int().describe('Looked at so far'),
    skipped: z.int().describe('Held, broken, or of a type that is not synchronised'),
    missing: z.int().describe('No longer in the ERP: their links would break'),
    failed: z.int(),
    toCrm: z.int().describe('Links of which the CRM would get something'),
    toErp: z.int(),
    conflicts: z.int(),
    fields: z.array(
      z.object({
        actorType,
        erpField: field,
        crmField: field,
        toCrm: z.int(),
        toErp: z.int(),
        blankInCrm: z.int().describe('Of those, blanks over a value'),
        blankInErp: z.int(),
        conflicts: z.int(),
        misfits: z.int().describe('Values that do not fit the other side'),
        examples: z.array(
          z.object({
            record: z.object({ recordType, id: z.int(), title: z.string().nullable() }),
            kind: z.enum(['toCrm', 'toErp', 'conflict', 'misfit']),
            erp: z.string().describe('As a person reads it'),
            crm: z.string(),
            after: z.string().describe('What the side that is written would hold'),
          }),
        ),
      }),
    ),
  })
  .openapi('Preview')

export const readPreview = route({
  access: 'administrator',
  method: 'get',
  path: '/long-work/{id}/preview',
  summary: 'What a preview found, also while it goes on',
  request: { params: idParam },
  responses: answers(previewed),
})
