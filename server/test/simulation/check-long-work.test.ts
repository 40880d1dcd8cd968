import assert from 'node:assert/strict'
import { before, beforeEach, describe, test } from 'node:test'
import { checkLongWork } from './check-long-work.ts'
import { type Evidence, gather, type LogRow } from './evidence.ts'
import { drawSchedule } from './schedule.ts'
import { useGround } from './use-ground.ts'
import { makeWorld, type World } from './world.ts'

const { prepared } = useGround()

describe('whoever judges that nothing travels because of an undo', () => {
  let world: World
  let evidence: Evidence
  let toErp: LogRow

  before(async () => {
    world = await makeWorld(prepared(), drawSchedule(1))
    evidence = await gather(world)
    const [pair] = world.pairs
    assert.ok(pair?.linkId)
    const of = { linkId: pair.linkId, recordId: pair.recordId, actorKey: pair.key, crmField: 'name' }
    toErp = {
      ...of,
      ...{ runId: 1, at: 1, direction: 'toErp', erpField: 'NAME', oldValue: null, newValue: null, rule: '' },
    }
  })

  beforeEach(() => {
    world.decisions.length = 0
    world.erp.changes.length = 0
    world.long.undone.clear()
  })

  /** Somebody enters a value in the ERP; only then an undo of run 1 is asked for, which run 2 is. */
  function enteredBeforeUndo(field: string, value: string): void {
    const entry = { seq: world.nextSeq(), key: toErp.actorKey, field, by: 'user', old: 'A4', value } as const
    world.erp.changes.push({ ...entry, unseen: false, run: 0, looked: false })
    world.long.undone.set(2, { runId: 1, seq: world.nextSeq() })
  }

  /** Run 1 wrote the name A4 over N2, run 2 puts N2 back, run 3 tells the ERP A4 once more. */
  async function complaints(once: Pick<LogRow, 'erpField' | 'oldValue'>): Promise<string[]> {
    const rows = [
      { oldValue: 'N2', newValue: 'A4', rule: 'resync' },
      { oldValue: 'A4', newValue: 'N2', rule: 'undo', runId: 2 },
      { newValue: 'A4', rule: 'restored', runId: 3, ...once },
    ]
    const log = rows.map((row, index) => ({ ...toErp, at: index + 1, ...row }))
    const found: string[] = []
    await checkLongWork(world, { ...evidence, crmChanges: [], log }, (violation) => found.push(violation))
    return found.filter((one) => one.startsWith('I2'))
  }

  test('misses nothing where another field of the same company field is given back what somebody edited', async () => {
    enteredBeforeUndo('ALIAS', 'A8')

    assert.deepEqual(await complaints({ erpField: 'ALIAS', oldValue: 'A8' }), [])
  })

  test('complains where the field that was put back is written over again', async () => {
    enteredBeforeUndo('ALIAS', 'A8')

    assert.equal((await complaints({ erpField: 'NAME', oldValue: 'N2' })).length, 1)
  })

  test('complains where another field is written that nobody had edited', async () => {
    enteredBeforeUndo('ALIAS', 'A8')

    assert.equal((await complaints({ erpField: 'ALIAS', oldValue: 'N2' })).length, 1)
  })
})
