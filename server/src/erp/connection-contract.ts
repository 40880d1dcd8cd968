import {
  actorType,
  answers,
  answersNothing,
  body,
  idParam,
  recordType,
  route,
  storedProblem,
  time,
  values,
  z,
} from '../contract.ts'
import { changed } from './mapping-contract.ts'

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
    settingTexts: z
      .record(z.string(), z.string())
      .describe('What the chosen items of lists were called when the settings were saved'),
    secretsSet: z.array(z.string()).describe('Keys of the secrets that are stored; never their values'),
    priority: z.int(),
    state: z.enum(['ok', 'retrying', 'stopped']),
    stateSince: time,
    problem: storedProblem.nullable().describe('Why it is retrying or stopped'),
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
              inErp: z.boolean().describe('false: no longer in the ERP; it does not travel'),
              stopped: z.boolean().describe('The CRM field is out of use: it does not travel'),
            }),
          ),
        }),
      )
      .describe('Per enabled actor type the fields that are synchronised, by label'),
    version: z.int(),
    changed,
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
    '422 `cannotActivate` with one fault per thing to mend; `at` is `<actorType>/<field key>`, `<actorType>`, ' +
    '`defaults/<actorType>/<field key>`, `mapping`, `lists` or `settings`. What the ERP offers is asked and kept first.',
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
  description: '409 `prioritiesChanged` when the connections do not stand in the order of `was` any more.',
  request: {
    body: body(
      z.object({
        ids: z.array(z.int()),
        was: z.array(z.int()).optional().describe('The order that the user saw'),
      }),
    ),
  },
  responses: answersNothing,
})
