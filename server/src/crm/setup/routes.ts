import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../../contract.ts'
import { notFound } from '../../problem.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import type { Store } from '../../store/index.ts'
import * as contract from './contract.ts'
import { readItems, readLists } from './crm-lists.ts'
import { readCustomFields } from './custom-fields.ts'
import { changeField, createField, orderFields, setFieldInUse } from './save-custom-field.ts'
import {
  createItem,
  createList,
  deleteItem,
  deleteList,
  orderItems,
  renameItem,
  renameList,
  restoreItem,
} from './save-list.ts'

/** Velden and Lijsten, for administrators. */
export function setupRoutes({ store }: { readonly store: Store }): OpenAPIHono<Env> {
  return areaRoutes()
    .route('/', fieldRoutes(store))
    .route('/', listRoutes(store))
    .route('/', itemRoutes(store))
}

function fieldRoutes(store: Store) {
  const field = async (id: number, language: string) => {
    const found = (await readCustomFields(store.db, language)).find((one) => one.id === id)
    if (!found) throw notFound()
    return found
  }
  return areaRoutes()
    .openapi(contract.listCustomFields, async (c) =>
      c.json(await readCustomFields(store.db, c.get('language')), 200),
    )
    .openapi(contract.createCustomField, async (c) => {
      const id = await createField(store, signedIn(c), c.req.valid('json'))
      return c.json(await field(id, c.get('language')), 200)
    })
    .openapi(contract.changeCustomField, async (c) => {
      const { id } = c.req.valid('param')
      await changeField(store, signedIn(c), id, c.req.valid('json'))
      return c.json(await field(id, c.get('language')), 200)
    })
    .openapi(contract.orderCustomFields, async (c) => {
      await orderFields(store, signedIn(c), c.req.valid('param').recordType, c.req.valid('json').ids)
      return c.body(null, 204)
    })
    .openapi(contract.deleteCustomField, async (c) => {
      await setFieldInUse(store, signedIn(c), c.req.valid('param').id, false)
      return c.body(null, 204)
    })
    .openapi(contract.restoreCustomField, async (c) => {
      await setFieldInUse(store, signedIn(c), c.req.valid('param').id, true)
      return c.body(null, 204)
    })
}

function listRoutes(store: Store) {
  return areaRoutes()
    .openapi(contract.listCrmLists, async (c) => c.json(await readLists(store.db, c.get('language')), 200))
    .openapi(contract.createCrmList, async (c) => {
      const key = await createList(store, signedIn(c), c.req.valid('json').name)
      const made = (await readLists(store.db, c.get('language'))).find((list) => list.key === key)
      if (!made) throw notFound()
      return c.json(made, 200)
    })
    .openapi(contract.renameCrmList, async (c) => {
      await renameList(store, signedIn(c), c.req.valid('param').key, c.req.valid('json').name)
      return c.body(null, 204)
    })
    .openapi(contract.deleteCrmList, async (c) => {
      await deleteList(store, signedIn(c), c.req.valid('param').key)
      return c.body(null, 204)
    })
    .openapi(contract.orderCrmListItems, async (c) => {
      await orderItems(store, signedIn(c), c.req.valid('param').key, c.req.valid('json').ids)
      return c.body(null, 204)
    })
}

function itemRoutes(store: Store) {
  return areaRoutes()
    .openapi(contract.listCrmListItems, async (c) =>
      c.json(await readItems(store.db, c.req.valid('param').key, c.get('language')), 200),
    )
    .openapi(contract.createCrmListItem, async (c) => {
      const id = await createItem(store, signedIn(c), c.req.valid('param').key, c.req.valid('json').name)
      return c.json({ id }, 200)
    })
    .openapi(contract.renameCrmListItem, async (c) => {
      await renameItem(store, signedIn(c), c.req.valid('param').id, c.req.valid('json').name)
      return c.body(null, 204)
    })
    .openapi(contract.deleteCrmListItem, async (c) => {
      const deleted = await deleteItem(store, signedIn(c), c.req.valid('param').id)
      return c.json({ deleted }, 200)
    })
    .openapi(contract.restoreCrmListItem, async (c) => {
      await restoreItem(store, signedIn(c), c.req.valid('param').id)
      return c.body(null, 204)
    })
}
