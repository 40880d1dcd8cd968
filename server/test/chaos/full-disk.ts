import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { eventually } from '../eventually.ts'
import { startCluster } from './cluster.ts'
import { settled } from './ends.ts'
import { endProcessesAfterwards, startWorker, stop, usualTimes } from './processes.ts'
import { editCrm, onlySide, type Side, type Stage } from './stage.ts'

// npm run chaos -- --full-disk: a real disk that is really full, a small file system in memory, filled to its last byte.
// Only root may mount one, and not in every container: that is why it is run by hand.

endProcessesAfterwards()
const volumes: string[] = []
after(() => {
  for (const volume of volumes) execFileSync('umount', ['-l', volume])
})

function smallVolume(megabytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'koppel-full-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=777`, 'tmpfs', folder])
  volumes.push(folder)
  return folder
}

/** Leaves no room; what it answers makes room again. */
function fill(volume: string): () => void {
  const ballast = join(volume, 'ballast')
  const file = openSync(ballast, 'w')
  for (let size = 1_048_576; size >= 512; size /= 2) {
    try {
      for (;;) if (writeSync(file, Buffer.alloc(size)) < size) break
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC')
    }
  }
  closeSync(file)
  return () => rmSync(ballast)
}

test('a disk that is full under all of PostgreSQL, what it writes ahead included, loses nothing that was acknowledged', async (t) => {
  const cluster = await startCluster(join(smallVolume(400), 'data'))
  const stage = await cluster.stage({ links: 8 })
  const side = onlySide(stage)
  try {
    const volume = volumes.at(-1) ?? ''
    const worker = startWorker(stage.store.url, { times: usualTimes })
    await settled(stage, side)
    const makeRoom = fill(volume)
    const acknowledged = new Map<number, string>()
    // Until it stops: each edit that was acknowledged counts.
    await eventually(async () => {
      const refused = await editUntilRefused(stage, side, acknowledged)
      assert.match(refused, /No space left|terminat|ECONN|recovery|starting up|shutting down/i)
    }, 60_000)

    makeRoom()
    const began = performance.now()
    await settled(stage, side, 120_000)
    t.diagnostic(`carried over ${((performance.now() - began) / 1000).toFixed(1)} s after there was room`)
    for (const [n, phone] of acknowledged) {
      const key = side.pairs[n]?.key ?? ''
      assert.equal(side.erp.read('customer', key, ['PHONE'])?.fields.PHONE, phone)
    }
    await stop(worker)
  } finally {
    await stage.close()
    await cluster.stop()
  }
})

/** What PostgreSQL said. */
async function editUntilRefused(
  stage: Stage,
  side: Side,
  acknowledged: Map<number, string>,
): Promise<string> {
  for (let round = 0; round < 200; round += 1) {
    const n = round % side.pairs.length
    const pair = side.pairs[n]
    if (!pair) throw new Error('There is no pair.')
    const phone = `w${acknowledged.size} ${round}`
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
