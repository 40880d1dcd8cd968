import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { otherFaults } from './faults-other.ts'
import { readingFaults } from './faults-reading.ts'
import { writingFaults } from './faults-writing.ts'
import { DoesNotApply, openTrial, promises } from './index.ts'
import { type Fault, memoryErp } from './memory-erp.ts'

/** Runs one check; answers with the sentence it fails with. */
async function verdict(title: string, fault: Fault = {}): Promise<string | undefined> {
  const { connector, options } = memoryErp(fault)
  const trial = openTrial(connector, { password: 'open sesame' }, options)
  const check = promises[title]
  assert.ok(check, `there is no promise “${title}”`)
  try {
    await check(trial)
    return
  } catch (error) {
    if (error instanceof DoesNotApply) return
    return error instanceof Error ? error.message : String(error)
  } finally {
    await trial.close()
  }
}

describe('a connector that keeps its promises passes', () => {
  for (const title of Object.keys(promises)) {
    test(title, async () => {
      assert.equal(await verdict(title), undefined)
    })
  }
})

describe('a connector is caught with', () => {
  for (const [fault, title, planted] of [...readingFaults, ...writingFaults, ...otherFaults]) {
    test(`${fault}: “${title}”`, async () => {
      const sentence = await verdict(title, planted)
      assert.ok(sentence, 'the check passes')
    })
  }
})
