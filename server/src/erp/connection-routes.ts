import type { Context } from 'hono'
import type { Env } from '../contract.ts'
import { ProblemError } from '../problem.ts'
import { areaRoutes, signedIn } from '../routes.ts'
import { activate, deactivate, putAway, restore, setPriorities } from './activation.ts'
import { testSettings } from './connection-test.ts'
import { readConnections, readOneConnection } from './connections.ts'
import { readConnectors, readOneConnector } from './connectors.ts'
import * as contract from './contract.ts'
import { shown } from './failure.ts'
import type { ErpParts } from './parts.ts'
import { deleteConnector, restoreConnector } from './remove-connector.ts'
import { addConnection, changeConnection } from './save-connection.ts'
import { addConnector, changeConnector, checkConnector } from './save-connector.ts'
import { settingItems } from './setting-items.ts'
import { tooManyTests, tryLimit } from './try-limit.ts'

const neverAsked: ReadonlySet<string> = new Set([
  'notFound',
  'connectorUrlInvalid',
  'connectorSecretInvalid',
  'connectorUnknown',
  'connectorTaken',
  'connectorNameTaken',
  'connectorChanged',
  'invalidSettings',
  'secretsCleared',
])

/** Sync Connectors and ERP connections, for administrators. */
export function connectionRoutes(parts: ErpParts) {
  const typed = tryLimit(10)
  // Addresses that answered before tell nobody what else there is, and looking whether all of them are back is no test.
  const known = tryLimit(60)
  /** Tries something out, by default on an address somebody typed. */
  const tried = async <T>(
    c: Context<Env>,
    ask: () => Promise<T>,
    succeeded: (answer: T) => boolean,
    limit = typed,
  ) => {
    const user = signedIn(c).id
    const wait = limit.attempt(user, Date.now())
    if (wait > 0) {
      c.header('retry-after', String(Math.ceil(wait / 1000)))
      throw tooManyTests()
    }
    try {
      const answer = await ask()
      if (succeeded(answer)) limit.succeeded(user)
      return answer
    } catch (error) {
      // Refused before anything was sent: nobody can find out with it what answers in a network.
      if (error instanceof ProblemError && neverAsked.has(error.code)) limit.succeeded(user)
      throw error
    }
  }

  return areaRoutes()
    .openapi(contract.listConnectors, async (c) => {
      const deleted = c.req.valid('query').deleted === 'true'
      return c.json(await readConnectors(parts, { deleted }, c.get('language')), 200)
    })
    .openapi(contract.createConnector, async (c) => {
      const add = () => addConnector(parts, signedIn(c), c.req.valid('json'))
      const id = await tried(c, add, () => true)
      return c.json(await readOneConnector(parts, id, c.get('language')), 200)
    })
    .openapi(contract.changeConnector, async (c) => {
      const { id } = c.req.valid('param')
      await tried(
        c,
        () => changeConnector(parts, signedIn(c), id, c.req.valid('json')),
        () => true,
      )
      return c.json(await readOneConnector(parts, id, c.get('language')), 200)
    })
    .openapi(contract.checkConnector, async (c) => {
      const { id } = c.req.valid('param')
      await tried(
        c,
        () => checkConnector(parts, id),
        (answered) => answered,
        known,
      )
      return c.json(await readOneConnector(parts, id, c.get('language')), 200)
    })
    .openapi(contract.deleteConnector, async (c) => {
      await deleteConnector(parts, signedIn(c), c.req.valid('param').id)
      return c.body(null, 204)
    })
    .openapi(contract.restoreConnector, async (c) => {
      await restoreConnector(parts, signedIn(c), c.req.valid('param').id)
      return c.body(null, 204)
    })
    .openapi(contract.readSettingItems, async (c) => {
      const { id } = c.req.valid('param')
      const ask = () => settingItems(parts, id, c.req.valid('json'), c.get('language'))
      return c.json(await tried(c, ask, () => true), 200)
    })
    .openapi(contract.listConnections, async (c) => {
      const deleted = c.req.valid('query').deleted === 'true'
      return c.json(await readConnections(parts, { deleted }, c.get('language')), 200)
    })
    .openapi(contract.readConnection, async (c) =>
      c.json(await readOneConnection(parts, c.req.valid('param').id, c.get('language')), 200),
    )
    .openapi(contract.testConnection, async (c) => {
      const ask = () => testSettings(parts, c.req.valid('json'))
      const result = await tried(c, ask, ({ ok }) => ok)
      if (result.ok) return c.json({ ...result, actorTypes: [...result.actorTypes] }, 200)
      return c.json({ ok: false as const, ...shown(result.problem, c.get('language')) }, 200)
    })
    .openapi(contract.createConnection, async (c) => {
      const id = await addConnection(parts, signedIn(c), c.req.valid('json'))
      return c.json(await readOneConnection(parts, id, c.get('language')), 200)
    })
    .openapi(contract.changeConnection, async (c) => {
      const { id } = c.req.valid('param')
      await changeConnection(parts, signedIn(c), id, c.req.valid('json'))
      return c.json(await readOneConnection(parts, id, c.get('language')), 200)
    })
    .openapi(contract.deleteConnection, async (c) => {
      await putAway(parts, signedIn(c), c.req.valid('param').id)
      return c.body(null, 204)
    })
    .openapi(contract.restoreConnection, async (c) => {
      await restore(parts, signedIn(c), c.req.valid('param').id)
      return c.body(null, 204)
    })
    .openapi(contract.activateConnection, async (c) => {
      await activate(parts, signedIn(c), c.req.valid('param').id)
      return c.body(null, 204)
    })
    .openapi(contract.deactivateConnection, async (c) => {
      await deactivate(parts, signedIn(c), c.req.valid('param').id)
      return c.body(null, 204)
    })
    .openapi(contract.reorderConnections, async (c) => {
      await setPriorities(parts, signedIn(c), c.req.valid('json'))
      return c.body(null, 204)
    })
}
