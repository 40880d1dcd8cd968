import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { likeliest, type Match, matchKeys, verdictOf } from './keys.ts'

const match = (recordId: number, key: Match['key'], similarity = 1): Match => ({
  ref: 'a',
  recordId,
  key,
  similarity,
})

describe('the verdict on a candidate', () => {
  test('names the record that the first matching key finds', () => {
    const matches = [match(7, 'email'), match(8, 'vatNo')]

    assert.deepEqual(verdictOf(matches, ['vatNo', 'email']), { kind: 'one', recordId: 8, key: 'vatNo' })
    assert.deepEqual(verdictOf(matches, ['email', 'vatNo']), { kind: 'one', recordId: 7, key: 'email' })
  })

  test('does not choose between several records that the same key finds', () => {
    const matches = [match(7, 'email'), match(8, 'email'), match(7, 'name')]

    assert.deepEqual(verdictOf(matches, ['email', 'name']), {
      kind: 'several',
      recordIds: [7, 8],
      key: 'email',
    })
  })

  test('is that nothing matches where only keys match that do not count', () => {
    assert.deepEqual(verdictOf([match(7, 'nearName', 0.8)], ['vatNo', 'email']), { kind: 'none' })
  })
})

const matches = fc.array(
  fc.record({
    ref: fc.constant('a'),
    recordId: fc.integer({ min: 1, max: 5 }),
    key: fc.constantFrom(...matchKeys),
    similarity: fc.constantFrom(0.6, 0.8, 1),
  }),
)

test('each record that is found stands once among the likeliest, with all that speaks for it', () => {
  fc.assert(
    fc.property(matches, (found) => {
      const likely = likeliest(found)
      assert.deepEqual(
        likely.map(({ recordId }) => recordId).toSorted(),
        [...new Set(found.map(({ recordId }) => recordId))].toSorted(),
      )
      for (const { recordId, keys } of likely) {
        const own = new Set(found.flatMap((one) => (one.recordId === recordId ? [one.key] : [])))
        assert.deepEqual(new Set(keys), own)
      }
    }),
  )
})

test('the likeliest record is one of those that the surest key finds', () => {
  fc.assert(
    fc.property(matches, (found) => {
      const [first] = likeliest(found)
      const verdict = verdictOf(found, matchKeys)
      if (verdict.kind === 'none') return assert.equal(first, undefined)
      const meant = verdict.kind === 'one' ? [verdict.recordId] : verdict.recordIds
      assert.ok(first && meant.includes(first.recordId))
    }),
  )
})
