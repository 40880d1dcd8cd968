import { answers, answersNothing, body, route, time, z } from '../../contract.ts'

// What somebody decides for the own account: signing in with a code, and where one is signed in.

const withPassword = body(z.object({ password: z.string().min(1).max(128) }))
const recoveryCodes = z.object({
  recoveryCodes: z.array(z.string()).describe('Shown this once; each works once'),
})

export const readTwoFactor = route({
  access: 'reader',
  byPerson: true,
  method: 'get',
  path: '/session/two-factor',
  summary: 'Whether the one who is signed in needs a code as well',
  responses: answers(z.object({ since: time.nullable(), recoveryCodesLeft: z.int() })),
})

export const beginTwoFactor = route({
  access: 'reader',
  byPerson: true,
  method: 'post',
  path: '/session/two-factor',
  summary:
    'Begin to sign in with a code: the secret for an authenticator app, which counts once a code confirms it',
  description: '409 `twoFactorOn` when it is on; 422 `wrongPassword`; 429 `tooManyTries`.',
  request: { body: withPassword },
  responses: answers(
    z.object({ secret: z.string(), uri: z.string().describe('otpauth://…, for a QR code') }),
  ),
})

export const confirmTwoFactor = route({
  access: 'reader',
  byPerson: true,
  method: 'put',
  path: '/session/two-factor',
  summary:
    'Confirm the secret with a code of the app; from now on signing in asks for one. Ends all other sessions',
  description: '422 `wrongCode`; 409 `twoFactorNotBegun`.',
  request: { body: body(z.object({ code: z.string().max(40) })) },
  responses: answers(recoveryCodes),
})

export const endTwoFactor = route({
  access: 'reader',
  byPerson: true,
  method: 'post',
  path: '/session/two-factor/removal',
  summary: 'Sign in without a code again',
  request: { body: withPassword },
  responses: answersNothing,
})

export const renewRecoveryCodes = route({
  access: 'reader',
  byPerson: true,
  method: 'post',
  path: '/session/two-factor/recovery-codes',
  summary: 'New recovery codes; those before stop working',
  request: { body: withPassword },
  responses: answers(recoveryCodes),
})

export const ownSession = z
  .object({
    id: z.string(),
    current: z.boolean().describe('The one that asks'),
    startedAt: time,
    lastSeenAt: time.describe('To within a quarter of an hour'),
    expiresAt: time,
    address: z.string().nullable(),
    browser: z.string().nullable().describe('As it names itself'),
  })
  .openapi('OwnSession')

export const listOwnSessions = route({
  access: 'reader',
  byPerson: true,
  method: 'get',
  path: '/session/sessions',
  summary: 'Where the one who is signed in is signed in',
  responses: answers(z.array(ownSession)),
})

export const endOwnSession = route({
  access: 'reader',
  byPerson: true,
  method: 'delete',
  path: '/session/sessions/{id}',
  summary: 'End one of the own sessions',
  request: { params: z.object({ id: z.string().max(100) }) },
  responses: answersNothing,
})

export const endOwnSessions = route({
  access: 'reader',
  byPerson: true,
  method: 'delete',
  path: '/session/sessions',
  summary: 'End all own sessions, this one too',
  responses: answersNothing,
})
