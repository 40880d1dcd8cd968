import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { useWholeApp } from './whole-app.ts'

// A page of a list of many, counted in the rows that PostgreSQL read and the blocks it looked at: what a question costs,
// whatever else the machine does.

let cookie = ''
const world = useWholeApp({
  prepare: async () => {
    cookie = await world.signedIn('anna', 'user')
    await world.database.pool.query(`
      insert into company (name, number) select 'Firma ' || md5(n::text), n::text from generate_series(1, 20000) n;
      insert into person (first_name, last_name, company_id, updated_at)
        select 'Jo', case when n % 60 = 0 then 'Zwanenburg' else 'van ' || md5(n::text) end, 1 + (n * 7919) % 20000,
          now() - (n * 7919 % 30000) * interval '1 minute'
        from generate_series(1, 30000) n;
      with x as (insert into connector (url, name) values ('https://lists.example', 'Lists') returning id),
        c as (insert into connection (name, connector_id, active) select 'Graz', id, true from x returning id)
      insert into link (connection_id, actor_type, actor_key, record_type, record_id)
        select c.id, 'customer', r.id::text, 'company', r.id from c, company r where r.id % 2 = 0;
      delete from crm_change;`)
    await world.database.pool.query('vacuum analyze')
    // As it is while people work: next to no page is as the last vacuum left it.
    await world.database.pool.query(`update person set phone_direct = '1' where id % 20 = 0`)
  },
})

describe('a page of a list', () => {
  before(async () => {
    await page('company', {})
  })

  test('of everything in the order of another table does not fetch row by row what is only counted', async () => {
    const { person, found } = await page('person', { sort: 'company', order: 'desc' })
    assert.deepEqual([found.total, found.more], [10_000, true])
    assert.ok(person.blocks < 1_000, told(person))
  })

  test('of few rows in the order of another table reads theirs of it, not all there are', async () => {
    const { company, found } = await page('person', { sort: 'company', q: 'zwanenburg' })
    assert.equal(found.total, 500)
    assert.ok(company.rows < 500 + 1_500, told(company))
  })

  test('by a state that most links are in reads all links once, to count them, and for the rows only theirs', async () => {
    const filters = JSON.stringify([{ kind: 'link', state: 'inSync' }])
    const { link, found } = await page('company', { filters })
    assert.deepEqual([found.total, found.more], [1_000, true])
    assert.ok(link.rows < 15_000, told(link))
  })

  test('with two letters that hardly anything holds does not go along thousands of rows to find that out', async () => {
    const { company, found } = await page('company', { q: 'qx' })
    assert.equal(found.total, 0)
    assert.ok(company.rows < 1_500, told(company))
  })
})

interface Read {
  readonly rows: number
  readonly blocks: number
}

const told = ({ rows, blocks }: Read) => `${rows} rows, ${blocks} blocks`

async function page(recordType: string, query: Record<string, string>) {
  const before = await readUntilNow()
  const answer = await world.request('GET', `/api/v1/records/${recordType}?${new URLSearchParams(query)}`, {
    cookie,
  })
  assert.equal(answer.status, 200)
  const found = (await answer.json()) as { total: number; more: boolean }
  const after = await readUntilNow()
  const of = (table: string): Read => {
    const [then, now] = [before.get(table), after.get(table)]
    assert.ok(then && now)
    return { rows: now.rows - then.rows, blocks: now.blocks - then.blocks }
  }
  return { found, company: of('company'), person: of('person'), link: of('link') }
}

/** Each of PostgreSQL's processes keeps what it counted to itself for a while: all of them are asked, at the same time. */
async function readUntilNow(): Promise<ReadonlyMap<string, Read>> {
  const { pool, db } = world.database
  await Promise.all(
    Array.from({ length: pool.totalCount }, () =>
      pool.query('select pg_stat_force_next_flush(), pg_sleep(0.1)'),
    ),
  )
  const { rows } = await sql<Read & { table: string }>`
    select relname as "table", (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::integer as rows,
      (heap_blks_read + heap_blks_hit)::integer as blocks
    from pg_stat_user_tables join pg_statio_user_tables using (relid, relname)`.execute(db)
  return new Map(rows.map((row) => [row.table, row]))
}
