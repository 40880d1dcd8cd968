import { answers, body, recordType, route, z } from '../../contract.ts'
import { record } from '../cards/contract.ts'

const one = z.object({ recordType, id: z.coerce.number().int().positive() })

export const readDeletion = route({
  access: 'user',
  method: 'get',
  path: '/records/{recordType}/{id}/deletion',
  summary: 'What deleting a record means for what belongs to it',
  request: { params: one },
  responses: answers(
    z.object({
      persons: z.int().describe('Persons that stay, and still name this company'),
      projects: z.int(),
      links: z.int().describe('Links that pause while the record is in the bin'),
      connections: z.array(z.string()).describe('Names of the ERP connections among them that you may use'),
    }),
  ),
})

export const deleteRecord = route({
  access: 'user',
  method: 'put',
  path: '/records/{recordType}/{id}/deletion',
  summary: 'Put a record in the bin',
  description:
    'Nothing is lost: its links pause, nothing is told to any ERP, and `DELETE` brings it back. 409 `recordChanged` when ' +
    'somebody changed it since `version`.',
  request: { params: one, body: body(z.object({ version: z.int() })) },
  responses: answers(record),
})

export const restoreRecord = route({
  access: 'user',
  method: 'delete',
  path: '/records/{recordType}/{id}/deletion',
  summary: 'Bring a record back from the bin',
  description:
    'Its links go on: what changed on either side meanwhile is looked at. 409 `recordMerged` for one that was merged.',
  request: { params: one },
  responses: answers(record),
})
