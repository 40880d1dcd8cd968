import {
  actorType,
  answers,
  answersNothing,
  body,
  idParam,
  recordType,
  route,
  time,
  value,
  values,
  z,
} from '../contract.ts'

// ── Sync Connectors ──────────────────────────────────────────────────────────────────────────────────────

const choice = z.object({ key: z.string(), label: z.string(), inactive: z.boolean().default(false) })

export const setting = z
  .object({
    key: z.string(),
    kind: z.enum(['text', 'secret', 'integer', 'decimal', 'date', 'checkbox', 'list', 'label']),
    label: z.string(),
    help: z.string().nullable(),
    mandatory: z.boolean(),
    default: value.describe('null: none'),
    min: z.string().nullable().describe('Of a number, as decimal text; null: no bound'),
    max: z.string().nullable(),
    maxLength: z.int().nullable().describe('Of a text; null: that of all texts'),
    items: z.array(choice).nullable().describe('For a list with fixed items; null: ask setting-items'),
  })
  .openapi('Setting')

const problemOf = z.object({ code: z.string(), title: z.string(), detail: z.string().nullable() })

export const connector = z
  .object({
    id: z.int(),
    name: z.string(),
    url: z.string().describe('builtin:<id> or https://…'),
    kind: z.enum(['shipped', 'remote']),
    version: z.string().nullable().describe("The connector's own; null: it is not there"),
    available: z.boolean(),
    problem: problemOf.nullable().describe('Why a remote one did not answer when it was last asked'),
    askedAt: time.nullable().describe('When a remote one was last asked'),
    secretSet: z.boolean(),
    settings: z.array(setting),
    offers: z
      .array(z.object({ actorType, create: z.boolean(), update: z.boolean(), deletions: z.boolean() }))
      .nullable()
      .describe('The most it can do, by actor type; null: it does not tell before somebody signs in'),
    connections: z.int().describe('How many connections use it'),
    deleted: z.boolean(),
    revision: z.int().describe('Counts the changes made here'),
  })
  .openapi('Connector')

export const listConnectors = route({
  access: 'administrator',
  method: 'get',
  path: '/connectors',
  summary: 'The sync connectors, with the settings a connection of theirs needs',
  request: { query: z.object({ deleted: z.enum(['true', 'false']).default('false') }) },
  responses: answers(z.array(connector)),
})

const connectorFields = {
  name: z.string().trim().min(1).max(100),
  url: z.string().trim().min(1).max(500),
  secret: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .optional()
    .describe('Known to a remote connector and us; never told'),
}

export const createConnector = route({
  access: 'administrator',
  method: 'post',
  path: '/connectors',
  summary: 'Add a sync connector: one shipped here (`builtin:<id>`) or one that answers at `https://…`',
  description:
    '422 `connectorUrlInvalid`, `connectorUnknown`; 422 `connectorSilent` with the reason when it does not answer, and it ' +
    'is not added; 409 `connectorTaken`, `connectorNameTaken`. 429 `tooManyTries` as for a connection test.',
  request: { body: body(z.object(connectorFields)) },
  responses: answers(connector),
})

export const changeConnector = route({
  access: 'administrator',
  method: 'patch',
  path: '/connectors/{id}',
  summary: 'Change name, URL or shared secret of a sync connector',
  description:
    'A new URL or secret is tried first, and must lead to the same connector (422 `connectorDiffers`). Another host ' +
    'forgets the secrets that its connections were saved with; none of them may be active (409 `connectorActive`). ' +
    '409 `connectorChanged` when somebody else changed it since `revision`.',
  request: {
    params: idParam,
    body: body(
      z.object({
        revision: z.int(),
        name: connectorFields.name.optional(),
        url: connectorFields.url.optional(),
        secret: connectorFields.secret,
      }),
    ),
  },
  responses: answers(connector),
})

export const checkConnector = route({
  access: 'administrator',
  method: 'post',
  path: '/connectors/{id}/checks',
  summary: 'Ask a remote connector again what it is; whether it answered is in the answer',
  request: { params: idParam },
  responses: answers(connector),
})

export const deleteConnector = route({
  access: 'administrator',
  method: 'delete',
  path: '/connectors/{id}',
  summary: 'Put a sync connector away',
  description: '409 `connectorInUse` with a fault for each connection that uses it.',
  request: { params: idParam },
  responses: answersNothing,
})

export const restoreConnector = route({
  access: 'administrator',
  method: 'delete',
  path: '/connectors/{id}/deletion',
  summary: 'Bring a deleted sync connector back (Herstellen)',
  request: { params: idParam },
  responses: answersNothing,
})

export const readSettingItems = route({
  access: 'administrator',
  method: 'post',
  path: '/connectors/{id}/setting-items',
  summary: 'The choices of a list setting, given what is typed so far',
  description:
    'Secrets left out are taken from the connection, if one is named. Empty while too little is filled in. ' +
    '429 `tooManyTries` with Retry-After when ten tries or tests of this user failed within a minute.',
  request: {
    params: idParam,
    body: body(z.object({ setting: z.string(), connectionId: z.int().optional(), values })),
  },
  responses: answers(z.array(choice)),
})

// ── ERP connections ──────────────────────────────────────────────────────────────────────────────────────

/** To link a record to an actor that is there, and to have one made. Without either: to look. */
const rights = { canConnect: z.boolean().default(true), canCreate: z.boolean() }

export const scope = z.object({
  kind: z.enum(['everyone', 'selected']),
  users: z.array(z.object({ id: z.string(), ...rights })).default([]),
  groups: z.array(z.object({ id: z.int(), ...rights })).default([]),
})

export const connection = z
  .object({
    id: z.int(),
    name: z.string(),
    description: z.string(),
    connector: z.object({ id: z.int(), name: z.string(), available: z.boolean() }),
    active: z.boolean(),
    deleted: z.boolean(),
    scope,
    settings: values.describe('Without secrets'),
    secretsSet: z.array(z.string()).describe('Keys of the secrets that are stored; never their values'),
    priority: z.int(),
    state: z.enum(['ok', 'retrying', 'stopped']),
    stateSince: time,
    problem: problemOf.nullable().describe('Why it is retrying or stopped'),
    lastSyncedAt: time.nullable(),
    links: z.int(),
    synchronised: z
      .array(
        z.object({
          actorType,
          recordType,
          fields: z.array(
            z.object({
              erp: z.string(),
              crm: z.string(),
              toCrm: z.boolean(),
              toErp: z.boolean(),
              stopped: z.boolean().describe('The CRM field is out of use: it does not travel'),
            }),
          ),
        }),
      )
      .describe('Per enabled actor type the fields that are synchronised, by label'),
    version: z.int(),
  })
  .openapi('Connection')

export const listConnections = route({
  access: 'administrator',
  method: 'get',
  path: '/connections',
  summary: 'All ERP connections in order of priority',
  request: { query: z.object({ deleted: z.enum(['true', 'false']).default('false') }) },
  responses: answers(z.array(connection)),
})

export const readConnection = route({
  access: 'administrator',
  method: 'get',
  path: '/connections/{id}',
  summary: 'One ERP connection',
  request: { params: idParam },
  responses: answers(connection),
})

/** A secret left out keeps its stored value, unless host or account changed (security d.4). */
const tested = { connectorId: z.int(), settings: values }

export const testConnection = route({
  access: 'administrator',
  method: 'post',
  path: '/connection-tests',
  summary: 'Try the settings on the ERP (ERP-verbinding testen)',
  description:
    '`ok: true` carries a `proof` that these very settings worked; saving a connection asks for it. ' +
    'It holds for 30 minutes. 429 `tooManyTries` with Retry-After when ten tests of this user failed within a minute.',
  request: { body: body(z.object({ ...tested, connectionId: z.int().optional() })) },
  responses: answers(
    z.union([
      z.object({ ok: z.literal(true), proof: z.string(), actorTypes: z.array(actorType) }),
      z.object({ ok: z.literal(false), code: z.string(), title: z.string(), detail: z.string().nullable() }),
    ]),
  ),
})

const naming = {
  name: z.string().trim().min(1).max(100),
  description: z.string().max(2000).default(''),
  scope,
}

export const createConnection = route({
  access: 'administrator',
  method: 'post',
  path: '/connections',
  summary: 'Add an ERP connection; asks the ERP for its actor types and fields and maps known ones',
  description: '422 `notTested` without a proof that fits these settings.',
  request: { body: body(z.object({ ...naming, ...tested, proof: z.string() })) },
  responses: answers(connection),
})

export const changeConnection = route({
  access: 'administrator',
  method: 'patch',
  path: '/connections/{id}',
  summary: 'Change name, description, scope or settings',
  description:
    'Settings can only change with a proof, and not while the connection is active (409 `activeSettingsLocked`). ' +
    '409 `connectionChanged` when somebody else changed it since `version`.',
  request: {
    params: idParam,
    body: body(
      z.object({
        version: z.int(),
        name: naming.name.optional(),
        description: z.string().max(2000).optional(),
        scope: scope.optional(),
        settings: values.optional(),
        proof: z.string().optional(),
      }),
    ),
  },
  responses: answers(connection),
})

export const deleteConnection = route({
  access: 'administrator',
  method: 'delete',
  path: '/connections/{id}',
  summary: 'Put an ERP connection away: it becomes inactive; links and configuration are kept',
  request: { params: idParam },
  responses: answersNothing,
})

export const restoreConnection = route({
  access: 'administrator',
  method: 'delete',
  path: '/connections/{id}/deletion',
  summary: 'Bring a deleted connection back, inactive (Herstellen)',
  request: { params: idParam },
  responses: answersNothing,
})

export const activateConnection = route({
  access: 'administrator',
  method: 'put',
  path: '/connections/{id}/activation',
  summary: 'Activate; tests the connection and its configuration now',
  description:
    '422 `cannotActivate` with one fault per thing to mend; `at` is `<actorType>/<field key>`, `mapping`, `lists` or `settings`.',
  request: { params: idParam },
  responses: answersNothing,
})

export const deactivateConnection = route({
  access: 'administrator',
  method: 'delete',
  path: '/connections/{id}/activation',
  summary: 'Stop synchronising; nothing is deleted',
  request: { params: idParam },
  responses: answersNothing,
})

export const reorderConnections = route({
  access: 'administrator',
  method: 'put',
  path: '/connection-priorities',
  summary: 'Set the order of the connections (Synchronisatieprioriteit instellen)',
  request: { body: body(z.object({ ids: z.array(z.int()) })) },
  responses: answersNothing,
})

// ── Toewijzingen ─────────────────────────────────────────────────────────────────────────────────────────

/** Why an arrow is grey; absent when it can be set. */
const arrow = z.object({
  possible: z.boolean(),
  reason: z.string().nullable().describe('Tooltip of a grey arrow'),
  together: z
    .boolean()
    .describe('ERP → CRM is possible only while CRM → ERP is on as well; `reason` says why'),
})

const changed = z
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

// ── Standaardwaarden ─────────────────────────────────────────────────────────────────────────────────────

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

// ── ERP tab ──────────────────────────────────────────────────────────────────────────────────────────────

const one = z.object({ recordType, id: z.coerce.number().int().positive() })

export const link = z
  .object({
    id: z.int(),
    actorType,
    actorKey: z.string(),
    title: z.string(),
    state: z.enum(['inSync', 'waiting', 'conflict', 'failed', 'held']),
    broken: z.boolean().describe('The actor is gone from the ERP'),
    problem: problemOf.nullable(),
    syncedAt: time.nullable(),
    synchronised: z.array(
      z.object({
        key: z.string().describe('Of the ERP field'),
        crmField: z.string().describe('Key of the CRM field'),
        erpLabel: z.string(),
        crmLabel: z.string(),
        toCrm: z.boolean(),
        toErp: z.boolean(),
        value: z.string().describe('The CRM value as a person reads it'),
        movedAt: time.nullable(),
        conflict: z.object({ id: z.int(), erp: z.string(), crm: z.string() }).nullable(),
        error: z.string().nullable().describe('Why this field does not fit, if so'),
      }),
    ),
  })
  .openapi('Link')

export const erpTab = z
  .object({
    canEdit: z.boolean(),
    connections: z.array(
      z.object({
        id: z.int(),
        name: z.string(),
        state: z.enum(['ok', 'retrying', 'stopped']),
        problem: problemOf.nullable(),
        actorTypes: z.array(
          z.object({
            actorType,
            canCreate: z.boolean(),
            connectBlocked: z
              .string()
              .nullable()
              .describe('Why this user may not link to an actor that is there; null: may'),
            createBlocked: z
              .string()
              .nullable()
              .describe('Why nothing can be made in the ERP from this record; null: it can'),
            blocked: z
              .string()
              .nullable()
              .describe('Why it cannot be linked now, e.g. the company of the person is not linked'),
          }),
        ),
        link: link.nullable(),
      }),
    ),
  })
  .openapi('ErpTab')

export const readErpTab = route({
  access: 'reader',
  method: 'get',
  path: '/records/{recordType}/{id}/erp',
  summary: 'The ERP tab of a record',
  description:
    '404 when the tab is not there for this user: no licence, or no active connection in scope for the record type.',
  request: { params: one },
  responses: answers(erpTab),
})

export const liveField = z.object({
  key: z.string(),
  label: z.string(),
  type: z.string(),
  value,
  text: z.string().describe('As a person reads it'),
})

export const readLiveValues = route({
  access: 'reader',
  method: 'get',
  path: '/links/{id}/actor',
  summary: 'The "show in ERP tab" values, read live from the ERP, in rank order',
  description:
    'When the ERP does not answer, what it told last, with the time and the `problem`; 502 `erpUnavailable` when it has not ' +
    'told anything yet. 404 when the actor is gone.',
  request: { params: idParam },
  responses: answers(
    z.object({
      title: z.string(),
      fields: z.array(liveField),
      readAt: time,
      problem: problemOf.nullable().describe('Why these are the values of then; null: they are those of now'),
    }),
  ),
})

export const readLastValues = route({
  access: 'reader',
  method: 'get',
  path: '/links/{id}/last-values',
  summary: 'The "show in ERP tab" values as the ERP told them last, without asking it',
  description: 'null when it has not told any yet.',
  request: { params: idParam },
  responses: answers(z.object({ title: z.string(), fields: z.array(liveField), readAt: time }).nullable()),
})

export const actorHit = z
  .object({
    key: z.string(),
    title: z.string(),
    fields: z.array(liveField),
    linkedTo: z
      .object({ recordType, id: z.int(), title: z.string() })
      .nullable()
      .describe('The record it is already linked to; it cannot be taken'),
  })
  .openapi('ActorHit')

export const searchField = z
  .object({
    key: z.string(),
    label: z.string(),
    type: z.enum(['text', 'password', 'integer', 'decimal', 'checkbox', 'list', 'date', 'datetime']),
    identifies: z.boolean().describe('A number or code of the ERP, not a name'),
    operators: z.array(z.string()).describe('Those that fit its type'),
    items: z.array(choice).nullable().describe('For a list: what may be chosen'),
  })
  .openapi('SearchField')

export const readSearchFields = route({
  access: 'user',
  method: 'get',
  path: '/connections/{id}/search-fields/{actorType}',
  summary: 'What actors can be searched by, in rank order (advanced search)',
  request: { params: idParam.extend({ actorType }) },
  responses: answers(z.array(searchField)),
})

export const criterion = z
  .object({
    field: z.string().max(200).describe('Key of a searchable field'),
    operator: z.string().max(40),
    values: z
      .array(value)
      .max(500)
      .describe('One; two for `between`, both included; any number for `oneOf` and `notOneOf`'),
  })
  .openapi('Criterion')

export const searchActors = route({
  access: 'user',
  method: 'post',
  path: '/connections/{id}/actor-searches',
  summary: 'Look actors up in the ERP (Verbinden met ERP)',
  description:
    'All criteria must hold, and the text as well. 422 `invalidCriterion` with a fault at `criteria/<row from 0>` for each ' +
    'that cannot be asked. 502 `erpUnavailable` when the ERP does not answer within 30 seconds.',
  request: {
    params: idParam,
    body: body(
      z.object({
        actorType,
        text: z.string().max(200).default(''),
        criteria: z.array(criterion).max(20).default([]),
        recordId: z
          .int()
          .optional()
          .describe('The record to be linked; a person is looked for at its linked company'),
        widened: z.boolean().default(false).describe('Also outside the company of the person'),
        page: z.string().optional(),
      }),
    ),
  },
  responses: answers(
    z.object({
      columns: z.array(z.object({ key: z.string(), label: z.string() })),
      hits: z.array(actorHit),
      next: z.string().nullable(),
      total: z.int().nullable(),
    }),
  ),
})

export const comparedField = z
  .object({
    erpField: z.string(),
    crmField: z.string(),
    erpLabel: z.string(),
    crmLabel: z.string(),
    toCrm: z.boolean(),
    toErp: z.boolean(),
    erpValue: value,
    crmValue: value,
    erpText: z.string(),
    crmText: z.string(),
    same: z.boolean(),
    choices: z
      .array(z.enum(['erp', 'crm']))
      .describe('What may be chosen; a read-only ERP field cannot take the CRM value'),
    proposed: z.enum(['erp', 'crm']),
  })
  .openapi('ComparedField')

export const compare = route({
  access: 'user',
  method: 'post',
  path: '/connections/{id}/comparisons',
  summary: 'Both values of each synchronised field, before linking',
  request: {
    params: idParam,
    body: body(z.object({ recordType, recordId: z.int(), actorType, actorKey: z.string() })),
  },
  responses: answers(z.object({ title: z.string(), fields: z.array(comparedField) })),
})

export const createLink = route({
  access: 'user',
  method: 'post',
  path: '/records/{recordType}/{id}/links',
  summary: 'Link the record to an actor and write the chosen values to both sides',
  description:
    '409 `actorTaken`, `recordTaken`: already linked. 422 `companyNotLinked` for a person. The write to the ERP follows ' +
    'at once; if the ERP does not answer the link stays and waits.',
  request: {
    params: one,
    body: body(
      z.object({
        connectionId: z.int(),
        actorType,
        actorKey: z.string(),
        choices: z.record(z.string(), z.enum(['erp', 'crm'])).describe('ERP field key → whose value stands'),
      }),
    ),
  },
  responses: answers(z.object({ linkId: z.int() })),
})

export const endLink = route({
  access: 'user',
  method: 'delete',
  path: '/links/{id}',
  summary: 'Disconnect (Verbinding verbreken); nothing is deleted on either side',
  request: { params: idParam },
  responses: answersNothing,
})

export { actorType, recordType }
