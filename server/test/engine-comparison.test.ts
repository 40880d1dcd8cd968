import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runMigrations } from 'graphile-worker'
import { sql } from 'kysely'
import { startComparison } from '../src/engine/comparison/begin.ts'
import { comparisonWith } from '../src/engine/comparison/listing.ts'
import { queueDueComparisons } from '../src/engine/comparison/schedule.ts'
import { workBeside } from '../src/engine/long-work/beside.ts'
import { undoOfLink } from '../src/engine/undo/now.ts'
import { comparisonDesk, type Started } from './comparison-desk.ts'
import {
  connect,
  customer,
  edit,
  footprint,
  inCrm,
  link,
  log,
  started,
  useEngineWorld,
  type World,
} from './engine-world.ts'

const world: World = useEngineWorld(() => runMigrations({ connectionString: world.db.store.url }))

const { compare, finishAll, listed, linkOf } = comparisonDesk(world)

describe('a comparison', () => {
  test('finds nothing where both sides are alike, and touches neither', async () => {
    const one = await started(world)
    const was = await footprint(world, one)

    const { agreement, result, kinds } = await compare(one)

    assert.deepEqual([agreement, result?.same, kinds], [100, 1, []])
    const { runs: _, ...now } = await footprint(world, one)
    assert.deepEqual(now, { crm: was.crm, erp: was.erp, log: was.log })
  })

  test('tells what waits from what is known, and cuts the percentage rather than rounding it', async () => {
    const one = await started(world)
    await another(one, 'Bert')
    await another(one, 'Cora')
    await edit(world, one.recordId, { phone: '2' })

    const report = await compare(one)

    assert.deepEqual(report.kinds, [{ kind: 'waits', values: 1, links: 1 }])
    assert.equal(report.agreement, 66.66)
    const [found] = await listed(report.id)
    assert.deepEqual([found?.record.title, found?.erpField?.key, found?.erpText, found?.crmText, found?.baseErpText], ['Acme', 'PHONE', '1', '2', '1']) // biome-ignore format: a table
  })

  test('says what both agreed on though the ERP stores it in its own way', async () => {
    const one = await started(world)
    await edit(world, one.recordId, { phone: '2' })
    await world.pass(one.connectionId)
    await rewritten(one, '(2)')

    assert.deepEqual(kindsOf(await compare(one)), ['agreed'])
  })

  test('says what was undone, and what began as it was, as deliberate', async () => {
    const one = await started(world)
    world.erp.edit('customer', one.key, { PHONE: '2' })
    await world.pass(one.connectionId)
    const runId = (await log(world, one.linkId)).at(-1)?.runId ?? 0
    await undoOfLink(world.parts(), { linkId: one.linkId, runId, userId: 'anna' })
    const key = await customer(world, { NAME: 'Bert', PHONE: '1', STREETCITY: 'Kiel' })
    const recordId = await recordNamed('Bert', '9')
    await link(world, one.connectionId, key, recordId, { PHONE: 'asIs' })
    await world.pass(one.connectionId)

    const report = await compare(one)

    assert.deepEqual([kindsOf(report), report.agreement, report.result?.known], [['deliberate'], 100, 2])
  })

  test('shows an open conflict, and a value that does not fit', async () => {
    const one = await started(world, [['NAME', 'name'], ['PHONE', 'phone', 'both', 'ask'], ['STREETCITY', 'streetCity']]) // biome-ignore format: a table
    world.erp.edit('customer', one.key, { PHONE: '2' })
    await edit(world, one.recordId, { phone: '3', streetCity: 'x'.repeat(500) })
    await world.pass(one.connectionId)

    assert.deepEqual(kindsOf(await compare(one)), ['conflict', 'doesNotFit'])
  })

  test('finds a change nobody told of, and the passes carry it over by the rule of the mapping', async () => {
    const one = await started(world)
    await missed(one, { PHONE: '7' })
    assert.equal(await inCrm(world, one.recordId, 'phone'), '1')

    const report = await compare(one)
    await world.pass(one.connectionId)

    assert.deepEqual([kindsOf(report), report.result?.missed], [['missed'], 1])
    assert.equal(await inCrm(world, one.recordId, 'phone'), '7')
    assert.equal((await log(world, one.linkId)).at(-1)?.rule, 'erpChanged')
  })

  test('does not take a change for missed that the passes have yet to read', async () => {
    const one = await started(world)
    world.erp.edit('customer', one.key, { PHONE: '7' })

    const report = await compare(one)

    assert.deepEqual([kindsOf(report), report.result?.missed], [['waits'], 0])
  })

  test('notices an actor that is gone, and breaks no link', async () => {
    const one = await started(world)
    const { rows } = await sql<{ cursor: string }>`select cursor from actor_type where connection_id = ${one.connectionId}`.execute(world.db.db) // biome-ignore format: a line
    world.erp.remove('customer', one.key)

    const report = await compare(one)

    assert.equal(rows.length, 1)
    assert.deepEqual([kindsOf(report), report.result?.missing, report.agreement], [['actorMissing'], 1, 0])
    const { brokenAt } = await linkOf(one)
    assert.equal(brokenAt, null)
  })

  test('leaves out records in the bin', async () => {
    const one = await started(world)
    await sql`update company set deleted_at = now() where id = ${one.recordId}`.execute(world.db.db)

    const { result, agreement } = await compare(one)

    assert.deepEqual([result?.skipped, agreement], [1, null])
  })

  test('can be searched by the name of the record', async () => {
    const one = await started(world)
    await another(one, 'Bert')
    await edit(world, one.recordId, { phone: '2' })
    const { id } = await compare(one)

    assert.deepEqual([(await listed(id, 'acm')).length, (await listed(id, 'bert')).length], [1, 0])
  })

  test('goes on after its worker died', async () => {
    const one = await started(world)
    await edit(world, one.recordId, { phone: '2' })
    const id = await startComparison(world.db.store, one.connectionId, {}, 'anna')
    const died = Promise.withResolvers<void>()
    const parts = world.parts({
      reached: (step) => {
        if (step !== 'worked') return
        died.resolve()
        return new Promise<void>(() => undefined)
      },
    })
    void workBeside(parts, { runId: id }, new AbortController().signal)
    await died.promise

    await finishAll(id)

    const { state, kinds, result } = await comparisonWith(world.db.db, id, 'en')
    assert.deepEqual([state, kinds.map(({ values }) => values), result?.differing], ['done', [1], 1])
  })
})

test('five thousand records are compared with one call to the ERP for each thousand', async () => {
  const connectionId = await connect(world)
  const keys = world.erp.generate(5_000)
  await sql`
    with made as (insert into company (name, code) select key, key from unnest(${[...keys]}::text[]) key returning id, code)
    insert into link (connection_id, actor_type, actor_key, record_type, record_id)
    select ${connectionId}, 'customer', code, 'company', id from made`.execute(world.db.db)
  while ((await world.pass(connectionId)) === 'more') {
    // The next slice.
  }
  await sql`update company set phone = phone || '0' where id % 10 = 0`.execute(world.db.db)
  const asked = world.calls.length

  const report = await compare({ connectionId })

  // And one to sign in.
  assert.equal(world.calls.length - asked, 6)
  const { same = 0, differing = 0 } = report.result ?? {}
  assert.deepEqual([same + differing, kindsOf(report)], [5_000, ['waits']])
  assert.ok(differing >= 400, `${differing}`)
})

test('a comparison is due when the connection says so, once', async () => {
  const one = await started(world)
  const runs = async () => {
    await queueDueComparisons(world.db.db)
    const { rows } = await sql<{ n: number }>`select count(*) as n from run
      where connection_id = ${one.connectionId} and kind = 'comparison'`.execute(world.db.db)
    return rows[0]?.n
  }
  const aged = (age: string) =>
    sql`update connection set created_at = now() - ${age}::interval where id = ${one.connectionId}`.execute(
      world.db.db,
    )

  assert.equal(await runs(), 0)
  await aged('6 days')
  assert.equal(await runs(), 0)
  await aged('8 days')
  assert.equal(await runs(), 1)
  assert.equal(await runs(), 1)
})

function kindsOf({ kinds }: Awaited<ReturnType<typeof compare>>) {
  return kinds.map(({ kind }) => kind).toSorted()
}

async function another({ connectionId }: Started, name: string) {
  const key = await customer(world, { NAME: name, PHONE: '1', STREETCITY: 'Kiel' })
  await link(world, connectionId, key, await recordNamed(name, '1'))
  await world.pass(connectionId)
}

async function recordNamed(name: string, phone: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`insert into company (name, phone, street_city)
    values (${name}, ${phone}, 'Kiel') returning id`.execute(world.db.db)
  return rows[0]?.id ?? 0
}

async function rewritten({ linkId, key }: Started, phone: string): Promise<void> {
  world.erp.edit('customer', key, { PHONE: phone })
  await sql`update link set base = jsonb_set(base, '{PHONE}', jsonb_build_array(${JSON.stringify(phone)}::jsonb, base_half(base->'PHONE', 1))) where id = ${linkId}`.execute(world.db.db) // biome-ignore format: a line
  await sql`update sync_log set new_value = ${JSON.stringify(phone)}::jsonb where link_id = ${linkId}`.execute(
    world.db.db,
  )
}

async function missed(
  { connectionId, key }: Started,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  world.erp.edit('customer', key, fields)
  const session = await world
    .parts()
    .openSession(0, { signal: new AbortController().signal, log: () => undefined })
  for await (const page of session.changes('customer', undefined, { fields: [], pageSize: 1000 })) {
    await sql`update actor_type set cursor = ${page.cursor} where connection_id = ${connectionId}`.execute(
      world.db.db,
    )
  }
  await session.close?.()
  await world.pass(connectionId)
  await sql`update connection set last_synced_at = now() + interval '1 hour' where id = ${connectionId}`.execute(
    world.db.db,
  )
}
