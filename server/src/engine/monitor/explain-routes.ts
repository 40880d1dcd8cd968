import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../../contract.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import type { EngineParts } from '../parts.ts'
import * as contract from './contract.ts'
import { explainValue } from './origin.ts'
import { checkVisible, visibleConnections } from './scope.ts'
import { explainLink } from './why.ts'

export function explainRoutes({ store, crmName = 'CRM' }: EngineParts): OpenAPIHono<Env> {
  const { db } = store
  return areaRoutes()
    .openapi(contract.explainLink, async (c) => {
      const { id } = c.req.valid('param')
      const { crmField } = c.req.valid('query')
      const user = signedIn(c)
      await checkVisible(db, user, id)
      const why = await explainLink(db, { linkId: id, crmField, language: c.get('language'), crmName })
      if (user.role === 'administrator') return c.json(why, 200)
      // The detail is for operators.
      const plain = (one: typeof why.answer) => ({ ...one, detail: null })
      return c.json({ ...why, answer: plain(why.answer), also: why.also.map(plain) }, 200)
    })
    .openapi(contract.explainValue, async (c) => {
      const { recordType, id, field } = c.req.valid('param')
      const connectionIds = await visibleConnections(db, signedIn(c))
      const asked = { recordType, recordId: id, field, connectionIds, language: c.get('language'), crmName }
      return c.json(await explainValue(db, asked), 200)
    })
}
