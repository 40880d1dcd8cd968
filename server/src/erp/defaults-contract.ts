import { actorType, answers, body, idParam, recordType, route, value, z } from '../contract.ts'
import { choice } from './connector-contract.ts'

export const defaultField = z
  .object({
    key: z.string(),
    label: z.string(),
    help: z.string().nullable(),
    type: z.enum(['text', 'password', 'integer', 'decimal', 'checkbox', 'list', 'date', 'datetime']),
    maxLength: z.int().nullable(),
    items: z.array(choice).nullable().describe('For a list: what may be chosen'),
    crmField: z.string().nullable().describe('Label of the CRM field it is synchronised with, if it is'),
    hasDefault: z.boolean(),
    value,
    text: z.string().describe('As a person reads it'),
    problem: z
      .string()
      .nullable()
      .describe('Why the default value does not fit (any more), e.g. an item the ERP no longer has'),
    list: z.string().nullable().describe('For a list: its name in the ERP'),
    askUser: z.boolean(),
    mandatory: z.boolean(),
    locked: z.boolean().describe('The ERP itself says that it is mandatory'),
  })
  .openapi('DefaultField')

export const defaults = z
  .object({
    actorType,
    recordType,
    canCreate: z.boolean().describe('The connector can make these in the ERP'),
    version: z.int(),
    fields: z.array(defaultField),
  })
  .openapi('Defaults')

export const readDefaults = route({
  access: 'administrator',
  method: 'get',
  path: '/connections/{id}/defaults',
  summary: 'What a new actor in the ERP is given, by actor type (Standaardwaarden)',
  description: 'All fields a new actor can have, in rank order; used where the record has no value.',
  request: { params: idParam },
  responses: answers(z.array(defaults)),
})

export const changeDefaults = route({
  access: 'administrator',
  method: 'put',
  path: '/connections/{id}/defaults/{actorType}',
  summary: 'Set what a new actor of one type is given; fields that are not named have nothing set',
  description:
    '409 `mappingChanged` when somebody else changed it since `version`; 422 `invalidDefaults` names each field. ' +
    'A mandatory field needs a default value or has to be asked for, unless the ERP says that it is mandatory.',
  request: {
    params: idParam.extend({ actorType }),
    body: body(
      z.object({
        version: z.int(),
        fields: z.array(
          z.object({
            key: z.string(),
            hasDefault: z.boolean().default(false),
            value: value.default(null),
            askUser: z.boolean().default(false),
            mandatory: z.boolean().default(false),
          }),
        ),
      }),
    ),
  },
  responses: answers(defaults),
})

export const readErpListItems = route({
  access: 'administrator',
  method: 'get',
  path: '/connections/{id}/erp-lists/{erpList}',
  summary: 'The items of a list, read from the ERP now',
  description:
    'What is new in it can be chosen from then on. 404 for a list no field of the ERP uses; 502 `erpUnavailable` when ' +
    'the ERP does not answer.',
  request: { params: idParam.extend({ erpList: z.string() }) },
  responses: answers(z.array(choice)),
})

// ── Velden rangschikken ──────────────────────────────────────────────────────────────────────────────────

export const ranks = z
  .object({
    actorType,
    recordType,
    version: z.int(),
    fields: z.array(
      z.object({
        key: z.string(),
        label: z.string(),
        help: z.string().nullable(),
        rank: z.int().describe('1 is shown first'),
        showInTab: z.boolean(),
        showInSearch: z.boolean(),
      }),
    ),
  })
  .openapi('Ranks')

export const readRanks = route({
  access: 'administrator',
  method: 'get',
  path: '/connections/{id}/ranks',
  summary: 'The order of the fields of each actor type (Velden rangschikken)',
  description: 'All fields the ERP has, also those that are not shown.',
  request: { params: idParam },
  responses: answers(z.array(ranks)),
})

export const changeRanks = route({
  access: 'administrator',
  method: 'put',
  path: '/connections/{id}/ranks/{actorType}',
  summary: 'Set the order in which the ERP tab and search results show the fields of one actor type',
  description:
    'Fields that are not named keep their place. 409 `mappingChanged` when somebody else changed it since `version`.',
  request: {
    params: idParam.extend({ actorType }),
    body: body(z.object({ version: z.int(), fields: z.array(z.string()).describe('Keys, first to last') })),
  },
  responses: answers(ranks),
})
