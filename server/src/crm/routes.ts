import type { OpenAPIHono, z } from '@hono/zod-openapi'
import { textIn } from '@koppel/sdk'
import type { Kysely } from 'kysely'
import { type Env, notFound } from '../contract.ts'
import { ProblemError } from '../problem.ts'
import { areaRoutes, signedIn } from '../routes.ts'
import type { Store } from '../store/index.ts'
import type { RecordType, Tables } from '../store/tables.ts'
import * as contract from './contract.ts'
import { exportRoutes } from './export/routes.ts'
import { crmFields } from './fields.ts'
import { crmListItems } from './lists.ts'
import { type CrmRecord, insertRecord, readRecords, recordTitles, writeRecords } from './records.ts'
import type { LinksSeen } from './search/links-seen.ts'
import { searchRoutes } from './search/routes.ts'
import { selectionRoutes } from './selections/routes.ts'
import { setupRoutes } from './setup/routes.ts'
import { fittingFields, invalidFields } from './validate.ts'

type Language = Env['Variables']['language']

export interface CrmParts {
  readonly store: Store
  readonly links: LinksSeen
}

/** Companies, persons and projects: lists, cards, adding and changing. */
export function crmRoutes({ store, links }: CrmParts): OpenAPIHono<Env> {
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
      await store.transaction((tx) => changeRecord(tx, recordType, id, change, signedIn(c).id))
      return c.json(await card(db, recordType, id), 200)
    })
    .route('/', setupRoutes({ store }))
}

type Change = z.infer<
  (typeof contract.changeRecord)['request']['body']['content']['application/json']['schema']
>

async function changeRecord(
  tx: Kysely<Tables>,
  recordType: RecordType,
  id: number,
  change: Change,
  userId: string,
) {
  const record = (await readRecords(tx, recordType, [id], { lock: true })).get(id)
  if (!record || record.deletedAt) throw notFound()
  if (record.version !== change.version) {
    throw new ProblemError(
      409,
      'recordChanged',
      {
        en: 'Somebody else changed this record in the meantime. Nothing of yours was saved yet.',
        nl: 'Iemand anders heeft dit record intussen gewijzigd. Er is nog niets van u opgeslagen.',
      },
      { current: await card(tx, recordType, id) },
    )
  }
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

async function card(db: Kysely<Tables>, recordType: RecordType, id: number) {
  const record = (await readRecords(db, recordType, [id])).get(id)
  if (!record || record.deletedAt) throw notFound()
  const { title, companyId, fields, version, createdAt, updatedAt } = record
  const company =
    companyId === null ? undefined : (await recordTitles(db, 'company', [companyId])).get(companyId)
  return {
    id,
    recordType,
    title,
    company: companyId === null ? null : { id: companyId, name: company ?? '' },
    fields,
    version,
    createdAt,
    updatedAt,
    updatedBy: await nameOfWriter(db, record),
  }
}

async function nameOfWriter(db: Kysely<Tables>, { updatedBy }: CrmRecord): Promise<string | null> {
  if (updatedBy === null) return null
  const connection = /^connection:(\d+)$/.exec(updatedBy)
  const found = connection
    ? await db
        .selectFrom('connection')
        .select('name')
        .where('id', '=', Number(connection[1]))
        .executeTakeFirst()
    : await db.selectFrom('appUser').select('name').where('id', '=', updatedBy).executeTakeFirst()
  return found?.name ?? null
}

async function fieldsForCard(db: Kysely<Tables>, recordType: RecordType, language: Language) {
  const fields = await crmFields(db, recordType)
  const items = await crmListItems(
    db,
    fields.flatMap(({ list }) => list ?? []),
  )
  return fields.map(({ list, label, help, maxLength, decimals, outOfUse: _, ...field }) => ({
    ...field,
    label: textIn(label, language),
    help: help === undefined ? null : textIn(help, language),
    maxLength: maxLength ?? null,
    decimals: decimals ?? null,
    items: list
      ? (items.get(list) ?? []).map(({ key, name, inactive }) => ({
          key,
          name: textIn(name, language),
          inactive,
        }))
      : null,
  }))
}
