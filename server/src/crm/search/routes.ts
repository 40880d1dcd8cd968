import type { OpenAPIHono } from '@hono/zod-openapi'
import { textIn } from '@koppel/sdk'
import type { Kysely } from 'kysely'
import type { Env, SignedIn } from '../../contract.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import type { Store } from '../../store/index.ts'
import type { Tables } from '../../store/tables.ts'
import { crmFields } from '../fields.ts'
import { crmListItems } from '../lists.ts'
import { listColumns } from './columns.ts'
import * as contract from './contract.ts'
import type { Looker } from './filters.ts'
import { findRecords } from './find.ts'
import type { LinksSeen } from './links-seen.ts'
import { namedItems } from './named-items.ts'
import { sortOfColumn } from './sorts.ts'

export interface SearchParts {
  readonly store: Store
  readonly links: LinksSeen
}

/** Lists of companies, persons and projects. */
export function searchRoutes({ store, links }: SearchParts): OpenAPIHono<Env> {
  return areaRoutes()
    .openapi(contract.listRecords, async (c) => {
      const { recordType } = c.req.valid('param')
      const looker = await lookerOf(store.db, signedIn(c), links)
      const query = c.req.valid('query')
      const page = await findRecords(store, recordType, query, looker)
      const named = await namedItems(store.db, page.columns, c.get('language'))
      const { total, more, next, previous } = page
      const rows = page.rows.map(({ keys: _, values, ...row }) => ({ ...row, values: named(values) }))
      return c.json({ rows, total, more, next, previous }, 200)
    })
    .openapi(contract.readColumns, async (c) => {
      const { recordType } = c.req.valid('param')
      const columns = listColumns(recordType, await crmFields(store.db, recordType))
      const language = c.get('language')
      const items = await crmListItems(
        store.db,
        columns.flatMap(({ list }) => list ?? []),
      )
      const ofList = (list: string) =>
        (items.get(list) ?? []).map((item) => ({ ...item, name: textIn(item.name, language) }))
      return c.json(
        {
          columns: columns.map(({ key, label, type, preset, list }) => ({
            key,
            label: textIn(label, language),
            type,
            preset,
            sort: sortOfColumn(recordType, key) ?? null,
            items: list === undefined ? null : ofList(list),
          })),
          connections: await connectionsOf(store.db, signedIn(c), links),
        },
        200,
      )
    })
}

/** What this user may see of links. */
export async function lookerOf(db: Kysely<Tables>, user: SignedIn, links: LinksSeen): Promise<Looker> {
  const connectionIds = [...(await links.connectionsInScope(db, user)).keys()]
  return { userId: user.id, connectionIds, links }
}

async function connectionsOf(db: Kysely<Tables>, user: SignedIn, links: LinksSeen) {
  const { connectionIds } = await lookerOf(db, user, links)
  if (connectionIds.length === 0) return []
  return db
    .selectFrom('connection')
    .select(['id', 'name'])
    .where('id', 'in', connectionIds)
    .orderBy('priority')
    .orderBy('name')
    .execute()
}
