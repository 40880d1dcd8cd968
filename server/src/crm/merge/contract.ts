import { actorType, answers, body, recordType, route, z } from '../../contract.ts'
import { record } from '../cards/contract.ts'

const two = z.object({
  recordType,
  id: z.coerce.number().int().positive().describe('The record that stays'),
  otherId: z.coerce.number().int().positive().describe('The record that is merged into it'),
})

export const mergeClash = z.object({
  connection: z.object({ id: z.int(), name: z.string() }).nullable().describe('null: one you may not use'),
  links: z.array(
    z.object({
      id: z.int(),
      recordId: z.int(),
      actorType,
      actorKey: z.string(),
      actorTitle: z.string(),
      broken: z.boolean(),
    }),
  ),
})

export const readMerge = route({
  access: 'user',
  method: 'get',
  path: '/records/{recordType}/{id}/merge/{otherId}',
  summary: 'What merging two records means for what belongs to them',
  request: { params: two },
  responses: answers(
    z.object({
      persons: z.int().describe('Persons of the other company that come along'),
      projects: z.int(),
      links: z.int().describe('Links of the other record that come along'),
      clashes: z.array(mergeClash).describe('Both are linked in one connection: one link has to end'),
    }),
  ),
})

export const mergeRecords = route({
  access: 'user',
  method: 'put',
  path: '/records/{recordType}/{id}/merge/{otherId}',
  summary: 'Merge two records',
  description:
    'Persons, projects and links go to the record that stays; the other goes to the bin. Nothing is deleted in any ERP. ' +
    '409 `recordChanged` when either was changed since; 422 `mergeClash` when it is not said which link stays.',
  request: {
    params: two,
    body: body(
      z.object({
        version: z.int(),
        otherVersion: z.int(),
        take: z
          .array(z.string().max(100))
          .max(500)
          .describe('Fields of which the value of the other stands; `companyId` for the company'),
        keep: z.array(z.int()).max(500).default([]).describe('Of each clash the link that stays'),
      }),
    ),
  },
  responses: answers(record),
})

export const undoMerge = route({
  access: 'user',
  method: 'delete',
  path: '/records/{recordType}/{id}/merge/{otherId}',
  summary: 'Undo a merge',
  description: 'What was changed since stays as it is, and is named.',
  request: { params: two },
  responses: answers(
    z.object({
      record,
      kept: z.object({
        fields: z.array(z.string()).describe('Keys of fields that were changed since'),
        links: z.int().describe('Links that could not go back'),
        persons: z.int().describe('Persons and projects that were moved elsewhere since'),
      }),
    }),
  ),
})
