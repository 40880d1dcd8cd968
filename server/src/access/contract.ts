import { answers, answersNothing, body, route, z } from '../contract.ts'
import { role } from './people/contract.ts'

// Signing in and out and the first administrator. The paths under /auth are better-auth's own; behind them stands
// better-auth, before them our limits and answers.

export * from './audit/contract.ts'
export * from './keys/contract.ts'
export * from './own/contract.ts'
export * from './people/contract.ts'

const language = z.enum(['nl', 'en'])

export const signIn = route({
  access: 'public',
  method: 'post',
  path: '/auth/sign-in/email',
  summary: 'Sign in with e-mail and password; the session is a cookie',
  description:
    '401 `wrongCredentials` for an unknown, wrong or disabled account alike; `codeNeeded` when the password is right ' +
    'and the account asks for a code as well, `wrongCode` when that is wrong; 429 `tooManyTries` with Retry-After.',
  byPerson: true,
  request: {
    body: body(
      z.object({
        email: z.email().max(200),
        password: z.string().min(1).max(128),
        code: z.string().max(40).optional().describe('Of the authenticator app, or a recovery code'),
      }),
    ),
  },
  responses: answers(z.object({ user: z.object({ id: z.string(), name: z.string() }) })),
})

export const signOut = route({
  access: 'public',
  byPerson: true,
  method: 'post',
  path: '/auth/sign-out',
  summary: 'End this session',
  responses: answersNothing,
})

export const changePassword = route({
  access: 'reader',
  byPerson: true,
  method: 'post',
  path: '/auth/change-password',
  summary: 'Change the own password; ends all other sessions',
  description: '422 `wrongPassword` if the current one is wrong; 429 `tooManyTries` with Retry-After.',
  request: {
    body: body(
      z.object({ currentPassword: z.string().min(1).max(128), newPassword: z.string().min(12).max(128) }),
    ),
  },
  responses: answersNothing,
})

export const session = z
  .object({
    user: z.object({
      id: z.string(),
      name: z.string(),
      email: z.string(),
      role,
      licences: z.array(z.string()),
      language: language.nullable().describe('null: follows the browser'),
    }),
    crmName: z.string().describe('KOPPEL_CRM_NAME, used in labels such as "CRM-veld"'),
    demoErpUrl: z.string().nullable().describe('The page of the demo ERP, where it runs'),
  })
  .openapi('Session')

export const readSession = route({
  access: 'reader',
  method: 'get',
  path: '/session',
  summary: 'Who is signed in',
  responses: answers(session),
})

export const changeProfile = route({
  access: 'reader',
  byPerson: true,
  method: 'patch',
  path: '/session/user',
  summary: 'Change the language of the one who is signed in',
  request: { body: body(z.object({ language: language.nullable() })) },
  responses: answersNothing,
})

export const readSetup = route({
  access: 'public',
  method: 'get',
  path: '/setup',
  summary: 'Whether the first administrator has yet to be made',
  responses: answers(z.object({ needed: z.boolean(), crmName: z.string() })),
})

export const createFirstAdministrator = route({
  access: 'public',
  method: 'post',
  path: '/setup',
  summary: 'Make the first administrator with the one-time link printed at start',
  description:
    'Works once, for 15 minutes after the start, and only while there is no user. Does not sign in.',
  request: {
    body: body(
      z.object({
        token: z.string().max(200),
        name: z.string().trim().min(1).max(100),
        email: z.email().max(200),
        password: z.string().min(12).max(128),
      }),
    ),
  },
  responses: answersNothing,
})
