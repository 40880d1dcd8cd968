import { answers, body, recordType, route, value, values, z } from '../contract.ts'
import { record } from './cards/contract.ts'
import { crmField, listItem } from './field-contract.ts'

export const readFields = route({
  access: 'reader',
  method: 'get',
  path: '/records/{recordType}/fields',
  summary: 'The fields of a record type, in the order of the card',
  request: { params: z.object({ recordType }) },
  responses: answers(z.array(crmField)),
})

export const createRecord = route({
  access: 'user',
  method: 'post',
  path: '/records/{recordType}',
  summary: 'Add a record',
  request: {
    params: z.object({ recordType }),
    body: body(z.object({ fields: values, companyId: z.int().positive().nullable().default(null) })),
  },
  responses: answers(record),
})

const one = z.object({ recordType, id: z.coerce.number().int().positive() })

export const readRecord = route({
  access: 'reader',
  method: 'get',
  path: '/records/{recordType}/{id}',
  summary: 'One record with all its fields',
  request: { params: one },
  responses: answers(record),
})

export const changeRecord = route({
  access: 'user',
  method: 'patch',
  path: '/records/{recordType}/{id}',
  summary: 'Change fields of a record',
  description:
    '409 `recordChanged` when somebody else changed the record since `version`; `current` is the record as it is now. ' +
    '422 `invalidFields` names each field that does not fit.',
  request: {
    params: one,
    body: body(
      z.object({
        version: z.int(),
        fields: values.describe('Only what changes'),
        companyId: z.int().positive().nullable().optional(),
      }),
    ),
  },
  responses: answers(record),
})

export * from './bin/contract.ts'
// Lists of records, to look at and to take along, and how each looks at them.
export * from './export/contract.ts'
export * from './history/contract.ts'
export * from './matching/contract.ts'
export * from './merge/contract.ts'
export * from './search/contract.ts'
export * from './selections/contract.ts'
// The fields and lists themselves, for administrators.
export * from './setup/contract.ts'
export { crmField, listItem, record, value }
