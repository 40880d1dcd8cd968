import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { sql } from 'kysely'
import type { Env } from '../../contract.ts'
import { connectionsInScope } from '../../erp/index.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import { all } from '../monitor/listing.ts'
import type { EngineParts } from '../parts.ts'
import { chosenKeys } from './add-rows.ts'
import { beginImport, readSources } from './begin.ts'
import { decideRows } from './choose.ts'
import * as contract from './contract.ts'
import { exportRows } from './export-rows.ts'
import { shownRows } from './list-rows.ts'
import { addByKeys, cancelWork, collect, preview, removeImport, removeRows } from './request.ts'
import { readStored } from './rights.ts'
import { changeSettings, readForm } from './settings.ts'
import { type ShownImport, shownImport, shownImports } from './show.ts'
import { changeState, undo } from './state.ts'
import { undoExtent } from './undo.ts'

/** Importeren vanuit ERP; what each route is for stands at the top of contract.ts. */
export function importRoutes(parts: EngineParts): OpenAPIHono<Env> {
  const { store } = parts
  const { db } = store

  const ofUser = (c: Context<Env>, id: number) => readStored(db, signedIn(c), id)
  const shown = async (c: Context<Env>, id: number): Promise<ShownImport> =>
    withoutDetail(c, await shownImport(db, id, c.get('language')))

  return areaRoutes()
    .openapi(contract.readImportSources, async (c) =>
      c.json(await readSources(db, signedIn(c), c.get('language')), 200),
    )
    .openapi(contract.listImports, async (c) => {
      const user = signedIn(c)
      const ids = [...(await connectionsInScope(db, user)).keys()]
      const where = all([
        sql`i.connection_id = any(${ids}::bigint[])`,
        user.role === 'administrator' ? '' : sql`i.created_by = ${user.id}`,
      ])
      const found = await shownImports(db, where, c.get('language'))
      return c.json(
        found.map((one) => withoutDetail(c, one)),
        200,
      )
    })
    .openapi(contract.beginImport, async (c) => {
      const id = await beginImport(store, signedIn(c), c.req.valid('json'))
      return c.json(await shown(c, id), 200)
    })
    .openapi(contract.readImport, async (c) => {
      const { id } = await ofUser(c, c.req.valid('param').id)
      return c.json(await shown(c, id), 200)
    })
    .openapi(contract.deleteImport, async (c) => {
      await removeImport(parts, signedIn(c), await ofUser(c, c.req.valid('param').id))
      return c.body(null, 204)
    })
    .openapi(contract.readChosenKeys, async (c) => {
      const { id } = await ofUser(c, c.req.valid('param').id)
      return c.json({ keys: await chosenKeys(db, id, c.req.valid('json').keys) }, 200)
    })
    .openapi(contract.addImportRows, async (c) => {
      const of = await ofUser(c, c.req.valid('param').id)
      await addByKeys(parts, signedIn(c), of, c.req.valid('json').keys)
      return c.json(await shown(c, of.id), 200)
    })
    .openapi(contract.collectImportRows, async (c) => {
      const of = await ofUser(c, c.req.valid('param').id)
      await collect(parts, signedIn(c), of, c.req.valid('json'))
      return c.json(await shown(c, of.id), 200)
    })
    .openapi(contract.removeImportRows, async (c) => {
      const of = await ofUser(c, c.req.valid('param').id)
      await removeRows(parts, signedIn(c), of, c.req.valid('json'))
      return c.json(await shown(c, of.id), 200)
    })
    .openapi(contract.cancelImportWork, async (c) => {
      await cancelWork(parts, await ofUser(c, c.req.valid('param').id))
      return c.body(null, 204)
    })
    .openapi(contract.readImportForm, async (c) => {
      const of = await ofUser(c, c.req.valid('param').id)
      return c.json(await readForm(db, of, c.get('language')), 200)
    })
    .openapi(contract.changeImportSettings, async (c) => {
      const of = await ofUser(c, c.req.valid('param').id)
      await changeSettings(store, signedIn(c), of, c.req.valid('json'))
      return c.json(await shown(c, of.id), 200)
    })
    .openapi(contract.previewImport, async (c) => {
      const of = await ofUser(c, c.req.valid('param').id)
      await preview(parts, signedIn(c), of, c.req.valid('json').anew)
      return c.json(await shown(c, of.id), 200)
    })
    .openapi(contract.readImportRows, async (c) => {
      const of = await ofUser(c, c.req.valid('param').id)
      return c.json(await shownRows(db, of, c.req.valid('query'), c.get('language')), 200)
    })
    .openapi(contract.exportImportRows, async (c) => {
      const of = await ofUser(c, c.req.valid('param').id)
      const { format, ...filter } = c.req.valid('query')
      const asked = { of, filter, format, userId: signedIn(c).id, language: c.get('language') }
      const { body, head } = await exportRows(store, asked)
      // Nobody reads what follows a HEAD.
      return c.body(c.req.method === 'HEAD' ? '' : body, 200, { ...head })
    })
    .openapi(contract.decideImportRows, async (c) => {
      const of = await ofUser(c, c.req.valid('param').id)
      const rows = await decideRows(store, signedIn(c), of, c.req.valid('json'))
      return c.json({ rows, import: await shown(c, of.id) }, 200)
    })
    .openapi(contract.changeImportState, async (c) => {
      const of = await ofUser(c, c.req.valid('param').id)
      await changeState(parts, signedIn(c), of, c.req.valid('json'), c.get('language'))
      return c.json(await shown(c, of.id), 200)
    })
    .openapi(contract.readImportUndoExtent, async (c) => {
      const of = await ofUser(c, c.req.valid('param').id)
      return c.json(await undoExtent(db, of.id, of.recordType), 200)
    })
    .openapi(contract.undoImport, async (c) => {
      const of = await ofUser(c, c.req.valid('param').id)
      await undo(parts, signedIn(c), of)
      return c.json(await shown(c, of.id), 200)
    })
}

/** The detail is for operators. */
function withoutDetail(c: Context<Env>, one: ShownImport): ShownImport {
  if (!one.work?.problem || signedIn(c).role === 'administrator') return one
  return { ...one, work: { ...one.work, problem: { ...one.work.problem, detail: null } } }
}
