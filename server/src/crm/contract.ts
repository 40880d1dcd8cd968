import { answers, body, recordType, route, time, value, values, z } from '../contract.ts'

export const listItem = z.object({ key: z.string(), name: z.string(), inactive: z.boolean() })

export const crmField = z
  .object({
    key: z.string(),
    label: z.string(),
    type: z.enum(['text', 'integer', 'decimal', 'checkbox', 'list', 'date', 'datetime']),
    mandatory: z.boolean(),
    help: z.string().nullable(),
    maxLength: z.int().nullable(),
    decimals: z.int().nullable().describe('For a decimal: the digits it keeps after the point; null: all'),
    items: z.array(listItem).nullable().describe('For a list: its items in order'),
    section: z
      .enum(['main', 'contact', 'postalAddress', 'streetAddress', 'other', 'custom'])
      .describe('Where it stands on the card'),
    custom: z.boolean(),
  })
  .openapi('CrmField')

export const readFields = route({
  access: 'reader',
  method: 'get',
  path: '/records/{recordType}/fields',
  summary: 'The fields of a record type, in the order of the card',
  request: { params: z.object({ recordType }) },
  responses: answers(z.array(crmField)),
})

export const record = z
  .object({
    id: z.int(),
    recordType,
    title: z.string().describe('Name of the company or project; full name of the person'),
    company: z.object({ id: z.int(), name: z.string() }).nullable().describe('Of a person or project'),
    fields: values.describe('Field key → value; list values are item keys'),
    version: z.int().describe('Send it back with a change'),
    createdAt: time,
    updatedAt: time,
    updatedBy: z
      .string()
      .nullable()
      .describe('Name of the user, or of the ERP connection that wrote it last'),
  })
  .openapi('Record')

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

// Lists of records, to look at and to take along, and how each looks at them.
export * from './export/contract.ts'
export * from './search/contract.ts'
export * from './selections/contract.ts'
// The fields and lists themselves, for administrators.
export * from './setup/contract.ts'
export { value }
