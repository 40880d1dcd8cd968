import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { edit, footprint, type Linked, log, useEngineWorld } from './engine-world.ts'
import { type Kind, resyncWorld } from './resync-world.ts'
import { mortalStore } from './simulation/mortal-store.ts'

const world = useEngineWorld()
const { inSync, queue, runOf, apart, values } = resyncWorld(world)
let connectionId = 0
let acme: Linked
let bert: Linked

beforeEach(async () => {
  ;({ connectionId, acme, bert } = await inSync())
})

for (const kind of ['resyncToCrm', 'resyncToErp'] as const) {
  test(`${kind}: a process that dies anywhere leads to the same end`, async () => {
    const expected = await endOf(kind, Number.POSITIVE_INFINITY, 'dieBefore')
    const { statements } = expected
    const points = deaths(statements)
    assert.ok(points.length > 10, `${points.length} points`)
    for (const [index, how] of points) {
      const end = await endOf(kind, index, how)
      assert.deepEqual({ ...end, statements }, expected, `${how} ${index}: ${statements[index]}`)
    }
  })
}

type How = 'dieBefore' | 'dieAfter'

/** Where a death makes a difference: between transactions, around each commit, and so around each call of the ERP. */
function deaths(statements: readonly string[]): readonly [number, How][] {
  const last = statements.findIndex((text) => /update run set state = .* finished_at/s.test(text))
  assert.ok(last > 0)
  let inside = false
  return statements.slice(0, last + 2).flatMap((text, index): [number, How][] => {
    const commits = /^commit/i.test(text)
    const skipped = inside && !commits
    inside = commits ? false : inside || /^begin/i.test(text)
    if (skipped) return []
    return commits ? [[index, 'dieBefore'], [index, 'dieAfter']] : [[index, 'dieBefore']] // biome-ignore format: short
  })
}

/** Plays a resync whose process dies at a statement; then another one goes on. */
async function endOf(kind: Kind, dieAt: number, how: How) {
  await apart(acme, '22', '33')
  await edited(bert, 'Kiel', 'Oslo')
  const id = await queue(connectionId, kind)
  const statements: string[] = []
  const mortal = mortalStore(world.db.store, {
    beforeStatement: async (text) => {
      statements.push(text)
      return statements.length - 1 === dieAt ? how : 'go'
    },
    racing: () => false,
    untilUnlocked: async () => false,
    transactionEnded: () => undefined,
  })
  await world.pass(connectionId, {}, { store: mortal.store }).catch(() => undefined)
  await mortal.kill()
  await sql`update connection set leased_until = null, leased_by = null where id = ${connectionId}`.execute(
    world.db.db,
  )
  for (let n = 0; n < 2; n += 1) await world.pass(connectionId)
  const { state, processed, toCrm, toErp } = await runOf(id)
  const before = await footprint(world, acme)
  await world.pass(connectionId)
  assert.deepEqual(await footprint(world, acme), before)
  const rows = [...(await log(world, acme.linkId)), ...(await log(world, bert.linkId))]
  return {
    statements,
    run: { state, processed, toCrm, toErp },
    acme: await values(acme),
    bert: await values(bert),
    log: rows
      .filter(({ runId }) => runId >= id)
      .map(({ rule, direction, oldValue, newValue, runId }) => [
        ...[rule, direction, oldValue, newValue],
        runId === id,
      ]),
  }
}

/** Somebody edits the city in the CRM; the ERP has the one both agreed on. */
async function edited(one: Linked, erp: string, crm: string): Promise<void> {
  world.erp.edit('customer', one.key, { STREETCITY: erp })
  await sql`update link set base = jsonb_set(base, '{STREETCITY}', ${JSON.stringify([erp, erp])}::jsonb)
    where id = ${one.linkId}`.execute(world.db.db)
  await edit(world, one.recordId, { streetCity: crm })
}
