import { areaRoutes, signedIn } from '../routes.ts'
import { readSearchFields, searchActors } from './actor-search.ts'
import { readComparison } from './comparison.ts'
import * as contract from './contract.ts'
import { addLink, removeLink } from './links.ts'
import { readLast, readLive } from './live-values.ts'
import type { ErpParts } from './parts.ts'
import { readTab } from './tab.ts'

export interface TabParts extends ErpParts {
  /** Carries out at once what linking has decided; what the ERP does not answer waits. */
  readonly syncLink: (linkId: number, by: { readonly userId: string }) => Promise<unknown>
}

/** The ERP tab: for users whose licence includes ERP sync, on connections in their scope. */
export function tabRoutes(parts: TabParts) {
  const { db } = parts.store
  return areaRoutes()
    .openapi(contract.readErpTab, async (c) => {
      const { recordType, id } = c.req.valid('param')
      return c.json(await readTab(db, signedIn(c), recordType, id, c.get('language')), 200)
    })
    .openapi(contract.readLiveValues, async (c) =>
      c.json(await readLive(parts, signedIn(c), c.req.valid('param').id, c.get('language')), 200),
    )
    .openapi(contract.readLastValues, async (c) =>
      c.json(await readLast(parts, signedIn(c), c.req.valid('param').id, c.get('language')), 200),
    )
    .openapi(contract.searchActors, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(await searchActors(parts, signedIn(c), id, c.req.valid('json'), c.get('language')), 200)
    })
    .openapi(contract.readSearchFields, async (c) => {
      const { id, actorType } = c.req.valid('param')
      return c.json(await readSearchFields(db, signedIn(c), id, actorType, c.get('language')), 200)
    })
    .openapi(contract.compare, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(await readComparison(parts, signedIn(c), id, c.req.valid('json'), c.get('language')), 200)
    })
    .openapi(contract.createLink, async (c) => {
      const { recordType, id } = c.req.valid('param')
      const user = signedIn(c)
      const linkId = await addLink(parts, user, { ...c.req.valid('json'), recordType, recordId: id })
      await syncNow(parts, linkId, user.id)
      return c.json({ linkId }, 200)
    })
    .openapi(contract.endLink, async (c) => {
      await removeLink(parts, signedIn(c), c.req.valid('param').id)
      return c.body(null, 204)
    })
}

/** The link stands whatever becomes of its first sync: it waits, and the next pass goes on with it. */
async function syncNow(parts: TabParts, linkId: number, userId: string): Promise<void> {
  try {
    await parts.syncLink(linkId, { userId })
  } catch (error) {
    parts.log('The first sync of a link failed; the next pass tries again', { linkId, error: String(error) })
  }
}
