import type { OpenAPIHono, z } from '@hono/zod-openapi'
import type { Kysely } from 'kysely'
import type { Env } from '../contract.ts'
import { areaRoutes, signedIn } from '../routes.ts'
import type { Tx } from '../store/index.ts'
import type { RecordType, Tables } from '../store/tables.ts'
import { type Acting, actAs, actingOf } from './acting.ts'
import { binRoutes } from './bin/routes.ts'
import { card, recordToChange } from './cards/card.ts'
import { fieldsForCard } from './cards/fields-for-card.ts'
import * as contract from './contract.ts'
import { exportRoutes } from './export/routes.ts'
import { crmFields } from './fields.ts'
import { historyRoutes } from './history/routes.ts'
import { matchingRoutes } from './matching/routes.ts'
import { mergeRoutes } from './merge/routes.ts'
import type { CrmParts } from './parts.ts'
import { insertRecord, readRecords, writeRecords } from './records.ts'
import { searchRoutes } from './search/routes.ts'
import { selectionRoutes } from './selections/routes.ts'
import { setupRoutes } from './setup/routes.ts'
import { fittingFields, invalidFields } from './validate.ts'

/** Companies, persons and projects: lists, cards, adding and changing. */
export function crmRoutes(parts: CrmParts): OpenAPIHono<Env> {
  const { store, links } = parts
  const { db } = store
  return areaRoutes()
    .route('/', searchRoutes({ store, links }))
    .route('/', exportRoutes({ store, links }))
    .route('/', selectionRoutes(store))
    .openapi(contract.readFields, async (c) => {
      const { recordType } = c.req.valid('param')
      return c.json(await fieldsForCard(db, recordType, c.get('language')), 200)
    })
    .openapi(contract.createRecord, async (c) => {
      const { recordType } = c.req.valid('param')
      const { fields: given, companyId } = c.req.valid('json')
      const id = await store.transaction(async (tx) => {
        const fields = await crmFields(tx, recordType)
        const blank = Object.fromEntries(fields.flatMap((f) => (f.mandatory ? [[f.key, null]] : [])))
        const fitting = await fittingFields(tx, fields, { ...blank, ...given })
        await checkCompany(tx, companyId)
        return insertRecord(tx, recordType, { fields: fitting, companyId }, { userId: signedIn(c).id })
      })
      return c.json(await card(db, recordType, id), 200)
    })
    .openapi(contract.readRecord, async (c) => {
      const { recordType, id } = c.req.valid('param')
      return c.json(await card(db, recordType, id), 200)
    })
    .openapi(contract.changeRecord, async (c) => {
      const { recordType, id } = c.req.valid('param')
      const change = c.req.valid('json')
      await store.transaction((tx) => changeRecord(tx, recordType, id, change, actingOf(c)))
      return c.json(await card(db, recordType, id), 200)
    })
    .route('/', binRoutes(parts))
    .route('/', historyRoutes(parts))
    .route('/', matchingRoutes(parts))
    .route('/', mergeRoutes(parts))
    .route('/', setupRoutes({ store }))
}

type Change = z.infer<
  (typeof contract.changeRecord)['request']['body']['content']['application/json']['schema']
>

async function changeRecord(tx: Tx, recordType: RecordType, id: number, change: Change, by: Acting) {
  const { userId } = by
  await actAs(tx, by)
  const record = await recordToChange(tx, recordType, id, change.version)
  const fields = await fittingFields(tx, await crmFields(tx, recordType), change.fields, record.fields)
  if (Object.keys(fields).length > 0) await writeRecords(tx, recordType, [{ id, fields }], { userId })
  if (recordType !== 'company' && change.companyId !== undefined && change.companyId !== record.companyId) {
    await checkCompany(tx, change.companyId)
    await tx
      .updateTable(recordType)
      .set({ companyId: change.companyId, updatedBy: userId })
      .where('id', '=', id)
      .execute()
  }
}

async function checkCompany(tx: Kysely<Tables>, companyId: number | null) {
  if (companyId === null) return
  const company = (await readRecords(tx, 'company', [companyId])).get(companyId)
  if (company && !company.deletedAt) return
  const explanation = {
    en: 'This company does not exist (any more).',
    nl: 'Dit bedrijf bestaat niet (meer).',
  }
  throw invalidFields([{ code: 'unknownCompany', explanation, at: 'companyId' }])
}
