import { answers, answersNothing, body, route, time, z } from '../contract.ts'

// The paths under /auth are better-auth's own; behind them stands better-auth, before them our limits and answers.

const language = z.enum(['nl', 'en'])
export const role = z.enum(['administrator', 'user', 'readOnly'])

export const signIn = route({
  access: 'public',
  method: 'post',
  path: '/auth/sign-in/email',
  summary: 'Sign in with e-mail and password; the session is a cookie',
  description:
    '401 `wrongCredentials` for an unknown, wrong or disabled account alike; 429 `tooManyTries` with Retry-After.',
  request: { body: body(z.object({ email: z.email().max(200), password: z.string().min(1).max(128) })) },
  responses: answers(z.object({ user: z.object({ id: z.string(), name: z.string() }) })),
})

export const signOut = route({
  access: 'public',
  method: 'post',
  path: '/auth/sign-out',
  summary: 'End this session',
  responses: answersNothing,
})

export const changePassword = route({
  access: 'reader',
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

export const user = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role,
    licences: z.array(z.string()),
    disabled: z.boolean(),
    createdAt: time,
  })
  .openapi('User')

export const listUsers = route({
  access: 'administrator',
  method: 'get',
  path: '/users',
  summary: 'All users',
  responses: answers(z.array(user)),
})

export const createUser = route({
  access: 'administrator',
  method: 'post',
  path: '/users',
  summary: 'Add a user',
  request: {
    body: body(
      z.object({
        name: z.string().trim().min(1).max(100),
        email: z.email().max(200),
        password: z.string().min(12).max(128),
        role: role.default('user'),
        licences: z.array(z.enum(['erpSync', 'quotes', 'import'])).default(['erpSync']),
      }),
    ),
  },
  responses: answers(user),
})

export const changeUser = route({
  access: 'administrator',
  method: 'patch',
  path: '/users/{id}',
  summary: 'Change role or licences, disable or enable a user; ends their sessions when disabled',
  request: {
    params: z.object({ id: z.string() }),
    body: body(
      z.object({
        role: role.optional(),
        licences: z.array(z.enum(['erpSync', 'quotes', 'import'])).optional(),
        disabled: z.boolean().optional(),
      }),
    ),
  },
  responses: answers(user),
})

export const listGroups = route({
  access: 'administrator',
  method: 'get',
  path: '/groups',
  summary: 'All user groups',
  responses: answers(z.array(z.object({ id: z.int(), name: z.string() }))),
})
