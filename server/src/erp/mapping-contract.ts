import { actorType, answers, answersNothing, body, idParam, recordType, route, time, z } from '../contract.ts'
import { choice } from './connector-contract.ts'

/** Why an arrow is grey; absent when it can be set. */
const arrow = z.object({
  possible: z.boolean(),
  reason: z.string().nullable().describe('Tooltip of a grey arrow'),
  together: z
    .boolean()
    .describe('ERP → CRM is possible only while CRM → ERP is on as well; `reason` says why'),
})

export const changed = z
  .object({ by: z.string().nullable().describe('Name; null: a user who is gone'), at: time })
  .nullable()
  .describe('Who saved this last, and when; null: nobody yet')

export const mappedField = z
  .object({
    key: z.string(),
    label: z.string(),
    help: z.string().nullable(),
    type: z.enum(['text', 'password', 'integer', 'decimal', 'checkbox', 'list', 'date', 'datetime']),
    access: z.enum(['normal', 'mandatory', 'readOnly']),
    inErp: z.boolean().describe('false: no longer in ERP'),
    isNew: z.boolean().describe('The ERP offers it since the mapping was last saved'),
    needsDirection: z
      .boolean()
      .describe('A new actor cannot do without it, and no default value fills it in'),
    crmField: z.string().nullable(),
    crmFieldMissing: z.boolean(),
    suggestion: z
      .string()
      .nullable()
      .describe('CRM field with a similar name, for a field that is not mapped; never applied unasked'),
    toCrm: z.boolean(),
    toErp: z.boolean(),
    conflictRule: z.enum(['newest', 'erp', 'crm', 'ask']),
    keepOnBlank: z.boolean(),
    showInSearch: z.boolean(),
    showInTab: z.boolean(),
    rank: z.int(),
    arrows: z.int().describe('What could be set: a place in the `arrows` of its mapping'),
  })
  .openapi('MappedField')

export const mapping = z
  .object({
    actorType,
    recordType,
    enabled: z.boolean(),
    inErp: z.boolean(),
    links: z.int().describe('Records linked to an actor of this type'),
    version: z.int(),
    changed,
    crmFields: z.array(z.object({ key: z.string(), label: z.string(), type: z.string() })),
    fields: z.array(mappedField),
    arrows: z
      .array(z.record(z.string(), z.object({ toCrm: arrow, toErp: arrow })))
      .describe(
        'By CRM field key ("" for none) what could be set; a CRM field not named cannot be chosen. Fields of one kind share it',
      ),
  })
  .openapi('Mapping')

export const readMappings = route({
  access: 'administrator',
  method: 'get',
  path: '/connections/{id}/mappings',
  summary: 'The field mapping of each actor type (Toewijzingen)',
  request: { params: idParam },
  responses: answers(z.array(mapping)),
})

export const changeMapping = route({
  access: 'administrator',
  method: 'put',
  path: '/connections/{id}/mappings/{actorType}',
  summary: 'Set the field mapping of one actor type',
  description:
    '409 `mappingChanged` when somebody else changed it since `version`; 422 `invalidMapping` names each field whose ' +
    'direction is not possible. Fields of existing links that change get `start` as their rule.',
  request: {
    params: idParam.extend({ actorType }),
    body: body(
      z.object({
        version: z.int(),
        enabled: z.boolean(),
        start: z
          .enum(['erp', 'crm', 'ask', 'asIs'])
          .default('erp')
          .describe('How newly mapped fields of existing links begin'),
        fields: z.array(
          mappedField.pick({
            key: true,
            crmField: true,
            toCrm: true,
            toErp: true,
            conflictRule: true,
            keepOnBlank: true,
            showInSearch: true,
            showInTab: true,
          }),
        ),
      }),
    ),
  },
  responses: answers(mapping),
})

export const refreshDescription = route({
  access: 'administrator',
  method: 'put',
  path: '/connections/{id}/description',
  summary: 'Ask the ERP again for its actor types, fields and lists',
  description:
    'What has vanished is kept and marked, what is new is added unmapped; what was decided stays. 502 `erpUnavailable` ' +
    'when the ERP does not answer: then everything stays as it was.',
  request: { params: idParam },
  responses: answersNothing,
})

// ── Lijsttoewijzing ──────────────────────────────────────────────────────────────────────────────────────

export const listMapping = z
  .object({
    erpList: z.string(),
    crmList: z.string(),
    label: z.string().describe('Label of the ERP field(s) that use it'),
    version: z.int(),
    changed,
    items: z.array(
      z.object({
        erpItem: z.string(),
        label: z.string(),
        inErp: z.boolean(),
        isNew: z.boolean().describe('On the list since its mapping was last saved'),
        crmItem: z.string().nullable(),
        suggestion: z.string().nullable().describe('CRM item of the same name'),
      }),
    ),
    crmItems: z.array(choice),
  })
  .openapi('ListMapping')

export const readListMappings = route({
  access: 'administrator',
  method: 'get',
  path: '/connections/{id}/list-mappings',
  summary: 'The lists of mapped list fields with their items (Lijsttoewijzing)',
  request: { params: idParam },
  responses: answers(z.array(listMapping)),
})

export const changeListMapping = route({
  access: 'administrator',
  method: 'put',
  path: '/connections/{id}/list-mappings/{erpList}/{crmList}',
  summary: 'Map the items of one list',
  description:
    '409 `listMappingChanged` when somebody else changed it since `version`; 422 `duplicateListItem` when a CRM item is ' +
    'used twice. Items that are not named are not mapped.',
  request: {
    params: idParam.extend({ erpList: z.string(), crmList: z.string() }),
    body: body(
      z.object({
        version: z.int(),
        items: z.array(z.object({ erpItem: z.string(), crmItem: z.string().nullable() })),
      }),
    ),
  },
  responses: answers(listMapping),
})
