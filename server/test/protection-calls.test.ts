import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { ConnectorError } from '@koppel/sdk'
import { sql } from 'kysely'
import { type Step, syncLink } from '../src/engine/index.ts'
import { rememberFailure } from '../src/erp/index.ts'
import { connection, edit, inCrm, inErp, patches, started, useEngineWorld } from './engine-world.ts'

const world = useEngineWorld()

beforeEach(() => {
  world.calls.length = 0
})

const sync = (linkId: number) => syncLink(world.parts(), linkId, { userId: 'test' })

async function protection(connectionId: number) {
  const { rows } = await sql<{ quiet: number | null; asked: number | null }>`
    select extract(epoch from quiet_until - now())::double precision as quiet, quiet_asked as asked
    from protection where connection_id = ${connectionId}`.execute(world.db.db)
  return rows[0]
}

/** Time goes by for one connection. */
async function goBy(connectionId: number, seconds: number): Promise<void> {
  const ago = sql`make_interval(secs => ${seconds})`
  await sql`update protection set quiet_until = quiet_until - ${ago}, probed_at = probed_at - ${ago}
    where connection_id = ${connectionId}`.execute(world.db.db)
  await sql`update connection set next_try_at = next_try_at - ${ago} where id = ${connectionId}`.execute(
    world.db.db,
  )
}

const tooMany = (retryAfter: string) => () => ({ status: 429, retryAfter })

describe('an ERP that asks to be left alone', () => {
  const inTwoMinutes = () => new Date(Date.now() + 120_000).toUTCString()
  for (const [asked, seconds] of [
    ['60', 60],
    ['a date', 120],
    ['86400', 900],
  ] as const) {
    test(`with Retry-After: ${asked} is called by nobody before that`, async () => {
      const one = await started(world)
      const retryAfter = asked === 'a date' ? inTwoMinutes() : asked
      await world.disturbed(tooMany(retryAfter), () => world.pass(one.connectionId))
      const { quiet } = (await protection(one.connectionId)) ?? {}
      assert.ok(quiet && quiet > seconds - 30 && quiet <= seconds, `${quiet} s`)

      world.calls.length = 0
      for (const forced of [true, false])
        assert.equal(await world.pass(one.connectionId, { forced }), 'notNow')
      const { problem } = await sync(one.linkId)
      assert.equal(problem?.code, 'unavailable')
      assert.match(JSON.stringify(problem), /called again in \d+ min\. \(\d\d:\d\d UTC\)/)
      assert.deepEqual(world.calls, [])

      await goBy(one.connectionId, seconds)
      assert.equal(await world.pass(one.connectionId), 'done')
    })
  }

  test('for longer than a quarter of an hour is looked at before, and that is said', async () => {
    const one = await started(world)
    await world.disturbed(tooMany('86400'), () => world.pass(one.connectionId))

    const { problem } = await sync(one.linkId)

    assert.match(JSON.stringify(problem), /It asked for 24 h; Koppel looks after 15 minutes at the latest/)
  })

  for (const asked of ['0', 'soon', '-7', '']) {
    test(`with Retry-After: "${asked}" waits like any ERP that is away`, async () => {
      const one = await started(world)
      await world.disturbed(tooMany(asked), () => world.pass(one.connectionId))

      assert.equal((await protection(one.connectionId))?.quiet ?? null, null)
      const { state, nextTryAt } = await connection(world, one.connectionId)
      assert.equal(state, 'retrying')
      assert.ok(nextTryAt)
    })
  }

  test('is left alone by a pass under way, whoever was told', async () => {
    const one = await started(world)
    await edit(world, one.recordId, { phone: '2' })
    const reached = async (step: Step) => {
      const told = new ConnectorError('unavailable', 'Too many calls', { retryAfter: 60_000 })
      if (step === 'claimed') await rememberFailure(world.db.db, one.connectionId, 'person', told)
    }

    assert.equal(await world.pass(one.connectionId, {}, { reached }), 'failed')

    assert.equal(patches(world), 0)
    await goBy(one.connectionId, 60)
    await world.pass(one.connectionId)
    assert.equal(inErp(world, one.key, 'PHONE'), '2')
  })

  test('slows its own connection only', async () => {
    const one = await started(world)
    const other = await started(world)
    await world.disturbed(tooMany('600'), () => world.pass(one.connectionId))

    assert.equal(await world.pass(other.connectionId, { forced: false }), 'done')
  })
})

describe('an ERP that is away', () => {
  test('is tried by people once a minute, however many ask', async () => {
    const one = await started(world)
    await world.disturbed(
      () => 500,
      async () => {
        await world.pass(one.connectionId)
        world.calls.length = 0
        for (let person = 0; person < 10; person += 1) await sync(one.linkId)
        assert.equal(world.calls.length, 0)

        await goBy(one.connectionId, 61)
        for (let person = 0; person < 10; person += 1)
          assert.equal((await sync(one.linkId)).problem?.code, 'unavailable')
        assert.equal(world.calls.length, 1)
      },
    )
  })

  test('for an hour gets 120 calls at most, with somebody asking three times a minute', async () => {
    const one = await started(world)
    await edit(world, one.recordId, { phone: '2' })
    world.erp.edit('customer', one.key, { STREETCITY: 'Oslo' })
    world.calls.length = 0

    await world.disturbed(
      () => 500,
      async () => {
        for (let seconds = 0; seconds < 3_600; seconds += 20) {
          await world.pass(one.connectionId, { forced: false })
          await sync(one.linkId)
          await goBy(one.connectionId, 20)
        }
      },
    )
    assert.ok(world.calls.length > 20 && world.calls.length <= 120, `${world.calls.length} calls`)

    await goBy(one.connectionId, 900)
    await world.pass(one.connectionId, { forced: false })
    await world.pass(one.connectionId, { forced: false })
    assert.equal(inErp(world, one.key, 'PHONE'), '2')
    assert.equal(await inCrm(world, one.recordId, 'streetCity'), 'Oslo')
  })

  test('and is found back by somebody goes on at once', async () => {
    const one = await started(world)
    await world.disturbed(
      () => 500,
      async () => {
        for (let tries = 0; tries < 6; tries += 1) await world.pass(one.connectionId)
      },
    )
    assert.equal(await world.pass(one.connectionId, { forced: false }), 'notNow')
    await goBy(one.connectionId, 61)

    assert.equal((await sync(one.linkId)).problem, null)

    assert.equal(await world.pass(one.connectionId, { forced: false }), 'done')
    assert.equal((await connection(world, one.connectionId)).state, 'ok')
  })
})

test('a password the ERP refuses is tried once, whoever asks', async () => {
  const one = await started(world)
  let tries = 0
  const openSession = async () => {
    tries += 1
    throw new ConnectorError('unauthorized', 'User or password is wrong.')
  }

  for (let person = 0; person < 5; person += 1)
    await syncLink(world.parts({ openSession }), one.linkId, { userId: 'test' })
  await world.pass(one.connectionId, { forced: false }, { openSession })

  assert.equal(tries, 1)
  const { state, stateReason } = await connection(world, one.connectionId)
  assert.deepEqual([state, stateReason?.code], ['stopped', 'unauthorized'])
})

describe('when the clock of the database is set back', () => {
  async function twoDaysBack(connectionId: number): Promise<void> {
    const ahead = sql`interval '48 hours'`
    await sql`update connection set next_try_at = now() + ${ahead}, leased_until = now() + ${ahead}, leased_by = 'dead'
      where id = ${connectionId}`.execute(world.db.db)
    await sql`insert into protection (connection_id, quiet_until) values (${connectionId}, now() + ${ahead})
      on conflict (connection_id) do update set quiet_until = excluded.quiet_until`.execute(world.db.db)
  }

  test('no connection waits for the time it had come from', async () => {
    const one = await started(world)
    await twoDaysBack(one.connectionId)

    assert.equal(await world.pass(one.connectionId, { forced: false }), 'done')
    assert.equal((await sync(one.linkId)).problem, null)
  })
})

describe('an ERP whose clock is ahead', () => {
  const ahead = (ms: number) => {
    const parts = world.parts()
    const openSession: typeof parts.openSession = async (id, options) => {
      const session = await parts.openSession(id, options)
      return {
        ...session,
        async *changes(type, cursor, reading) {
          const modifiedAt = new Date(Date.now() + ms).toISOString()
          for await (const page of session.changes(type, cursor, reading))
            yield { ...page, actors: page.actors.map((actor) => ({ ...actor, modifiedAt })) }
        },
      }
    }
    return { openSession }
  }
  const told = async (connectionId: number) =>
    (
      await world.db.db
        .selectFrom('protection')
        .select('clockAhead')
        .where('connectionId', '=', connectionId)
        .execute()
    )[0]?.clockAhead ?? null

  test('by a day is told to the administrator until it is right; nothing else changes', async () => {
    const one = await started(world)
    world.erp.edit('customer', one.key, { PHONE: '2' })
    assert.equal(await world.pass(one.connectionId, {}, ahead(86_400_000)), 'done')
    assert.equal(await inCrm(world, one.recordId, 'phone'), '2')
    assert.ok(((await told(one.connectionId)) ?? 0) > 86_000)

    world.erp.edit('customer', one.key, { PHONE: '3' })
    await world.pass(one.connectionId, {}, ahead(0))
    assert.equal(await told(one.connectionId), null)
  })

  test('by ten minutes is nothing to tell', async () => {
    const one = await started(world)
    world.erp.edit('customer', one.key, { PHONE: '2' })
    await world.pass(one.connectionId, {}, ahead(600_000))
    assert.equal(await told(one.connectionId), null)
  })
})

test('a write the ERP calls outdated over and over is tried twelve times an hour at most', async () => {
  const one = await started(world)
  await edit(world, one.recordId, { phone: '2' })
  const parts = world.parts()
  let tries = 0
  const openSession: typeof parts.openSession = async (id, options) => {
    const session = await parts.openSession(id, options)
    return {
      ...session,
      write: async (type, drafts, fields) => {
        tries += drafts.length
        const current = await session.get(type, [one.key], fields)
        return current.map((actor) => ({ kind: 'outdated', current: actor }))
      },
    }
  }

  for (let minute = 0; minute < 60; minute += 1) {
    await world.pass(one.connectionId, {}, { openSession })
    await sql`update erp_write set next_try_at = next_try_at - interval '1 minute' where link_id = ${one.linkId}`.execute(
      world.db.db,
    )
  }

  assert.ok(tries >= 4 && tries <= 12, `${tries} tries`)
})
