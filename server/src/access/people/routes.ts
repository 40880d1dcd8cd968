import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../../contract.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import { endTwoFactor } from '../own/two-factor.ts'
import type { AccessDeps } from '../parts.ts'
import { throttle } from '../throttle.ts'
import { hashToken } from '../tokens.ts'
import { lookAtLink, makeAccessLink, spendLink } from './access-links.ts'
import * as contract from './contract.ts'
import { changeMembers, createGroup, deleteGroup, listGroups, renameGroup } from './groups.ts'
import { addUser, changeUser, endSessions, findUser, listUsers } from './users.ts'

/** Users, groups and one-time links; see contract.ts. */
export function peopleRoutes(deps: AccessDeps): OpenAPIHono<Env> {
  return areaRoutes().route('/', userRoutes(deps)).route('/', linkRoutes(deps)).route('/', groupRoutes(deps))
}

function userRoutes({ store, url }: AccessDeps): OpenAPIHono<Env> {
  return areaRoutes()
    .openapi(contract.listUsers, async (c) => c.json(await listUsers(store.db), 200))
    .openapi(contract.createUser, async (c) => {
      const given = c.req.valid('json')
      const by = signedIn(c).id
      const made = await store.transaction(async (tx) => {
        const { id } = await addUser(tx, given, by)
        const invitation = given.password === undefined ? await makeAccessLink(tx, url, id, by) : null
        return { ...(await findUser(tx, id)), invitation }
      })
      return c.json(made, 200)
    })
    .openapi(contract.changeUser, async (c) => {
      const change = c.req.valid('json')
      return c.json(await changeUser(store, c.req.valid('param').id, change, signedIn(c).id), 200)
    })
    .openapi(contract.endUserSessions, async (c) => {
      await endSessions(store, c.req.valid('param').id, signedIn(c).id)
      return c.body(null, 204)
    })
    .openapi(contract.resetTwoFactor, async (c) => {
      const { id } = c.req.valid('param')
      await store.transaction(async (tx) => {
        await findUser(tx, id)
        await endTwoFactor(tx, id, { userId: signedIn(c).id, action: 'resetTwoFactor' })
      })
      return c.body(null, 204)
    })
}

function linkRoutes({ store, url, limit, clientAddress }: AccessDeps): OpenAPIHono<Env> {
  return areaRoutes()
    .openapi(contract.createAccessLink, async (c) => {
      const { id } = c.req.valid('param')
      const by = signedIn(c).id
      return c.json(await store.transaction((tx) => makeAccessLink(tx, url, id, by)), 200)
    })
    .openapi(contract.lookAtAccessLink, async (c) => {
      const { token } = c.req.valid('json')
      const address = clientAddress(c) ?? 'unknown'
      await throttle(c, limit, `link/${hashToken(token)}`, address)
      const { kind, name, email } = await lookAtLink(store.db, token)
      await limit.succeeded(`link/${hashToken(token)}`, address)
      return c.json({ kind, name, email }, 200)
    })
    .openapi(contract.useAccessLink, async (c) => {
      const { token, password } = c.req.valid('json')
      const address = clientAddress(c) ?? 'unknown'
      await throttle(c, limit, `link/${hashToken(token)}`, address)
      await spendLink(store, token, password)
      await limit.succeeded(`link/${hashToken(token)}`, address)
      return c.body(null, 204)
    })
}

function groupRoutes({ store }: AccessDeps): OpenAPIHono<Env> {
  return areaRoutes()
    .openapi(contract.listGroups, async (c) => c.json(await listGroups(store.db), 200))
    .openapi(contract.createGroup, async (c) =>
      c.json(await createGroup(store, c.req.valid('json').name, signedIn(c).id), 200),
    )
    .openapi(contract.renameGroup, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(await renameGroup(store, id, c.req.valid('json').name, signedIn(c).id), 200)
    })
    .openapi(contract.deleteGroup, async (c) => {
      await deleteGroup(store, c.req.valid('param').id, signedIn(c).id)
      return c.body(null, 204)
    })
    .openapi(contract.setMembers, async (c) => {
      const { id } = c.req.valid('param')
      const { userIds } = c.req.valid('json')
      return c.json(await changeMembers(store, id, { added: userIds }, signedIn(c).id), 200)
    })
    .openapi(contract.changeMembers, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(await changeMembers(store, id, c.req.valid('json'), signedIn(c).id), 200)
    })
}
