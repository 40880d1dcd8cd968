import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fields, Value } from '@koppel/sdk'
import fc from 'fast-check'
import {
  type Base,
  confirm,
  type MappedField,
  type Names,
  type Plan,
  planLink,
  planUndo,
  remainingStarts,
  type Side,
  type Starts,
  type Written,
} from './index.ts'

/** Both sides of one link, what is remembered of it, and what each run wrote. */
interface Both {
  readonly fields: readonly MappedField[]
  readonly erp: Fields
  readonly crm: Fields
  readonly base: Base
  readonly start: Starts
  readonly log: readonly (Written & { readonly run: number })[]
}

const values = fc.constantFrom<Value>('a', 'b', 'B', ' c', null)
const slots = [
  ['A1', 'a', true],
  ['A2', 'a', false],
  ['B1', 'b', true],
] as const

const fields: fc.Arbitrary<readonly MappedField[]> = fc.tuple(
  ...slots.map(([erpField, crmField, writes]) =>
    fc.record({
      erpField: fc.constant(erpField),
      crmField: fc.constant(crmField),
      direction: writes ? fc.constantFrom('toCrm', 'toErp', 'both') : fc.constant('toErp'),
      conflictRule: fc.constantFrom('newest', 'erp', 'crm', 'ask'),
      keepOnBlank: fc.boolean(),
      erp: fc.constant({ type: 'text' } as const),
      crm: fc.constant({ type: 'text' } as const),
    }),
  ),
)

const edits = fc.record({
  erp: fc.dictionary(fc.constantFrom('A1', 'A2', 'B1'), values, { maxKeys: 2 }),
  crm: fc.dictionary(fc.constantFrom('a', 'b'), values, { maxKeys: 2 }),
})
const rewriting = fc.constantFrom<(value: Value) => Value>(
  (value) => value,
  (value) => (typeof value === 'string' ? value.trim().toUpperCase() : value),
)

const scene = fc.record({
  fields,
  settled: edits,
  edited: edits,
  later: fc.array(edits, { maxLength: 2 }),
  rewrites: rewriting,
})

function edit(both: Both, { erp, crm }: Edits): Both {
  return { ...both, erp: { ...both.erp, ...erp }, crm: { ...both.crm, ...crm } }
}

/** Passes of one run until nothing moves any more; what the ERP is sent, it may rewrite. */
function settle(both: Both, run: number, rewrites: (value: Value) => Value): Both {
  let now = both
  for (let round = 0; round < 6; round += 1) {
    const { fields, base, start, erp, crm, log } = now
    const plan = planLink({ fields, base, start, actor: erp, record: crm, times: {} })
    if (plan.reasons.length === 0) return { ...now, base: plan.nextBase, start: plan.nextStart }
    const taken = Object.fromEntries(Object.entries(plan.toErp).map(([key, value]) => [key, rewrites(value)]))
    const next = confirm(fields, plan.nextBase, plan.sent, taken)
    now = {
      fields,
      erp: { ...erp, ...taken },
      crm: { ...crm, ...plan.toCrm },
      base: next,
      start: remainingStarts(plan.nextStart, next),
      log: [...log, ...logged(plan, taken, run)],
    }
  }
  return now
}

function logged({ reasons }: Plan, taken: Fields, run: number) {
  return reasons.map(({ erpField, crmField, target: side, before, after, run: asked }) => ({
    ...{ erpField, crmField, side, before, run: asked ?? run },
    after: side === 'erp' ? (taken[erpField] ?? null) : after,
  }))
}

/** What a run overwrote: the oldest value before, the newest after. */
function writtenBy({ log }: Both, run: number): Written[] {
  const ofRun = Map.groupBy(
    log.filter((row) => row.run === run),
    ({ side, erpField }) => `${side} ${erpField}`,
  )
  return [...ofRun.values()].flatMap((rows) => {
    const [first, last] = [rows[0], rows.at(-1)]
    return first && last ? [{ ...first, after: last.after }] : []
  })
}

function undo(both: Both, run: number, as: number) {
  const { fields, base, start, crm, log } = both
  const written = writtenBy(both, run)
  const plan = planUndo({
    fields,
    base,
    start,
    record: crm,
    asked: new Set(),
    erpWrites: true,
    written,
    run: as,
  })
  const rows = plan.lines.flatMap((line) =>
    line.outcome === 'putBack' ? [{ ...line, before: line.now, after: line.before, run: as }] : [],
  )
  const undone: Both = {
    ...both,
    crm: { ...crm, ...plan.toCrm },
    base: plan.nextBase,
    start: plan.nextStart,
    log: [...log, ...rows],
  }
  return { undone, lines: plan.lines }
}

type Edits = Pick<Both, 'erp' | 'crm'>

interface Scene {
  readonly fields: readonly MappedField[]
  readonly settled: Edits
  readonly edited: Edits
  readonly rewrites: (value: Value) => Value
}

/** Settled sides, then a run that carries over some edits. */
function afterOneRun({ fields, settled, edited, rewrites }: Scene): Both {
  const blank: Both = {
    fields,
    erp: { A1: null, A2: null, B1: null, ...settled.erp },
    crm: { a: null, b: null, ...settled.crm },
    base: {},
    start: {},
    log: [],
  }
  return settle(edit(settle(blank, 1, rewrites), edited), 2, rewrites)
}

const done: ReadonlySet<string> = new Set(['putBack', 'ordered'])

function held({ crm, erp }: Both, side: Side, { erpField, crmField }: Names): Value | undefined {
  return side === 'crm' ? crm[crmField] : erp[erpField]
}

function placeOf({ side, erpField, crmField }: Written): string {
  return side === 'crm' ? crmField : erpField
}

describe('undoing a run', () => {
  test('puts each side back to what the run overwrote, and nothing moves further', () => {
    fc.assert(
      fc.property(scene, ({ rewrites, ...of }) => {
        const run = afterOneRun({ ...of, rewrites })
        const { undone, lines } = undo(run, 2, 3)
        const settled = settle(undone, 4, rewrites)

        for (const { side, before, outcome, ...names } of lines) {
          if (!done.has(outcome)) continue
          assert.equal(held(settled, side, names), side === 'crm' ? before : rewrites(before))
        }
        assert.deepEqual(
          settled.log.filter(({ run: by }) => by === 4),
          [],
        )
        assert.deepEqual(settled.start, {})
      }),
      { numRuns: 2_000 },
    )
  })

  test('and then undoing that leaves both sides and their base as they were', () => {
    fc.assert(
      fc.property(scene, ({ rewrites, ...of }) => {
        const run = afterOneRun({ ...of, rewrites })
        const once = settle(undo(run, 2, 3).undone, 4, rewrites)
        const twice = settle(undo(once, 3, 5).undone, 6, rewrites)

        assert.deepEqual([twice.erp, twice.crm, twice.base], [run.erp, run.crm, run.base])
      }),
      { numRuns: 2_000 },
    )
  })

  test('never overwrites a later change, whether or not it has travelled', () => {
    fc.assert(
      fc.property(scene, fc.boolean(), ({ rewrites, later, ...of }, travelled) => {
        const change = (now: Both, one: Edits) =>
          travelled ? settle(edit(now, one), 3, rewrites) : edit(now, one)
        const both = later.reduce(change, afterOneRun({ ...of, rewrites }))
        const newer = writtenBy(both, 2).filter((one) => held(both, one.side, one) !== one.after)

        const { undone } = undo(both, 2, 4)

        const written = writtenBy(settle(undone, 5, rewrites), 4).map(placeOf)
        assert.deepEqual(
          newer.map(placeOf).filter((place) => written.includes(place)),
          [],
        )
      }),
      { numRuns: 2_000 },
    )
  })
})
