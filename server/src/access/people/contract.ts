import { answers, answersNothing, body, idParam, route, time, z } from '../../contract.ts'

// Users, groups, and the one-time links with which somebody chooses a password.

export const role = z.enum(['administrator', 'user', 'readOnly'])
export const licence = z.enum(['erpSync', 'quotes', 'import'])
const name = z.string().trim().min(1).max(100)
const email = z.email().max(200)
const password = z.string().min(12).max(128)
const userParam = z.object({ id: z.string().max(100) })

export const user = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role,
    licences: z.array(z.string()),
    disabled: z.boolean(),
    createdAt: time,
    lastSeenAt: time.nullable(),
    hasPassword: z.boolean().describe('false: invited, and has not chosen a password yet'),
    linkExpiresAt: time.nullable().describe('Until when a one-time link that was handed out works'),
    twoFactor: z.boolean().describe('Signs in with a code as well'),
  })
  .openapi('User')

export const accessLink = z
  .object({
    kind: z.enum(['invitation', 'reset']),
    link: z.string().describe('To hand over: shown this once, works once'),
    expiresAt: time,
  })
  .openapi('AccessLink')

export const listUsers = route({
  access: 'administrator',
  method: 'get',
  path: '/users',
  summary: 'All users',
  responses: answers(z.array(user)),
})

export const createUser = route({
  access: 'administrator',
  byPerson: true,
  method: 'post',
  path: '/users',
  summary:
    'Add a user, who chooses a password with the link of the answer; or with a password, without a link',
  request: {
    body: body(
      z.object({
        name,
        email,
        password: password.optional(),
        role: role.default('user'),
        licences: z.array(licence).default(['erpSync']),
        groupIds: z.array(z.int()).max(1_000).default([]),
      }),
    ),
  },
  responses: answers(user.extend({ invitation: accessLink.nullable() })),
})

export const changeUser = route({
  access: 'administrator',
  byPerson: true,
  method: 'patch',
  path: '/users/{id}',
  summary:
    'Change name, e-mail, role or licences, disable or enable a user; ends their sessions when disabled',
  description:
    'What is left out stays as it is. 409 `lastAdministrator` when nobody would be left who can sign in as one.',
  request: {
    params: userParam,
    body: body(
      z.object({
        name: name.optional(),
        email: email.optional(),
        role: role.optional(),
        licences: z.array(licence).optional(),
        disabled: z.boolean().optional(),
      }),
    ),
  },
  responses: answers(user),
})

export const createAccessLink = route({
  access: 'administrator',
  byPerson: true,
  method: 'post',
  path: '/users/{id}/access-links',
  summary: 'A one-time link with which this user chooses a password; voids the one before',
  description:
    'The password that was stays good until the link is used. 409 `userDisabled` for a disabled user.',
  request: { params: userParam },
  responses: answers(accessLink),
})

export const endUserSessions = route({
  access: 'administrator',
  byPerson: true,
  method: 'delete',
  path: '/users/{id}/sessions',
  summary: 'Sign this user out everywhere',
  request: { params: userParam },
  responses: answersNothing,
})

export const resetTwoFactor = route({
  access: 'administrator',
  byPerson: true,
  method: 'delete',
  path: '/users/{id}/two-factor',
  summary:
    'Let this user sign in without a code again, for whoever lost the telephone and the recovery codes',
  request: { params: userParam },
  responses: answersNothing,
})

export const lookAtAccessLink = route({
  access: 'public',
  byPerson: true,
  method: 'post',
  path: '/auth/access-link',
  summary: 'Whose password a one-time link chooses',
  description: '403 `accessLinkInvalid` when it was used, replaced, or is too old.',
  request: { body: body(z.object({ token: z.string().max(200) })) },
  responses: answers(z.object({ kind: accessLink.shape.kind, name: z.string(), email: z.string() })),
})

export const useAccessLink = route({
  access: 'public',
  byPerson: true,
  method: 'post',
  path: '/auth/password',
  summary: 'Choose a password with a one-time link; ends all sessions of the user and does not sign in',
  request: { body: body(z.object({ token: z.string().max(200), password })) },
  responses: answersNothing,
})

export const group = z
  .object({
    id: z.int(),
    name: z.string(),
    memberIds: z.array(z.string()),
    connections: z
      .array(z.object({ id: z.int(), name: z.string() }))
      .describe('Whose scope names this group'),
  })
  .openapi('Group')

export const listGroups = route({
  access: 'administrator',
  method: 'get',
  path: '/groups',
  summary: 'All user groups',
  responses: answers(z.array(group)),
})

const groupName = body(z.object({ name }))

export const createGroup = route({
  access: 'administrator',
  method: 'post',
  path: '/groups',
  summary: 'Add a group',
  request: { body: groupName },
  responses: answers(group),
})

export const renameGroup = route({
  access: 'administrator',
  method: 'patch',
  path: '/groups/{id}',
  summary: 'Rename a group',
  request: { params: idParam, body: groupName },
  responses: answers(group),
})

export const deleteGroup = route({
  access: 'administrator',
  method: 'delete',
  path: '/groups/{id}',
  summary: 'Delete a group; its members stay',
  description: '409 `groupInUse` names the connections whose scope it belongs to.',
  request: { params: idParam },
  responses: answersNothing,
})

const userIds = z.array(z.string().max(100)).max(10_000)

export const setMembers = route({
  access: 'administrator',
  method: 'put',
  path: '/groups/{id}/members',
  summary: 'Say who belongs to a group',
  request: { params: idParam, body: body(z.object({ userIds })) },
  responses: answers(group),
})

export const changeMembers = route({
  access: 'administrator',
  method: 'patch',
  path: '/groups/{id}/members',
  summary: 'Add users to a group and take users out; who is not named stays as somebody else left them',
  request: {
    params: idParam,
    body: body(z.object({ added: userIds.default([]), removed: userIds.default([]) })),
  },
  responses: answers(group),
})
