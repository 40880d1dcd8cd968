import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { sql } from 'kysely'
import type { Env } from '../../contract.ts'
import { connectionsInScope } from '../../erp/index.ts'
import { ProblemError } from '../../problem.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import { all } from '../monitor/listing.ts'
import type { EngineParts } from '../parts.ts'
import { syncLink } from '../sync-link.ts'
import { carryNow } from './carry-now.ts'
import * as contract from './contract.ts'
import { callOff, decide, intentFor, intentToChange } from './decide.ts'
import { readForm } from './form.ts'
import { readIntent } from './intents.ts'
import { planIntent } from './plan-intent.ts'
import { listIntents, type ShownIntent, showIntent } from './show.ts'

/** Maken in ERP: what is to be made, and what became of it. */
export function createRoutes(parts: EngineParts): OpenAPIHono<Env> {
  const { store } = parts
  const { db } = store
  return areaRoutes()
    .openapi(contract.readNewActor, async (c) => {
      const wish = { ...c.req.valid('json'), connectionId: c.req.valid('param').id }
      return c.json(await readForm(db, signedIn(c), wish, c.get('language')), 200)
    })
    .openapi(contract.requestCreate, async (c) => {
      const user = signedIn(c)
      const wish = { ...c.req.valid('json'), connectionId: c.req.valid('param').id }
      const intent = await planIntent(store, user, wish)
      if (intent.state === 'planned') await goOn(parts, c, intent.id)
      return c.json(await shownTo(parts, c, intent.id), 200)
    })
    .openapi(contract.listCreateIntents, async (c) => {
      const { recordType, recordId, connectionId, open, ...paged } = c.req.valid('query')
      const ofRecord = recordType !== undefined && recordId !== undefined
      const where = all([
        await inScopeOf(parts, c, ofRecord),
        recordType && sql`i.record_type = ${recordType}`,
        recordId === undefined ? undefined : sql`i.record_id = ${recordId}`,
        connectionId === undefined ? undefined : sql`i.connection_id = ${connectionId}`,
        open && sql`i.state in ('planned', 'sent', 'unknown')`,
      ])
      const { rows, total } = await listIntents(db, where, paged, c.get('language'))
      return c.json({ rows: rows.map((row) => withoutDetail(c, row)), total }, 200)
    })
    .openapi(contract.readCreateIntent, async (c) => {
      const { id } = await intentFor(db, signedIn(c), c.req.valid('param').id)
      return c.json(await shownTo(parts, c, id), 200)
    })
    .openapi(contract.cancelCreate, async (c) => {
      const user = signedIn(c)
      await callOff(store, user, await intentToChange(db, user, c.req.valid('param').id))
      return c.body(null, 204)
    })
    .openapi(contract.lookForCreated, async (c) => {
      const { id } = await intentToChange(db, signedIn(c), c.req.valid('param').id)
      await goOn(parts, c, id)
      return c.json(await shownTo(parts, c, id), 200)
    })
    .openapi(contract.decideCreate, async (c) => {
      const user = signedIn(c)
      const intent = await intentToChange(db, user, c.req.valid('param').id)
      await decide(parts, user, intent, c.req.valid('json'))
      await finishLink(parts, intent.id, user.id)
      return c.json(await shownTo(parts, c, intent.id), 200)
    })
}

/** Administrators see all; others what is made from one record, in the connections of their scope. */
async function inScopeOf({ store }: EngineParts, c: Context<Env>, ofRecord: boolean) {
  const user = signedIn(c)
  if (user.role === 'administrator') return undefined
  if (!ofRecord) throw onlyAdministrators()
  const ids = [...(await connectionsInScope(store.db, user)).keys()]
  return sql`i.connection_id = any(${ids}::bigint[])`
}

async function goOn(parts: EngineParts, c: Context<Env>, id: string): Promise<void> {
  const user = signedIn(c)
  const intent = await readIntent(parts.store.db, id)
  if (!intent) return
  await carryNow(parts, intent, user.id, { forced: true, unknownToo: true })
  await finishLink(parts, id, user.id)
}

/** What the ERP filled in itself is in the CRM at once; without an answer the next pass goes on with it. */
async function finishLink(parts: EngineParts, id: string, userId: string): Promise<void> {
  const linkId = (await readIntent(parts.store.db, id))?.linkId
  if (!linkId) return
  try {
    await syncLink(parts, linkId, { userId, kind: 'link' })
  } catch (error) {
    parts.log('The first sync of a link failed; the next pass tries again', { linkId, error: String(error) })
  }
}

async function shownTo(parts: EngineParts, c: Context<Env>, id: string): Promise<ShownIntent> {
  return withoutDetail(c, await showIntent(parts.store.db, id, c.get('language')))
}

/** The detail is for operators. */
function withoutDetail(c: Context<Env>, intent: ShownIntent): ShownIntent {
  if (!intent.problem || signedIn(c).role === 'administrator') return intent
  return { ...intent, problem: { ...intent.problem, detail: null } }
}

function onlyAdministrators(): ProblemError {
  return new ProblemError(403, 'notAllowed', {
    en: 'Only an administrator can see what is made from all records.',
    nl: 'Alleen een beheerder kan zien wat van alle elementen wordt gemaakt.',
  })
}
