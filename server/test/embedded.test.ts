import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, beforeEach, describe, test } from 'node:test'
import { type EmbeddedPostgres, openStore, startEmbedded } from '../src/store/index.ts'
import { eventually } from './eventually.ts'

let closed = ''
let data = ''
before(async () => {
  // Closed to everybody else, like a clone below /root: PostgreSQL must work there too.
  closed = await mkdtemp(join(tmpdir(), 'koppel-embedded-'))
  data = join(closed, 'data')
})
after(() => rm(closed, { recursive: true, force: true }))

async function count(url: string): Promise<number> {
  const store = openStore({ url })
  const { rows } = await store.pool.query('select count(*) as n from kept')
  await store.close()
  return rows[0].n
}

async function keep(url: string): Promise<void> {
  const store = openStore({ url })
  await store.pool.query('create table if not exists kept (at timestamptz default now())')
  await store.pool.query('insert into kept default values')
  await store.close()
}

/** A process that ended but was not yet collected by its parent counts as gone. */
async function isAlive(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return state !== '' && !/\) [ZX] /.test(state)
}

// The system takes a moment to clear away a process that has ended.
async function isGone(pid: number): Promise<void> {
  await eventually(async () => assert.equal(await isAlive(pid), false))
}

async function startProcess(): Promise<{ child: ChildProcess; url: string; pid: number }> {
  const program = join(import.meta.dirname, 'embedded-process.ts')
  const child = spawn(process.execPath, [program, data], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(child.stdout), 'line')
  return { child, ...JSON.parse(line) }
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

describe('the embedded PostgreSQL', { concurrency: false }, () => {
  let kept = 0
  let postgres: EmbeddedPostgres

  beforeEach(async () => {
    postgres = await startEmbedded({ data })
    await keep(postgres.url)
    kept += 1
    await postgres.stop()
  })

  test('stops without a trace and starts again with its data within seconds', async () => {
    await isGone(postgres.pid())
    const begin = performance.now()
    const again = await startEmbedded({ data })
    const took = performance.now() - begin
    assert.equal(await count(again.url), kept)
    await again.stop()
    assert.ok(took < 5_000, `took ${took} ms`)
  })

  test('listens on loopback only and keeps its password for its owner', async () => {
    const again = await startEmbedded({ data })
    assert.match(again.url, /@127\.0\.0\.1:\d+\//)
    const store = openStore({ url: again.url })
    const { rows } = await store.pool.query(`select current_setting('listen_addresses') as addresses`)
    await store.close()
    await again.stop()
    assert.deepEqual(rows, [{ addresses: '127.0.0.1' }])
    assert.equal((await stat(join(data, 'postgres-password'))).mode & 0o777, 0o600)
  })

  test('is taken over when the process that started it was killed', async () => {
    const { child, url, pid } = await startProcess()
    await keep(url)
    kept += 1
    await kill(child)
    assert.equal(await isAlive(pid), true)

    const again = await startEmbedded({ data })
    assert.equal(again.pid(), pid)
    assert.equal(await count(again.url), kept)
    await again.stop()
    await isGone(pid)
  })

  test('recovers when everything was killed', async () => {
    const { child, url, pid } = await startProcess()
    await keep(url)
    kept += 1
    process.kill(pid, 'SIGKILL')
    await kill(child)

    const again = await startEmbedded({ data })
    assert.equal(await count(again.url), kept)
    await again.stop()
  })

  test('is not deceived by the process number of a killed server that another process has now', async () => {
    const stale = join(data, 'postgres/postmaster.pid')
    await writeFile(stale, `${process.pid}\n${join(data, 'postgres')}\n0\n1\n`)
    const again = await startEmbedded({ data })
    assert.notEqual((await readFile(stale, 'utf8')).split('\n')[0], String(process.pid))
    assert.equal(await count(again.url), kept)
    await again.stop()
  })

  test('is started again on the same address when it dies while it is used', async () => {
    const again = await startEmbedded({ data })
    const store = openStore({ url: again.url })
    const heard: string[] = []
    let missed = 0
    await store.listen('news', (payload) => heard.push(payload), { missed: () => (missed += 1) })
    const pid = again.pid()
    process.kill(pid, 'SIGKILL')

    await eventually(() => assert.ok(missed > 0 && again.pid() !== pid))
    const { rows } = await store.pool.query('select count(*) as n from kept')
    assert.equal(rows[0].n, kept)
    await store.pool.query(`notify news, 'again'`)
    await eventually(() => assert.deepEqual(heard, ['again']))
    await store.close()
    await again.stop()
  })

  test('is refused to a second program on the same data', async () => {
    const first = await startEmbedded({ data })
    await assert.rejects(startEmbedded({ data }), /Another Koppel already runs/)
    assert.equal(await count(first.url), kept)
    await first.stop()
  })

  test('stops when the process that owns it is asked to', async () => {
    const { child, pid } = await startProcess()
    child.stdin?.end()
    await once(child, 'exit')
    assert.equal(child.exitCode, 0)
    await isGone(pid)
  })
})
