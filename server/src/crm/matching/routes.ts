import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from '../../contract.ts'
import { areaRoutes } from '../../routes.ts'
import type { CrmParts } from '../parts.ts'
import { readRecords, recordTitles } from '../records.ts'
import * as contract from './contract.ts'
import { findMatches } from './find-matches.ts'
import { likeliest } from './keys.ts'

const mostShown = 5

/** What is typed is compared with what is there. */
export function matchingRoutes({ store: { db } }: CrmParts): OpenAPIHono<Env> {
  return areaRoutes().openapi(contract.findDuplicates, async (c) => {
    const { recordType } = c.req.valid('param')
    const { fields, companyId, except } = c.req.valid('json')
    const candidate = { ref: '', fields, companyId }
    const found = await findMatches(db, recordType, [candidate], except === undefined ? {} : { except })
    const likely = likeliest(found).slice(0, mostShown)
    const records = await readRecords(
      db,
      recordType,
      likely.map(({ recordId }) => recordId),
    )
    const companies = await recordTitles(
      db,
      'company',
      [...records.values()].flatMap((one) => one.companyId ?? []),
    )
    const rows = likely.flatMap(({ recordId, keys }) => {
      const record = records.get(recordId)
      if (!record) return []
      const text = (...names: readonly string[]) => {
        const value = names
          .map((name) => record.fields[name])
          .find((one) => one !== null && one !== undefined)
        return value === undefined || value === null ? null : String(value)
      }
      return [
        {
          id: recordId,
          title: record.title,
          company: record.companyId === null ? null : (companies.get(record.companyId) ?? null),
          number: text('number'),
          city: text('postalCity', 'streetCity'),
          keys: [...keys],
        },
      ]
    })
    return c.json(rows, 200)
  })
}
