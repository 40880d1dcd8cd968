import { answers, answersNothing, body, idParam, route, time, z } from '../../contract.ts'
import { role } from '../people/contract.ts'

// Keys with which integrations sign in: `Authorization: Bearer <key>`.

export const apiKey = z
  .object({
    id: z.int(),
    name: z.string(),
    user: z.object({ id: z.string(), name: z.string(), disabled: z.boolean() }),
    role: role.describe('The most it may do; never more than its user'),
    hint: z.string().describe('The last characters of the key'),
    createdAt: time,
    createdBy: z.string().nullable(),
    expiresAt: time.nullable(),
    lastUsedAt: time.nullable(),
    revokedAt: time.nullable(),
  })
  .openapi('ApiKey')

export const listApiKeys = route({
  access: 'administrator',
  byPerson: true,
  method: 'get',
  path: '/api-keys',
  summary: 'All API keys, those that no longer work too',
  responses: answers(z.array(apiKey)),
})

export const createApiKey = route({
  access: 'administrator',
  byPerson: true,
  method: 'post',
  path: '/api-keys',
  summary: 'Make a key that acts as a user, within its licences and scopes',
  request: {
    body: body(
      z.object({
        name: z.string().trim().min(1).max(100),
        userId: z.string().max(100),
        role,
        expiresAt: z.iso.datetime().nullable(),
      }),
    ),
  },
  responses: answers(apiKey.extend({ key: z.string().describe('Shown this once') })),
})

export const revokeApiKey = route({
  access: 'administrator',
  byPerson: true,
  method: 'delete',
  path: '/api-keys/{id}',
  summary: 'Revoke a key: it stops working with the next request',
  request: { params: idParam },
  responses: answersNothing,
})
