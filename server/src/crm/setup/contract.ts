import { answers, answersNothing, body, idParam, recordType, route, z } from '../../contract.ts'

// Velden and Lijsten: what an administrator makes of the CRM's own fields and lists.

/** What something is called, in each language. */
const name = z.string().trim().min(1).max(100)
const names = z.object({ nl: name, en: name })

const use = z
  .object({
    connection: z.object({ id: z.int(), name: z.string() }),
    text: z.string().describe('Where in the connection: actor type and ERP field, or ERP list'),
  })
  .describe('Where an ERP connection uses it')

// ── Velden ───────────────────────────────────────────────────────────────────────────────────────────────

export const customFieldType = z.enum(['text', 'integer', 'decimal', 'checkbox', 'list', 'date'])

export const customField = z
  .object({
    id: z.int(),
    recordType,
    key: z.string().describe('In the API and in mappings; it never changes'),
    label: names,
    help: names.nullable(),
    type: customFieldType,
    maxLength: z.int().nullable(),
    decimals: z.int().nullable(),
    list: z.string().nullable().describe('Key of the CRM list'),
    inactive: z.boolean().describe('Out of use: values are kept, nothing shows or synchronises it'),
    values: z.int().describe('How many records have a value'),
    uses: z.array(use),
    version: z.int(),
  })
  .openapi('CustomField')

export const listCustomFields = route({
  access: 'administrator',
  method: 'get',
  path: '/custom-fields',
  summary: 'The user-defined fields of all record types in their order, also those out of use (Velden)',
  responses: answers(z.array(customField)),
})

const settings = {
  label: names,
  help: names.nullable().default(null),
  type: customFieldType,
  maxLength: z.int().min(1).max(4000).nullable().default(null).describe('Of a text; null: 254'),
  decimals: z
    .int()
    .min(0)
    .max(15)
    .nullable()
    .default(null)
    .describe('Of a decimal; null: as many as are given'),
  list: z.string().nullable().default(null).describe('Of a list: key of the CRM list'),
}

export const createCustomField = route({
  access: 'administrator',
  method: 'post',
  path: '/custom-fields',
  summary: 'Add a field to companies, persons or projects',
  description:
    'Its key is made of the label. 409 `fieldNameTaken` when the record type has a field of this name; 422 `noSuchList`.',
  request: { body: body(z.object({ recordType, ...settings })) },
  responses: answers(customField),
})

export const changeCustomField = route({
  access: 'administrator',
  method: 'put',
  path: '/custom-fields/{id}',
  summary: 'Change what a field is called, and what fits into it',
  description:
    '409 `fieldChanged` when somebody else changed it since `version`; 422 `fieldInUse` when type or list would change ' +
    'though there are values or mappings, or when values would no longer fit.',
  request: { params: idParam, body: body(z.object({ version: z.int(), ...settings })) },
  responses: answers(customField),
})

export const orderCustomFields = route({
  access: 'administrator',
  method: 'put',
  path: '/custom-fields/order/{recordType}',
  summary: 'Set the order of the user-defined fields on the card',
  description: 'Fields that are not named keep their place.',
  request: { params: z.object({ recordType }), body: body(z.object({ ids: z.array(z.int()) })) },
  responses: answersNothing,
})

export const deleteCustomField = route({
  access: 'administrator',
  method: 'delete',
  path: '/custom-fields/{id}',
  summary: 'Take a field out of use; its values are kept',
  description: 'Where it is mapped it stops synchronising, and activating says so.',
  request: { params: idParam },
  responses: answersNothing,
})

export const restoreCustomField = route({
  access: 'administrator',
  method: 'delete',
  path: '/custom-fields/{id}/deletion',
  summary: 'Use a field again, with the values it had (Herstellen)',
  request: { params: idParam },
  responses: answersNothing,
})

// ── Lijsten ──────────────────────────────────────────────────────────────────────────────────────────────

export const crmList = z
  .object({
    key: z.string(),
    name: names,
    items: z.int().describe('In use'),
    fields: z
      .array(z.object({ recordType, label: z.string(), inactive: z.boolean() }))
      .describe('That use it'),
    uses: z.array(use),
  })
  .openapi('CrmList')

export const listCrmLists = route({
  access: 'administrator',
  method: 'get',
  path: '/lists',
  summary: 'The lists of the CRM, and what uses them (Lijsten)',
  responses: answers(z.array(crmList)),
})

export const createCrmList = route({
  access: 'administrator',
  method: 'post',
  path: '/lists',
  summary: 'Add a list; its key is made of the name',
  description: '409 `nameTaken` when there is a list of this name.',
  request: { body: body(z.object({ name: names })) },
  responses: answers(crmList),
})

const listParam = z.object({ key: z.string() })

export const renameCrmList = route({
  access: 'administrator',
  method: 'put',
  path: '/lists/{key}',
  summary: 'Rename a list',
  request: { params: listParam, body: body(z.object({ name: names })) },
  responses: answersNothing,
})

export const deleteCrmList = route({
  access: 'administrator',
  method: 'delete',
  path: '/lists/{key}',
  summary: 'Delete a list nothing uses, with its items',
  description: '409 `listInUse` names each field and connection that uses it.',
  request: { params: listParam },
  responses: answersNothing,
})

export const crmListItem = z
  .object({
    id: z.int(),
    name: names,
    inactive: z.boolean(),
    records: z.int().describe('How many records have it'),
    uses: z.array(use),
  })
  .openapi('CrmListItem')

export const listCrmListItems = route({
  access: 'administrator',
  method: 'get',
  path: '/lists/{key}/items',
  summary: 'The items of a list in their order, also those out of use, and how much each is used',
  request: { params: listParam },
  responses: answers(z.array(crmListItem)),
})

export const createCrmListItem = route({
  access: 'administrator',
  method: 'post',
  path: '/lists/{key}/items',
  summary: 'Add an item at the end of a list',
  description: '409 `nameTaken` when the list has an item of this name.',
  request: { params: listParam, body: body(z.object({ name: names })) },
  responses: answers(z.object({ id: z.int() })),
})

export const orderCrmListItems = route({
  access: 'administrator',
  method: 'put',
  path: '/lists/{key}/order',
  summary: 'Set the order of the items of a list; items that are not named keep their place',
  request: { params: listParam, body: body(z.object({ ids: z.array(z.int()) })) },
  responses: answersNothing,
})

export const renameCrmListItem = route({
  access: 'administrator',
  method: 'put',
  path: '/list-items/{id}',
  summary: 'Rename an item; records that have it show the new name',
  request: { params: idParam, body: body(z.object({ name: names })) },
  responses: answersNothing,
})

export const deleteCrmListItem = route({
  access: 'administrator',
  method: 'delete',
  path: '/list-items/{id}',
  summary: 'Delete an item nothing uses; one that is used goes out of use and stays where it is',
  request: { params: idParam },
  responses: answers(z.object({ deleted: z.boolean().describe('false: it only went out of use') })),
})

export const restoreCrmListItem = route({
  access: 'administrator',
  method: 'delete',
  path: '/list-items/{id}/deletion',
  summary: 'Use an item again (Herstellen)',
  request: { params: idParam },
  responses: answersNothing,
})
