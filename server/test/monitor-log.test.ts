import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { findRows } from '../src/engine/monitor/log.ts'
import { hide, moved, useEngineDesk } from './engine-desk.ts'
import { connect, edit, started } from './engine-world.ts'

const { world, ask, call } = useEngineDesk()

async function all(path: string): Promise<string[]> {
  const found: string[] = []
  let next: string | null = ''
  while (next !== null) {
    const { status, body }: Awaited<ReturnType<typeof call>> = await call(
      'chief',
      'GET',
      `${path}&limit=3${next && `&after=${encodeURIComponent(next)}`}`,
    )
    assert.equal(status, 200)
    found.push(...body.rows.map(({ newText }: { newText: string }) => newText))
    next = body.next
  }
  return found
}

describe('the field log', () => {
  test('is read page by page without a value twice or missing, also where many moved at the same moment', async () => {
    const connectionId = await connect(world)
    await moved(world, connectionId, 5)
    await sql`update sync_log set at = '2026-05-05T05:05:05Z' where connection_id = ${connectionId}`.execute(
      world.db.db,
    )
    await moved(world, connectionId, 5, 1, 'y')

    const found = await all(`/sync-log?connectionId=${connectionId}`)

    assert.equal(found.length, 10)
    assert.equal(new Set(found).size, 10)
    assert.deepEqual(found.slice(0, 5), ['y0', 'y1', 'y2', 'y3', 'y4'])
  })

  test('is found by field, direction, rule, part of a value, period and whoever asked for the run', async () => {
    const one = await started(world)
    world.erp.edit('customer', one.key, { PHONE: '0470 11' })
    await world.pass(one.connectionId)
    await edit(world, one.recordId, { streetCity: 'Antwerpen' })
    await call('anna', 'POST', `/links/${one.linkId}/syncs`)
    const path = `/sync-log?connectionId=${one.connectionId}`

    assert.deepEqual(await all(`${path}&field=phone`), ['0470 11'])
    assert.deepEqual(await all(`${path}&field=STREETCITY`), ['Antwerpen'])
    assert.deepEqual(await all(`${path}&direction=toErp`), ['Antwerpen'])
    assert.deepEqual(await all(`${path}&rule=erpChanged`), ['0470 11'])
    assert.deepEqual(await all(`${path}&text=twerp`), ['Antwerpen'])
    assert.deepEqual(await all(`${path}&text=100%25`), [])
    assert.deepEqual(await all(`${path}&userId=anna`), ['Antwerpen'])
    assert.deepEqual(await all(`${path}&to=2020-01-01T00:00:00Z`), [])
    for (const bad of ['after=1', 'text=%00', 'limit=0', 'direction=both']) {
      assert.equal((await call('chief', 'GET', `${path}&${bad}`)).status, 400, bad)
    }
  })

  test('uses an index of each month that can hold the page, whatever is asked for', async () => {
    const connectionId = await connect(world)
    await moved(world, connectionId, 400)
    await sql`analyze sync_log`.execute(world.db.db)
    const statements: string[] = []
    await world.db.store.transaction(async (tx) => {
      await sql`set local enable_seqscan = off`.execute(tx)
      const plan = await sql<Record<string, string>>`
        explain select s.* from sync_log s where s.connection_id = ${connectionId} and s.at <= now()
          and (s.at, s.id) < (now(), 9999) order by s.at desc, s.id desc limit 51`.execute(tx)
      statements.push(...plan.rows.flatMap((row) => Object.values(row)))
    })
    assert.match(statements.join('\n'), /Index Scan using sync_log_\w+_connection_id_at_id_idx/)
    assert.doesNotMatch(statements.join('\n'), /Sort {2}\(/)
  })

  test('stops a search that finds nothing for long, and goes on from there', async () => {
    const connectionId = await connect(world)
    await sql`
      insert into sync_log (at, run_id, connection_id, link_id, record_type, record_id, actor_type, actor_key,
        direction, erp_field, crm_field, new_value, rule)
      select timestamptz '2026-03-01' + g * interval '1 second', 0, ${connectionId}, 1, 'company', 1, 'customer', 'K',
        'toCrm', 'PHONE', 'phone', to_jsonb(g::text), 'erpChanged' from generate_series(1, 201000) g`.execute(
      world.db.db,
    )
    const search = { connectionIds: [connectionId], text: 'nowhere', limit: 50 }

    const first = await findRows(world.db.db, search)

    assert.deepEqual([first.rows.length, first.searchedTo], [0, '2026-03-01T00:16:40.000000Z'])
    const rest = await findRows(world.db.db, { ...search, after: first.next ?? undefined })
    assert.deepEqual([rest.rows.length, rest.next, rest.searchedTo], [0, null, null])
    const oldest = await findRows(world.db.db, {
      ...search,
      text: '1',
      from: '2026-03-01T00:00:00Z',
      to: '2026-03-01T00:00:02Z',
    })
    assert.equal(oldest.rows.length, 1)
  })
})

describe('the exported log', () => {
  test('holds the same values in the language of the user, and no formulas', async () => {
    const one = await started(world)
    world.erp.edit('customer', one.key, { PHONE: '=HYPERLINK("x")', STREETCITY: 'Gent; "Oost"' })
    await world.pass(one.connectionId)

    const answer = await ask('chief', 'GET', `/sync-log/export?connectionId=${one.connectionId}`)
    const lines = (await answer.text()).split('\r\n')

    assert.match(answer.headers.get('content-type') ?? '', /^text\/csv/)
    assert.match(answer.headers.get('content-disposition') ?? '', /attachment/)
    assert.match(lines[0] ?? '', /^Tijd \(UTC\);Verbinding;/)
    assert.equal(lines.length, 4, 'two values, a head, and the end of the last line')
    assert.ok(lines.some((line) => line.includes(`;"'=HYPERLINK(""x"")";`)))
    assert.ok(lines.some((line) => line.includes(';"Gent; ""Oost""";')))
  })

  test('is read a page at a time, and no more once nobody takes it', async () => {
    const connectionId = await connect(world)
    await moved(world, connectionId, 2_500)
    const answer = await ask('chief', 'GET', `/sync-log/export?connectionId=${connectionId}`)
    const text = await answer.text()
    assert.equal(text.split('\r\n').length, 2_502)

    const reader = (
      await ask('chief', 'GET', `/sync-log/export?connectionId=${connectionId}`)
    ).body?.getReader()
    await reader?.read()
    await reader?.cancel()
  })

  test('is for who may see the log', async () => {
    const one = await started(world)
    const path = `/sync-log/export?recordType=company&recordId=${one.recordId}`
    world.erp.edit('customer', one.key, { PHONE: '9' })
    await world.pass(one.connectionId)
    assert.equal((await ask('anna', 'GET', '/sync-log/export')).status, 403)
    assert.equal((await (await ask('anna', 'GET', path)).text()).split('\r\n').length, 3)
    await hide(world, one.connectionId)
    assert.equal((await (await ask('anna', 'GET', path)).text()).split('\r\n').length, 2)
  })
})
