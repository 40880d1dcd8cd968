import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Actor, Fields } from '@koppel/sdk'
import fc from 'fast-check'
import { foundAmong, type Lookout, resembles, type ToldField, textsToLookFor } from './same-actor.ts'

const fields: ToldField[] = [
  { key: 'NAME', shape: { type: 'text', mandatory: true }, searchable: true },
  { key: 'VATNO', shape: { type: 'text' }, searchable: true },
  { key: 'LIMIT', shape: { type: 'decimal' }, searchable: true },
]
const sent: Fields = { NAME: 'Acme', VATNO: 'NL 1', LIMIT: '10.005' }
const actor = (key: string, more: Fields = {}, rest: Partial<Actor> = {}): Actor => ({
  key,
  title: 'Acme',
  fields: { NAME: 'Acme', VATNO: 'NL 1', LIMIT: '10.005', ...more },
  ...rest,
})
const lookout = (more: Partial<Lookout> = {}): Lookout => ({
  fields,
  sent,
  known: { keys: [], complete: true },
  linked: new Set(),
  notBefore: '2026-01-02T00:00:00Z',
  ...more,
})

describe('the actor whose making was not answered', () => {
  test('is the only one with the same values, however often it is found', () => {
    const { surely, actors } = foundAmong(
      [actor('K1'), actor('K1'), actor('K2', { VATNO: 'NL 2' })],
      lookout(),
    )
    assert.equal(surely?.key, 'K1')
    assert.deepEqual(
      actors.map(({ actor: { key }, same }) => [key, same]),
      [
        ['K1', true],
        ['K2', false],
      ],
    )
  })

  test('may be written in capitals, with other blanks and fewer digits', () => {
    const stored = actor('K1', { NAME: ' ACME ', VATNO: 'NL1', LIMIT: '10.01' })
    assert.equal(foundAmong([stored], lookout()).surely?.key, 'K1')
  })

  test('is not one of two with the same values', () => {
    assert.equal(foundAmong([actor('K1'), actor('K2')], lookout()).surely, undefined)
  })

  test('is none that was there before, or that is linked', () => {
    assert.deepEqual(
      foundAmong([actor('K1')], lookout({ known: { keys: ['K1'], complete: true } })).actors,
      [],
    )
    assert.deepEqual(foundAmong([actor('K1')], lookout({ linked: new Set(['K1']) })).actors, [])
  })

  test('is nobody for sure where not all that were there before are known', () => {
    const unsure = lookout({ known: { keys: [], complete: false } })
    const found = foundAmong([actor('K1'), actor('K2', {}, { modifiedAt: '2026-01-01T00:00:00Z' })], unsure)
    assert.equal(found.surely, undefined)
    assert.deepEqual(
      found.actors.map((one) => one.actor.key),
      ['K1'],
    )
  })

  test('does not depend on the clock of the ERP where they are', () => {
    const early = actor('K1', {}, { modifiedAt: '2020-01-01T00:00:00Z' })
    assert.equal(foundAmong([early], lookout()).surely?.key, 'K1')
  })

  test('belongs to the company it was made for', () => {
    const parent = { type: 'customer', key: 'C1' } as const
    const other = actor('P1', {}, { parent: { type: 'customer', key: 'C2' } })
    assert.equal(foundAmong([other], lookout({ parent })).surely, undefined)
    assert.equal(foundAmong([actor('P2', {}, { parent })], lookout({ parent })).surely?.key, 'P2')
  })

  test('has every value that the ERP delivers', () => {
    assert.equal(foundAmong([{ ...actor('K1'), fields: { NAME: 'Acme' } }], lookout()).surely, undefined)
  })
})

test('is found whatever the order of the hits', () => {
  const others = ['K2', 'K3', 'K4'].map((key) => actor(key, { NAME: `Acme ${key}` }))
  fc.assert(
    fc.property(fc.shuffledSubarray([actor('K1'), ...others], { minLength: 4 }), (hits) => {
      assert.equal(foundAmong(hits, lookout()).surely?.key, 'K1')
    }),
  )
})

test('what tells actors apart is looked for first', () => {
  assert.deepEqual(
    textsToLookFor({ fields, sent }).map(({ key }) => key),
    ['VATNO', 'NAME'],
  )
  assert.deepEqual(textsToLookFor({ fields, sent: { LIMIT: '1' } }), [])
})

test('an answer that has nothing of what was sent is that of another actor', () => {
  const told = { fields, sent }
  assert.equal(resembles(actor('K1', { NAME: 'ACME', VATNO: null }), told), true)
  assert.equal(
    resembles(actor('K1', { NAME: 'Other', VATNO: 'X' }), told),
    false,
    'its limit is that of many',
  )
  assert.equal(resembles({ ...actor('K1'), fields: {} }, told), true)
})
