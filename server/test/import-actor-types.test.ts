import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { ActorTypeName } from '@koppel/sdk'
import { sql } from 'kysely'
import { bothWays, type Directions, done, map, useDesk } from './erp-desk.ts'
import { importDesk, openImports } from './import-desk.ts'

// Everybody the Demo ERP has, of each type: collected, judged, made, and held against what the ERP has.

let connection = 0
const desk = useDesk({
  prepare: async () => {
    connection = await openImports(desk)
    for (const [type, fields] of Object.entries(mapped))
      done(await map(desk, connection, type as ActorTypeName, fields))
  },
})
const imports = importDesk(desk)

const to = (crmField: string) => ({ crmField, ...bothWays })
const mapped = {
  supplier: { NAME: to('name'), NUMBER2: to('number'), VATNO: to('vatNo'), STREETCITY: to('streetCity') },
  person: {
    FIRSTNAME: to('firstName'),
    LASTNAME: to('lastName'),
    EMAIL: to('email'),
    BIRTHDATE: to('birthDate'),
  },
  project: { NAME: to('name'), TEXT: to('text'), ENDDATE: to('endDate') },
} satisfies Partial<Record<ActorTypeName, Directions>>

/** All actors of a type that can be had; the import, judged. */
async function judgedAll(actorType: ActorTypeName): Promise<number> {
  const id = await imports.begin(connection, actorType)
  done(await desk.call('POST', imports.path(id, '/collections'), {}))
  await imports.work(id)
  await imports.preview(id)
  return id
}

interface Made {
  readonly key: string
  readonly record: Readonly<Record<string, unknown>>
  readonly companyId: number | null
}

async function made(
  actorType: ActorTypeName,
  table: 'company' | 'person' | 'project',
): Promise<readonly Made[]> {
  const { rows } = await sql<Made>`
    select l.actor_key as key, to_jsonb(r) as record, ${table === 'company' ? sql`null::bigint` : sql`r.company_id`} as company_id
    from link l join ${sql.table(table)} r on r.id = l.record_id
    where l.actor_type = ${actorType} and l.record_type = ${table} and l.ended_at is null order by l.id`.execute(
    desk.db.db,
  )
  return rows
}

/** Each record has what its actor has. */
function assertAlike(actorType: keyof typeof mapped, all: readonly Made[]) {
  const columns = Object.entries(mapped[actorType]).map(
    ([erp, { crmField }]) => [erp, snake(crmField)] as const,
  )
  for (const { key, record } of all) {
    const fields = desk.erp.read(
      actorType,
      key,
      columns.map(([erp]) => erp),
    )?.fields
    for (const [erp, column] of columns)
      assert.equal(record[column] ?? null, fields?.[erp] ?? null, `${key} ${erp}`)
  }
}

const snake = (key: string) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

describe('an import of everybody', () => {
  test('takes no person whose company is not there yet, and says so', async () => {
    const { rows } = await imports.rows(await judgedAll('person'), '?limit=200')

    assert.ok(rows.length > 0)
    const codes = new Set(rows.map((row: { problem: { code: string } | null }) => row.problem?.code))
    assert.deepEqual([...codes], ['parentNotLinked'])
  })

  test('makes a company of each supplier', async () => {
    const { counts } = await imports.run(await judgedAll('supplier'))

    const all = await made('supplier', 'company')
    assert.ok(all.length > 0)
    assert.equal(counts.outcomes.created, all.length)
    assertAlike('supplier', all)
  })

  describe('once the companies are there', () => {
    before(async () => {
      const id = await judgedAll('customer')
      await imports.run(id)
    })

    test('makes each person below the company of the customer or supplier it belongs to', async () => {
      const { counts } = await imports.run(await judgedAll('person'))

      const all = await made('person', 'person')
      assert.equal(counts.outcomes.created, all.length)
      assertAlike('person', all)
      const { rows: links } = await sql<{ actor: string; recordId: number }>`
        select actor_type || ' ' || actor_key as actor, record_id from link where record_type = 'company'`.execute(
        desk.db.db,
      )
      const recordOf = new Map(links.map(({ actor, recordId }) => [actor, recordId]))
      for (const { key, companyId } of all) {
        const parent = desk.erp.read('person', key, [])?.parent
        assert.equal(companyId, recordOf.get(`${parent?.type} ${parent?.key}`), key)
      }
    })

    test('makes projects with their dates', async () => {
      const { counts } = await imports.run(await judgedAll('project'))

      const all = await made('project', 'project')
      assert.ok(all.length > 0)
      assert.equal(counts.outcomes.created, all.length)
      assertAlike('project', all)
      assert.ok(all.some(({ record }) => record.end_date !== null))
    })
  })
})
