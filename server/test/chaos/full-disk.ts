import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { startEmbedded } from '../../src/store/index.ts'
import { eventually } from '../eventually.ts'
import { signedInAt } from './browser.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { settled } from './ends.ts'
import { endProcessesAfterwards, freePort, startProgram, startWorker, stop, usualTimes } from './processes.ts'
import { editCrm, onlySide, type Side, type Stage } from './stage.ts'
import { fill, moveTo, smallVolume, unmountAfterwards } from './volumes.ts'

// npm run chaos -- --full-disk: a real disk that is really full, a small file system in memory, filled to its last byte.
// Only root may mount one, and not in every container: that is why it is run by hand.

endProcessesAfterwards()
unmountAfterwards()

test('a disk that is full under the tables: reading goes on, nothing is half done, no cursor moves, and all goes on within a minute after there is room', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'koppel-full-tables-'))
  const cluster = await startCluster(data)
  const volume = smallVolume(200, join(data, 'postgres'))
  const stage = await cluster.stage({ links: 150 }, volume)
  const side = onlySide(stage)
  try {
    const server = await startServer(stage.store.url)
    const worker = startWorker(stage.store.url, { times: usualTimes })
    await settled(stage, side)
    const before = await whatWasRead(stage)
    const makeRoom = fill(volume)

    for (const [n, { key }] of side.pairs.entries())
      side.erp.edit('customer', key, { PHONE: `full ${n}`, STREETCITY: `full ${n}` })
    await eventually(async () => assert.equal(await reasonOf(stage), 'databaseFull'), 60_000)
    const acknowledged = await server.addUntilRefused()
    assert.deepEqual(await whatWasRead(stage), before)
    for (const path of ['/health', '/records/company', '/runs'])
      assert.equal((await server.get(path)).status, 200, path)
    assert.equal(await added(stage), acknowledged)

    makeRoom()
    const began = performance.now()
    await settled(stage, side)
    const took = performance.now() - began
    t.diagnostic(`carried over ${(took / 1000).toFixed(1)} s after there was room`)
    assert.ok(took < 60_000, `${took} ms`)
    assert.equal(await added(stage), acknowledged)
    assert.ok((await server.add('after')).ok)
    await Promise.all([stop(worker), server.stop()])
  } finally {
    await stage.close()
    await cluster.stop()
  }
})

test('ten times a disk that is full under what is written ahead alone: PostgreSQL ends itself, and nothing that was acknowledged is lost', async (t) => {
  const { cluster, volume } = await clusterWithItsLogOn(220)
  const stage = await cluster.stage({ links: 8 })
  const side = onlySide(stage)
  try {
    const worker = startWorker(stage.store.url, { times: usualTimes })
    for (let round = 0; round < 10; round += 1) {
      await settled(stage, side, 120_000)
      const pid = cluster.pid()
      const makeRoom = fill(volume)
      const acknowledged = new Map<number, string>()
      await eventually(async () => {
        await editUntilRefused(stage, side, acknowledged, `r${round}`)
        assert.ok(!isAlive(pid), 'PostgreSQL still runs')
      }, 60_000)

      makeRoom()
      const began = performance.now()
      await settled(stage, side, 120_000)
      t.diagnostic(`carried over ${((performance.now() - began) / 1000).toFixed(1)} s after there was room`)
      assert.ok(acknowledged.size > 0)
      assertKept(side, acknowledged)
    }
    await stop(worker)
  } finally {
    await stage.close()
    await cluster.stop()
  }
})

test('a disk that is full under all of PostgreSQL, what it writes ahead included, loses nothing that was acknowledged', async (t) => {
  const volume = smallVolume(400)
  const cluster = await startCluster(join(volume, 'data'))
  const stage = await cluster.stage({ links: 8 })
  const side = onlySide(stage)
  try {
    const worker = startWorker(stage.store.url, { times: usualTimes })
    await settled(stage, side)
    const makeRoom = fill(volume)
    const acknowledged = new Map<number, string>()
    // Until it stops: each edit that was acknowledged counts.
    await eventually(async () => {
      const refused = await editUntilRefused(stage, side, acknowledged, 'w')
      assert.match(refused, /No space left|terminat|ECONN|recovery|starting up|shutting down/i)
    }, 60_000)

    makeRoom()
    const began = performance.now()
    await settled(stage, side, 120_000)
    t.diagnostic(`carried over ${((performance.now() - began) / 1000).toFixed(1)} s after there was room`)
    assertKept(side, acknowledged)
    await stop(worker)
  } finally {
    await stage.close()
    await cluster.stop()
  }
})

/** A PostgreSQL whose write-ahead log lies on a volume of its own. */
async function clusterWithItsLogOn(megabytes: number): Promise<{ cluster: Cluster; volume: string }> {
  const data = await mkdtemp(join(tmpdir(), 'koppel-full-log-'))
  const made = await startEmbedded({ data })
  await made.stop()
  const log = join(data, 'postgres', 'pg_wal')
  const volume = smallVolume(megabytes, log)
  moveTo(volume, log)
  return { cluster: await startCluster(data), volume }
}

/** What somebody edits, again and again, until PostgreSQL does not take it; what it said. */
async function editUntilRefused(
  stage: Stage,
  side: Side,
  acknowledged: Map<number, string>,
  tag: string,
): Promise<string> {
  for (let round = 0; round < 200; round += 1) {
    const n = round % side.pairs.length
    const pair = side.pairs[n]
    if (!pair) throw new Error('There is no pair.')
    const phone = `${tag} ${acknowledged.size} ${round}`
    try {
      await editCrm(stage, pair, { phone })
      acknowledged.set(n, phone)
      await sql`select pg_switch_wal()`.execute(stage.store.db)
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
  return 'nothing'
}

function assertKept(side: Side, acknowledged: ReadonlyMap<number, string>): void {
  for (const [n, phone] of acknowledged) {
    const key = side.pairs[n]?.key ?? ''
    assert.equal(side.erp.read('customer', key, ['PHONE'])?.fields.PHONE, phone)
  }
}

/** How far the ERP was read, and what became of it. */
async function whatWasRead({ store }: Stage) {
  const { rows } = await sql<{ cursor: string; logged: number; parked: number; writes: number }>`
    select cursor, (select count(*) from sync_log) as logged, (select count(*) from parked) as parked,
      (select count(*) from company where phone like 'full%') as written
    from actor_type where enabled`.execute(store.db)
  return rows
}

async function added({ store }: Stage): Promise<number> {
  const { rows } = await sql<{ added: number }>`
    select count(*) as added from company where name like 'Volle schijf%'`.execute(store.db)
  return rows[0]?.added ?? 0
}

async function reasonOf({ store }: Stage): Promise<string | null> {
  const { rows } = await sql<{ code: string | null }>`
    select state_reason ->> 'code' as code from connection`.execute(store.db)
  return rows[0]?.code ?? null
}

/** The program, and somebody who is signed in. */
async function startServer(databaseUrl: string) {
  const [email, password] = ['ann@example.com', 'correct horse battery']
  const port = await freePort()
  const settings = { KOPPEL_ADMIN_EMAIL: email, KOPPEL_ADMIN_PASSWORD: password, PORT: String(port) }
  const program = await startProgram(databaseUrl, 'server', settings)
  const browser = await signedInAt(`http://localhost:${port}`, { email, password })
  const { get } = browser
  const add = async (name: string) =>
    await browser.post('/records/company', { fields: { name, note: 'x'.repeat(1_500) } })
  return {
    get,
    add,
    stop: () => stop(program),
    /** So many it took before it refused; how it refuses is judged here. */
    async addUntilRefused(): Promise<number> {
      for (let added = 0; added < 500; added += 1) {
        const answer = await add(`Volle schijf ${added}`)
        if (answer.ok) continue
        const { code } = (await answer.json()) as { code: string }
        assert.deepEqual([answer.status, code], [503, 'databaseFull'])
        assert.ok(answer.headers.has('retry-after'))
        return added
      }
      return assert.fail('The disk is not full')
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
