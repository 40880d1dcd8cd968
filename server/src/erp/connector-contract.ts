import {
  actorType,
  answers,
  answersNothing,
  body,
  idParam,
  route,
  storedProblem,
  time,
  value,
  values,
  z,
} from '../contract.ts'

export const choice = z.object({ key: z.string(), label: z.string(), inactive: z.boolean().default(false) })

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

export const connector = z
  .object({
    id: z.int(),
    name: z.string(),
    url: z.string().describe('builtin:<id> or https://…'),
    kind: z.enum(['shipped', 'remote']),
    version: z.string().nullable().describe("The connector's own; null: it is not there"),
    available: z.boolean(),
    problem: storedProblem.nullable().describe('Why a remote one did not answer when it was last asked'),
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
