import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { begin, changes, differences, isChanged, put, rebase } from './draft.ts'

const base = { version: 1, values: { name: 'Nord', city: 'Kiel', phone: null } }
const by = (values: Record<string, string | null>) => ({ version: 2, values: { ...base.values, ...values } })

describe('a draft', () => {
  test('sends only what was changed', () => {
    assert.deepEqual(changes(put(begin(base), 'city', 'Oslo')), { city: 'Oslo' })
  })

  test('is unchanged when a value is put back as it was', () => {
    assert.equal(isChanged(put(put(begin(base), 'city', 'Oslo'), 'city', 'Kiel')), false)
  })

  test('knows no difference between an emptied and an empty field', () => {
    assert.equal(isChanged(put(begin(base), 'phone', '')), false)
    assert.deepEqual(changes(put(begin(base), 'city', '')), { city: null })
  })
})

describe('when somebody else has changed the record', () => {
  const draft = put(begin(base), 'city', 'Oslo')

  test('a field only they changed is shown, and no choice is asked', () => {
    assert.deepEqual(differences(draft, by({ phone: '1' })), [
      { key: 'phone', theirs: '1', mine: null, choose: false },
    ])
  })

  test('a field both changed is to be chosen', () => {
    assert.deepEqual(differences(draft, by({ city: 'Bonn' })), [
      { key: 'city', theirs: 'Bonn', mine: 'Oslo', choose: true },
    ])
  })

  test('the same change on both sides is no difference', () => {
    assert.deepEqual(differences(draft, by({ city: 'Oslo' })), [])
  })

  test('the draft keeps its own change where that is chosen', () => {
    const next = rebase(draft, by({ city: 'Bonn', phone: '1' }), new Set(['city']))
    assert.deepEqual(next.values, { name: 'Nord', city: 'Oslo', phone: '1' })
    assert.deepEqual(changes(next), { city: 'Oslo' })
  })

  test('the draft takes theirs where that is chosen', () => {
    const next = rebase(draft, by({ city: 'Bonn' }), new Set())
    assert.equal(isChanged(next), false)
    assert.equal(next.values.city, 'Bonn')
  })

  test('the next save is based on the record as it is now', () => {
    assert.equal(rebase(draft, by({}), new Set()).base.version, 2)
  })

  test('nothing they changed is overwritten unless it was chosen', () => {
    const values = fc.record({
      name: fc.constantFrom('a', 'b'),
      city: fc.constantFrom('a', 'b', null),
      phone: fc.constantFrom('a', null),
    })
    const keys = fc.uniqueArray(fc.constantFrom('name', 'city', 'phone'))
    fc.assert(
      fc.property(values, values, values, keys, (was, mine, theirs, keep) => {
        const draft = { base: { version: 1, values: was }, values: mine }
        const now = { version: 2, values: theirs }
        for (const key of Object.keys(changes(rebase(draft, now, new Set(keep))))) {
          const theyChangedIt = theirs[key as keyof typeof theirs] !== was[key as keyof typeof was]
          assert.ok(!theyChangedIt || keep.some((kept) => kept === key), key)
        }
      }),
    )
  })
})
