import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Step, steps } from '../../src/engine/index.ts'
import { editBothSides, endOf, settled } from './ends.ts'
import { endProcessesAfterwards, startWorker, stop, usualTimes } from './processes.ts'
import { makeStage, onlySide, type Stage } from './stage.ts'

endProcessesAfterwards()

type End = Awaited<ReturnType<typeof endOf>>

let undisturbed: Promise<End> | undefined

/** How the same edits end when nothing goes wrong. */
function expected(): Promise<End> {
  undisturbed ??= onStage(async (stage) => {
    const worker = startWorker(stage.store.url)
    await settled(stage, onlySide(stage))
    await stop(worker)
  })
  return undisturbed
}

async function onStage(play: (stage: Stage) => Promise<void>): Promise<End> {
  const stage = await makeStage()
  try {
    const side = onlySide(stage)
    await editBothSides(stage, side)
    await play(stage)
    return await endOf(stage, side)
  } finally {
    await stage.close()
  }
}

// A pass over this stage has transactions for the edits, the page, the claim and the outcomes.
const later: readonly [Step, number][] = [
  ['begun', 2],
  ['written', 2],
  ['committed', 2],
]
// Those of creates and long work are not on the way of a pass over this stage: engine-create and long-work tests die there.
const elsewhere: readonly Step[] = ['createSent', 'createAnswered', 'createConfirmed', 'worked']
const onTheWay = steps.filter((step) => !elsewhere.includes(step))
const deaths = [...onTheWay.map((at): [Step, number] => [at, 1]), ...later]

describe('a worker that is killed', { concurrency: 4 }, () => {
  for (const [at, nth] of deaths) {
    test(`at ${at}, ${nth}: another ends its work as if nothing had happened`, async () => {
      const end = await onStage(async (stage) => {
        const side = onlySide(stage)
        // The pass has to last until its lease is renewed.
        if (at === 'renewed') void side.proxy.inject({ kind: 'delay', everyMs: 1_500, match: /PATCH/ })
        const doomed = startWorker(stage.store.url, { at, nth })
        assert.equal(await doomed.ended, 'SIGKILL', doomed.output())
        const heir = startWorker(stage.store.url)
        await settled(stage, side)
        await stop(heir)
      })
      assert.deepEqual(end, await expected())
    })
  }

  for (const kind of ['cutRequest', 'cutAnswer'] as const) {
    test(`while its request is on the way (${kind}): another finds out what the ERP has`, async () => {
      const end = await onStage(async (stage) => {
        const side = onlySide(stage)
        const hit = side.proxy.inject({ kind, match: /PATCH/ })
        const doomed = startWorker(stage.store.url)
        await hit
        doomed.child.kill('SIGKILL')
        await doomed.ended
        const heir = startWorker(stage.store.url)
        await settled(stage, side)
        await stop(heir)
      })
      assert.deepEqual(end, await expected())
    })
  }

  test('has its work taken up within thirty seconds, with the usual times', async (t) => {
    const end = await onStage(async (stage) => {
      const side = onlySide(stage)
      const doomed = startWorker(stage.store.url, { at: 'claimed', times: usualTimes })
      assert.equal(await doomed.ended, 'SIGKILL', doomed.output())
      const died = performance.now()
      const heir = startWorker(stage.store.url, { times: usualTimes })
      await settled(stage, side)
      const took = performance.now() - died
      t.diagnostic(`taken up and done after ${(took / 1000).toFixed(1)} s`)
      assert.ok(took < 30_000, `${took} ms`)
      await stop(heir)
    })
    assert.deepEqual(end, await expected())
  })
})
