import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isKnownAction } from '../src/access/audit/texts.ts'
import { servedRoutes } from './administration-desk.ts'
import { steps } from './audit-steps.ts'
import { sql, world } from './audit-world.ts'
import { done } from './erp-desk.ts'

// What an administrator changes leaves a row in the audit. Each route that changes something is either asked here, so that
// it does, or listed with the reason why it leaves none.

const leavesNone: Readonly<Record<string, string>> = {
  'POST /connection-tests': 'tries values and stores nothing',
  'POST /connectors/{id}/checks': 'asks whether the connector answers and stores nothing that anybody sets',
  'POST /connectors/{id}/setting-items': 'asks the ERP for the items of a list',
  'POST /connections/{id}/passes':
    'the engine does this by itself every few seconds; the run names who asked',
}

/** Of these the audit holds what was before as well: they set something that was something else. */
const setsAnew = /^(PATCH|PUT) (?!.*(activation|description|confirmation))/

test('every route by which an administrator changes something is asked here, or listed with the reason', () => {
  const changing = servedRoutes(world.ready())
    .filter(({ method, access }) => method !== 'GET' && access === 'administrator')
    .map(({ method, path }) => `${method} ${path}`)
  const told = [...steps.map(([route]) => route), ...Object.keys(leavesNone)]

  assert.deepEqual(changing.sort(), told.sort())
})

test('each of them leaves a row: who, what, on what, with the old and the new value', async () => {
  const { id: chief } = done(await world.call('GET', '/session')).user
  for (const [route, step] of steps) {
    const { rows: before } = await sql('select coalesce(max(id), 0) as id from audit')
    const answer = await step()
    assert.ok(
      answer === undefined || [200, 204].includes(answer.status),
      `${route}: ${answer?.status} ${answer?.text}`,
    )
    const { rows } = await sql('select * from audit where id > $1 order by id', [before[0].id])

    assert.ok(rows.length > 0, `${route} left nothing`)
    for (const row of rows) {
      assert.equal(row.user_id, chief, route)
      assert.ok(isKnownAction(row.action), `${route}: ${row.action} has no sentence`)
      assert.match(row.subject, /^[a-zA-Z]+(\/.+)?$/, route)
    }
    if (setsAnew.test(route)) {
      const row = rows.at(-1)
      assert.ok(row.old_value !== null && row.new_value !== null, `${route}: ${JSON.stringify(row)}`)
      assert.deepEqual(await oddChanges(), [], route)
    }
  }
})

/** What the newest row tells by words of the code, by no words at all, or as removed although a route set it anew. */
async function oddChanges() {
  const [{ changes }] = done(await world.call('GET', '/audit?limit=1')).rows
  return changes.filter(
    ({ field, new: now }: { field: string; new: string | null }) =>
      now === null || field === '' || /(^|› )[a-z]+([A-Z]|$)/.test(field),
  )
}
