import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Value } from '@koppel/sdk'
import {
  confirm,
  type Direction,
  type LinkState,
  type MappedField,
  planLink,
  planUndo,
  type Starts,
  type UndoState,
  type Written,
} from './index.ts'

const directions: readonly Direction[] = ['toCrm', 'toErp', 'both']
const city: MappedField = {
  erpField: 'CITY',
  crmField: 'city',
  direction: 'both',
  conflictRule: 'newest',
  keepOnBlank: false,
  erp: { type: 'text', maxLength: 6 },
  crm: { type: 'text' },
}
const inCrm: Written = { erpField: 'CITY', crmField: 'city', side: 'crm', before: 'Kiel', after: 'Oslo' }
const inErp: Written = { ...inCrm, side: 'erp' }

function undo(written: readonly Written[], more: Partial<UndoState> = {}) {
  return planUndo({
    fields: [city],
    base: { CITY: ['Oslo', 'Oslo'] },
    start: {},
    record: { city: 'Oslo' },
    asked: new Set(),
    erpWrites: true,
    written,
    run: 7,
    ...more,
  })
}

function plan(erp: Value, crm: Value, start: Starts, field = city) {
  const state: LinkState = {
    fields: [field],
    base: {},
    start,
    actor: { CITY: erp },
    record: { city: crm },
    times: {},
  }
  return planLink(state)
}

describe('a value that a run wrote into the CRM', () => {
  for (const direction of directions) {
    test(`is put back, and no pass takes it further or corrects it: ${direction}`, () => {
      const field = { ...city, direction }

      const { toCrm, nextBase, nextStart, lines } = undo([inCrm], { fields: [field] })

      assert.deepEqual(lines, [{ ...inCrm, outcome: 'putBack', now: 'Oslo' }])
      assert.deepEqual([toCrm, nextBase], [{ city: 'Kiel' }, { CITY: ['Oslo', 'Kiel'] }])
      const actor = { CITY: 'Oslo' }
      const next = planLink({
        fields: [field],
        base: nextBase,
        start: nextStart,
        actor,
        record: toCrm,
        times: {},
      })
      assert.deepEqual([next.reasons, next.conflicts, next.nextBase], [[], [], nextBase])
    })
  }

  test('does not feed other ERP fields of the same CRM field either', () => {
    const fields = [city, { ...city, erpField: 'TOWN', direction: 'toErp' as const }]
    const base = { CITY: ['Oslo', 'Oslo'], TOWN: ['OSLO', 'Oslo'] } as const

    assert.deepEqual(undo([inCrm], { fields, base }).nextBase, {
      CITY: ['Oslo', 'Kiel'],
      TOWN: ['OSLO', 'Kiel'],
    })
  })

  test('stays when somebody changed it since', () => {
    const { toCrm, lines } = undo([inCrm], { record: { city: 'Bonn' } })

    assert.deepEqual([toCrm, lines], [{}, [{ ...inCrm, outcome: 'changedSince', now: 'Bonn' }]])
  })

  test('stays when the same value was typed in since and has yet to travel', () => {
    const { toCrm, lines } = undo([inCrm], { base: { CITY: ['Bonn', 'Bonn'] } })

    assert.deepEqual([toCrm, lines[0]?.outcome], [{}, 'changedSince'])
  })

  test('stays when its field is no longer mapped to that CRM field', () => {
    const fields = [{ ...city, crmField: 'streetCity' }]

    assert.deepEqual(undo([inCrm], { fields }).lines[0]?.outcome, 'notMapped')
  })

  test('stays while somebody is asked about it, or while its field has yet to begin anew', () => {
    assert.equal(undo([inCrm], { asked: new Set(['CITY']) }).lines[0]?.outcome, 'unsettled')
    assert.equal(undo([inCrm], { base: {}, start: { CITY: 'crm' } }).lines[0]?.outcome, 'unsettled')
  })

  test('stays when its field cannot be blank and was', () => {
    const fields = [{ ...city, crm: { type: 'text', mandatory: true } as const }]

    assert.equal(undo([{ ...inCrm, before: null }], { fields }).lines[0]?.outcome, 'doesNotFit')
  })

  test('is not spoken of when the run left it as it was', () => {
    assert.deepEqual(undo([{ ...inCrm, before: 'Oslo' }]).lines, [])
  })
})

describe('a value that a run wrote into the ERP', () => {
  const ordered = undo([inErp])

  test('is ordered back by a rule that lasts until the ERP has taken it', () => {
    assert.deepEqual(ordered.lines, [{ ...inErp, outcome: 'ordered', now: 'Oslo' }])
    assert.deepEqual([ordered.toCrm, ordered.nextBase], [{}, {}])
    assert.deepEqual(ordered.nextStart, { CITY: { putBack: 'Kiel', from: ['Oslo', 'Oslo'], run: 7 } })
  })

  for (const direction of directions) {
    test(`is sent while both sides stay, however often that is planned, and then counts as agreed: ${direction}`, () => {
      const field = { ...city, direction, keepOnBlank: true }
      const first = plan('Oslo', 'Oslo', ordered.nextStart, field)
      const again = plan('Oslo', 'Oslo', first.nextStart, field)

      assert.deepEqual(again, first)
      assert.deepEqual(first.sent, { CITY: ['Kiel', 'Oslo'] })
      assert.deepEqual(first.reasons, [
        {
          erpField: 'CITY',
          crmField: 'city',
          target: 'erp',
          before: 'Oslo',
          after: 'Kiel',
          why: 'undo',
          run: 7,
        },
      ])
      const base = confirm([field], first.nextBase, first.sent, { CITY: 'KIEL' })
      assert.deepEqual(base, { CITY: ['KIEL', 'Oslo'] })
    })
  }

  test('may be a blank, also of a field that never takes blanks', () => {
    const { nextStart } = undo([{ ...inErp, before: null }])

    assert.deepEqual(plan('Oslo', 'Oslo', nextStart, { ...city, keepOnBlank: true }).toErp, { CITY: null })
  })

  test('stays when the ERP moved before it was told: its edit travels', () => {
    const { toErp, toCrm, nextStart } = plan('Bonn', 'Oslo', ordered.nextStart)

    assert.deepEqual([toErp, toCrm, nextStart], [{}, { city: 'Bonn' }, {}])
  })

  test('stays when the CRM moved before it was told: its edit travels, and no later edit wakes the undo', () => {
    const moved = plan('Oslo', 'Bonn', ordered.nextStart)

    assert.deepEqual([moved.toErp, moved.nextStart], [{ CITY: 'Bonn' }, {}])
    assert.deepEqual(moved.nextBase, { CITY: ['Oslo', 'Oslo'] })
  })

  test('counts as put back when the ERP holds it already: the answer was lost', () => {
    const { reasons, nextBase, nextStart } = plan('Kiel', 'Oslo', ordered.nextStart)

    assert.deepEqual([reasons, nextBase, nextStart], [[], { CITY: ['Kiel', 'Oslo'] }, {}])
  })

  test('waits while the ERP does not deliver it', () => {
    const state = {
      fields: [city],
      base: {},
      start: ordered.nextStart,
      actor: {},
      record: { city: 'Oslo' },
      times: {},
    }

    assert.deepEqual(planLink(state).nextStart, ordered.nextStart)
  })

  test('stays when the ERP can no longer be told', () => {
    const readOnly = [{ ...city, erp: { type: 'text', readOnly: true } as const }]

    assert.equal(undo([inErp], { fields: readOnly }).lines[0]?.outcome, 'notWritable')
    assert.equal(undo([inErp], { erpWrites: false }).lines[0]?.outcome, 'notWritable')
    assert.deepEqual(plan('Oslo', 'Oslo', ordered.nextStart, readOnly[0]).toErp, {})
  })

  test('stays when the field has become shorter', () => {
    assert.equal(undo([{ ...inErp, before: 'Flensburg' }]).lines[0]?.outcome, 'doesNotFit')
  })

  test('goes back beside the value the CRM gets back from the same run', () => {
    const { toCrm, nextStart } = undo([inErp, inCrm])

    assert.deepEqual(toCrm, { city: 'Kiel' })
    assert.deepEqual(nextStart, { CITY: { putBack: 'Kiel', from: ['Oslo', 'Kiel'], run: 7 } })
  })
})

describe('a field that a repair begins anew', () => {
  for (const direction of directions) {
    test(`takes the side that was stated, and names the run: ${direction}`, () => {
      const field = { ...city, direction }
      const [fromErp] = plan('Kiel', 'Oslo', { CITY: { repair: 'erp', run: 7 } }, field).reasons
      const [fromCrm] = plan('Kiel', 'Oslo', { CITY: { repair: 'crm', run: 7 } }, field).reasons

      assert.deepEqual([fromErp?.target, fromErp?.why, fromErp?.run], ['crm', 'repair', 7])
      assert.deepEqual([fromCrm?.target, fromCrm?.why, fromCrm?.run], ['erp', 'repair', 7])
    })
  }

  test('has nothing to do when the sides are alike by now', () => {
    const { reasons, nextStart } = plan('Oslo', 'Oslo', { CITY: { repair: 'erp', run: 7 } })

    assert.deepEqual([reasons, nextStart], [[], {}])
  })
})
