import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { assertReadAsTaken } from './taken-slowly.ts'
import { useWholeApp } from './whole-app.ts'

let chief = ''
const world = useWholeApp({
  prepare: async () => {
    chief = await world.signedIn('chief', 'administrator')
  },
})

describe('a long file is read from the database as it is taken, however many lines it has', () => {
  before(async () => {
    await world.database.pool.query(`
      with x as (insert into connector (url, name) values ('https://held.example', 'Held') returning id),
        c as (insert into connection (name, connector_id) select 'Graz', id from x returning id)
      insert into sync_log (run_id, connection_id, link_id, record_type, record_id, actor_type, actor_key, direction,
        erp_field, crm_field, old_value, new_value, rule)
      select 1, c.id, 1, 'company', 1, 'customer', 'K1', 'toCrm', 'NAME', 'name', to_jsonb('was ' || n),
        to_jsonb('is ' || n), 'changedInErp' from c, generate_series(1, 30000) n`)
    await world.database.pool.query(`
      insert into company (name, number) select 'Lang ' || n, n::text from generate_series(1, 30000) n`)
    await world.database.pool.query(`
      insert into audit (user_id, action, subject, new_value)
      select null, 'switchEngine', 'engine', jsonb_build_object('running', n % 2 = 0) from generate_series(1, 15000) n`)
  })

  for (const path of [
    '/records/company/export?format=csv',
    '/records/company/export?format=csv&q=lang',
    '/records/company/export?format=xlsx',
    '/sync-log/export',
    '/audit/export',
  ]) {
    test(`GET ${path}`, async () => {
      await assertReadAsTaken(world.database.pool, async () => {
        const answer = await world.request('GET', `/api/v1${path}`, { cookie: chief })
        assert.equal(answer.status, 200)
        return answer.body
      })
    })
  }
})
