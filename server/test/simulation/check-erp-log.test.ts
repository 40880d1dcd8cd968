import assert from 'node:assert/strict'
import { before, beforeEach, describe, test } from 'node:test'
import { checkErpLog } from './check-erp-log.ts'
import type { ErpChange } from './erp.ts'
import { type Evidence, gather } from './evidence.ts'
import { drawSchedule } from './schedule.ts'
import { useGround } from './use-ground.ts'
import { makeWorld, type Pair, type World } from './world.ts'

const { prepared } = useGround()

describe('whoever judges that what a new actor was given is in the log', () => {
  let world: World
  let evidence: Evidence
  let pair: Pair

  before(async () => {
    world = await makeWorld(prepared(), drawSchedule(1))
    evidence = await gather(world)
  })

  beforeEach(() => {
    const [first] = world.pairs
    assert.ok(first)
    pair = { ...first, key: 'N0', made: true }
    world.erp.changes.length = 0
    world.takenOver.length = 0
  })

  /** A worker has the ERP make the actor; the ERP stores a value its own way. */
  function making(): ErpChange {
    const run = world.erp.begin()
    const made = { key: pair.key, field: 'ALIAS', by: 'engine', old: null, value: 'NEW0' } as const
    const change = { ...made, seq: world.nextSeq(), unseen: false, run, looked: true }
    world.erp.changes.push(change)
    Object.assign(world.erp.runs[run] ?? {}, { to: world.nextSeq(), answered: true })
    return change
  }

  function editedSince(change: ErpChange): void {
    world.erp.changes.push({ ...change, seq: world.nextSeq(), by: 'user', old: change.value, value: 'm1' })
  }

  function loses(one: { readonly recordId: number }, { run }: ErpChange): void {
    world.takenOver.push({ recordId: one.recordId, runId: 1, erpRun: run, lastLog: 0 })
  }

  function complaints(change: ErpChange): number {
    let found = 0
    checkErpLog({ world, evidence, pair, log: [], complain: () => (found += 1) }, change.field, change)
    return found
  }

  test('misses it of a worker that heard the answer, also where it was edited since', () => {
    const change = making()
    editedSince(change)

    assert.equal(complaints(change), 1)
  })

  test('does not where another had taken the making over and it was edited before that one looked', () => {
    const change = making()
    loses(pair, change)
    editedSince(change)

    assert.equal(complaints(change), 0)
  })

  test('misses it where another had taken the making over and could still read it', () => {
    const change = making()
    loses(pair, change)

    assert.equal(complaints(change), 1)
  })

  test('is not put off by what else was taken over, of others or of an earlier run', () => {
    const change = making()
    loses({ recordId: -1 }, change)
    loses(pair, { ...change, run: change.run - 1 })
    editedSince(change)

    assert.equal(complaints(change), 1)
  })
})
