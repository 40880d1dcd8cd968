import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Import } from './queries.ts'
import { stepOf } from './steps.ts'

const none = { new: 0, update: 0, linked: 0, duplicate: 0, error: 0 }
const at = (state: Import['state'], rows: number): Pick<Import, 'state' | 'counts'> => ({
  state,
  counts: {
    ...{ rows, unjudged: 0, undecided: 0, unticked: 0, toDo: 0, verdicts: none },
    outcomes: { created: 0, updated: 0, linked: 0, failed: 0, undone: 0 },
  },
})

test('an import without actors begins with choosing them, whatever the address says', () => {
  assert.equal(stepOf(at('open', 0), 'preview'), 'choose')
  assert.equal(stepOf(at('open', 3), 'preview'), 'preview')
  assert.equal(stepOf(at('open', 3), undefined), 'choose')
})

test('one that was carried out shows its result, and its rows when asked', () => {
  assert.equal(stepOf(at('started', 3), undefined), 'result')
  assert.equal(stepOf(at('done', 3), 'settings'), 'result')
  assert.equal(stepOf(at('done', 3), 'preview'), 'preview')
  assert.equal(stepOf(at('open', 3), 'result'), 'preview')
})
