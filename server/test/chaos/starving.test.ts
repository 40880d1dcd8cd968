import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Step } from '../../src/engine/index.ts'
import { eventually } from '../eventually.ts'
import { signedInAt } from './browser.ts'
import { editBothSides, endOf, settled } from './ends.ts'
import {
  endProcessesAfterwards,
  freePort,
  quick,
  startProgram,
  startWorker,
  stop,
  usualTimes,
} from './processes.ts'
import { makeStage, onlySide, type Stage } from './stage.ts'

endProcessesAfterwards()

type End = Awaited<ReturnType<typeof endOf>>

async function endAfter(play: (stage: Stage) => Promise<void>): Promise<End> {
  const stage = await makeStage({ links: 8 })
  try {
    await editBothSides(stage, onlySide(stage))
    await play(stage)
    return await endOf(stage, onlySide(stage))
  } finally {
    await stage.close()
  }
}

let undisturbed: Promise<End> | undefined
function expected(): Promise<End> {
  undisturbed ??= endAfter(async (stage) => {
    const worker = startWorker(stage.store.url)
    await settled(stage, onlySide(stage))
    await stop(worker)
  })
  return undisturbed
}

const moments: readonly Step[] = ['fetched', 'claimed', 'answered']
/** So little that it is eaten in seconds. */
const littleMemory = { NODE_OPTIONS: '--max-old-space-size=96' }

describe('a worker that has no memory left', { concurrency: 2 }, () => {
  for (const at of moments) {
    test(`at ${at}: it ends, and started again it ends its work as if nothing had happened`, async () => {
      const end = await endAfter(async (stage) => {
        const doomed = startWorker(stage.store.url, { at, does: 'eatMemory' }, littleMemory)
        assert.equal(await doomed.ended, 'SIGABRT', doomed.output())
        assert.match(doomed.output(), /heap out of memory/)
        const again = startWorker(stage.store.url, {}, littleMemory)
        await settled(stage, onlySide(stage))
        await stop(again)
      })
      assert.deepEqual(end, await expected())
    })
  }

  test('is no longer counted among the workers, and the server goes on answering', async () => {
    const stage = await makeStage({ links: 4 })
    try {
      const [email, password] = ['ann@example.com', 'correct horse battery']
      const port = await freePort()
      const settings = { KOPPEL_ADMIN_EMAIL: email, KOPPEL_ADMIN_PASSWORD: password, PORT: String(port) }
      const server = await startProgram(stage.store.url, 'server', settings)
      const browser = await signedInAt(`http://localhost:${port}`, { email, password })
      const workers = async () => ((await browser.json('/engine')) as { workers: number }).workers

      const doomed = startWorker(stage.store.url, { at: 'leased', does: 'eatMemory' }, littleMemory)
      assert.equal(await doomed.ended, 'SIGABRT', doomed.output())
      await eventually(async () => assert.equal(await workers(), 0), 40_000)
      assert.equal((await browser.get('/health')).status, 200)
      const again = startWorker(stage.store.url)
      await eventually(async () => assert.equal(await workers(), 1), 40_000)
      await Promise.all([stop(again), stop(server)])
    } finally {
      await stage.close()
    }
  })
})

describe('a worker in which nothing goes on for five seconds, beside another', { concurrency: 2 }, () => {
  for (const at of ['written', 'claimed'] as const) {
    for (const [name, times] of Object.entries({ usual: usualTimes, short: quick })) {
      test(`at ${at}, with the ${name} times: everything is written once`, async () => {
        const end = await endAfter(async (stage) => {
          const orders = { at, times, does: { blockMs: 5_000 } }
          const workers = [startWorker(stage.store.url, orders), startWorker(stage.store.url, orders)]
          await Promise.any(workers.map((worker) => worker.says(/goes on/)))
          await settled(stage, onlySide(stage))
          await Promise.all(workers.map((worker) => worker.says(/running/)))
          await Promise.all(workers.map(stop))
        })
        assert.deepEqual(end, await expected())
      })
    }
  }
})
