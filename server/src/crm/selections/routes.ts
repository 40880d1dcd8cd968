import type { OpenAPIHono } from '@hono/zod-openapi'
import { type Env, notFound } from '../../contract.ts'
import { ProblemError } from '../../problem.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import type { Store } from '../../store/index.ts'
import * as contract from './contract.ts'
import { readSelections, readView, saveView } from './selections.ts'

/** What a user keeps of lists: selections under a name, and how each list was last looked at. Nobody sees another's. */
export function selectionRoutes({ db }: Store): OpenAPIHono<Env> {
  const one = async (userId: string, id: number) => {
    const [found] = await readSelections(db, userId, { id })
    if (!found) throw notFound()
    return found
  }
  return areaRoutes()
    .openapi(contract.listSelections, async (c) =>
      c.json([...(await readSelections(db, signedIn(c).id, c.req.valid('query')))], 200),
    )
    .openapi(contract.createSelection, async (c) => {
      const { view, ...given } = c.req.valid('json')
      const userId = signedIn(c).id
      const made = await unlessTaken(
        db
          .insertInto('selection')
          .values({ ...given, userId, kind: 'view', view: JSON.stringify(view) })
          .returning('id')
          .executeTakeFirstOrThrow(),
      )
      return c.json(await one(userId, made.id), 200)
    })
    .openapi(contract.changeSelection, async (c) => {
      const userId = signedIn(c).id
      const { id } = await one(userId, c.req.valid('param').id)
      const { name, view } = c.req.valid('json')
      await unlessTaken(
        db
          .updateTable('selection')
          .set({
            updatedAt: new Date().toISOString(),
            ...(name === undefined ? {} : { name }),
            ...(view === undefined ? {} : { view: JSON.stringify(view) }),
          })
          .where('id', '=', id)
          .execute(),
      )
      return c.json(await one(userId, id), 200)
    })
    .openapi(contract.deleteSelection, async (c) => {
      const { id } = await one(signedIn(c).id, c.req.valid('param').id)
      await db.deleteFrom('selection').where('id', '=', id).execute()
      return c.body(null, 204)
    })
    .openapi(contract.readListView, async (c) =>
      c.json(await readView(db, signedIn(c).id, c.req.valid('param').recordType), 200),
    )
    .openapi(contract.saveListView, async (c) => {
      await saveView(db, signedIn(c).id, c.req.valid('param').recordType, c.req.valid('json'))
      return c.body(null, 204)
    })
}

async function unlessTaken<T>(saved: Promise<T>): Promise<T> {
  return saved.catch((error: unknown) => {
    if (!(error instanceof Error && 'constraint' in error && error.constraint === 'selection_name'))
      throw error
    throw new ProblemError(409, 'nameTaken', {
      en: 'You have a selection of this name already.',
      nl: 'U hebt al een selectie met deze naam.',
    })
  })
}
