import {
  answers,
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

/** What became of one value that a run had written. */
export const undoOutcome = z.enum([
  'putBack',
  'waiting',
  'changedSince',
  'unsettled',
  'notMapped',
  'notWritable',
  'doesNotFit',
  'refused',
  'recordGone',
  'linkEnded',
  'linkBroken',
  'linkHeld',
])

export const undoneValue = z
  .object({
    linkId: z.int(),
    record: z.object({ recordType, id: z.int(), title: z.string().nullable() }),
    direction: direction.describe('Towards the side that was written'),
    erpField: z.object({ key: z.string(), label: z.string() }),
    crmField: z.object({ key: z.string(), label: z.string() }),
    earlierValue: value,
    earlierText: z.string().describe('What the run had overwritten, as a person reads it'),
    writtenText: z.string().describe('What the run had written'),
    foundText: z.string().describe('What the side held when it was undone'),
    outcome: undoOutcome,
    changedBy: z.string().nullable().describe('Who changed the record last, if it was changed since'),
  })
  .openapi('UndoneValue')

export const undoExtent = z
  .object({
    links: z.int(),
    values: z.int(),
    toCrm: z.int(),
    toErp: z.int(),
    changedSince: z.int().describe('Of the values: those that are no longer what the run wrote'),
  })
  .openapi('UndoExtent')

export const readUndoExtent = route({
  access: 'administrator',
  method: 'get',
  path: '/runs/{id}/overwritten',
  summary: 'What undoing a run would put back, as far as is known without asking the ERP',
  request: { params: idParam },
  responses: answers(undoExtent),
})

export const undoRun = route({
  access: 'administrator',
  method: 'post',
  path: '/runs/{id}/undos',
  summary: 'Undo a whole run',
  description:
    'Puts back what the run overwrote, where nobody changed it since. Works in the background; the answer is the run that undoes. Nothing travels further because of it: the sides may differ afterwards until somebody edits one.',
  request: { params: idParam },
  responses: answers(z.object({ runId: z.int() })),
})

export const undoOfLink = route({
  access: 'user',
  method: 'post',
  path: '/links/{id}/undos',
  summary: 'Undo what a run wrote to one record, or one of its values',
  description: 'All of a run at once is for administrators; a user undoes one value.',
  request: {
    params: idParam,
    body: body(
      z.object({
        runId: z.int().positive(),
        valueId: z.int().positive().optional().describe('The line of the field log'),
      }),
    ),
  },
  responses: answers(z.object({ runId: z.int(), values: z.array(undoneValue) })),
})

export const readUndone = route({
  access: 'administrator',
  method: 'get',
  path: '/runs/{id}/undone',
  summary: 'The report of a run that undid another, value by value',
  request: {
    params: idParam,
    query: paging.extend({ outcome: undoOutcome.optional(), search: z.string().max(200).optional() }),
  },
  responses: answers(
    z.object({
      undoes: z.object({ runId: z.int(), startedAt: time }).nullable().describe('The run that was undone'),
      outcomes: z.array(z.object({ outcome: undoOutcome, values: z.int() })),
      rows: z.array(undoneValue),
      total: z.int(),
    }),
  ),
})
