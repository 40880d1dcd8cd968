import { notFound } from '../problem.ts'
import { areaRoutes, signedIn } from '../routes.ts'
import * as contract from './contract.ts'
import { readDefaults, saveDefaults } from './defaults.ts'
import { readErpList } from './erp-list.ts'
import { readListMappings, saveListMapping } from './list-mapping.ts'
import { readMappings } from './mapping-screen.ts'
import type { ErpParts } from './parts.ts'
import { readRanks, saveRanks } from './ranks.ts'
import { refreshDescription } from './refresh-description.ts'
import { saveMapping } from './save-mapping.ts'

/** Toewijzingen, Lijsttoewijzing, Standaardwaarden and Velden rangschikken, for administrators. */
export function mappingRoutes(parts: ErpParts) {
  const { crmName } = parts
  const { db } = parts.store
  return areaRoutes()
    .openapi(contract.readMappings, async (c) =>
      c.json(await readMappings(db, c.req.valid('param').id, c.get('language'), crmName), 200),
    )
    .openapi(contract.changeMapping, async (c) => {
      const { id, actorType } = c.req.valid('param')
      await saveMapping(parts, signedIn(c), id, actorType, c.req.valid('json'))
      const saved = (await readMappings(db, id, c.get('language'), crmName)).find(
        (one) => one.actorType === actorType,
      )
      if (!saved) throw notFound()
      return c.json(saved, 200)
    })
    .openapi(contract.refreshDescription, async (c) => {
      await refreshDescription(parts, signedIn(c), c.req.valid('param').id)
      return c.body(null, 204)
    })
    .openapi(contract.readListMappings, async (c) =>
      c.json(await readListMappings(db, c.req.valid('param').id, c.get('language')), 200),
    )
    .openapi(contract.changeListMapping, async (c) => {
      const { id, erpList, crmList } = c.req.valid('param')
      const place = { connectionId: id, erpList, crmList }
      await saveListMapping(parts, signedIn(c), place, c.req.valid('json'))
      const all = await readListMappings(db, id, c.get('language'))
      const saved = all.find((one) => one.erpList === erpList && one.crmList === crmList)
      if (!saved) throw notFound()
      return c.json(saved, 200)
    })
    .openapi(contract.readDefaults, async (c) =>
      c.json(await readDefaults(db, c.req.valid('param').id, c.get('language')), 200),
    )
    .openapi(contract.changeDefaults, async (c) => {
      const { id, actorType } = c.req.valid('param')
      await saveDefaults(parts, signedIn(c), { connectionId: id, actorType }, c.req.valid('json'))
      const all = await readDefaults(db, id, c.get('language'))
      const saved = all.find((one) => one.actorType === actorType)
      if (!saved) throw notFound()
      return c.json(saved, 200)
    })
    .openapi(contract.readRanks, async (c) =>
      c.json(await readRanks(db, c.req.valid('param').id, c.get('language')), 200),
    )
    .openapi(contract.changeRanks, async (c) => {
      const { id, actorType } = c.req.valid('param')
      await saveRanks(parts, signedIn(c), { connectionId: id, actorType }, c.req.valid('json'))
      const all = await readRanks(db, id, c.get('language'))
      const saved = all.find((one) => one.actorType === actorType)
      if (!saved) throw notFound()
      return c.json(saved, 200)
    })
    .openapi(contract.readErpListItems, async (c) => {
      const { id, erpList } = c.req.valid('param')
      return c.json(await readErpList(parts, id, erpList, c.get('language')), 200)
    })
}
