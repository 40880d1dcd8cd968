import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { changesBetween } from './changes.ts'

const nl = { language: 'nl', crmName: 'SuperCRM' } as const
const en = { language: 'en', crmName: 'SuperCRM' } as const

describe('what changed', () => {
  test('is the fields that differ, by the words of the screen', () => {
    const old = { name: 'Anna', role: 'user', licences: ['erpSync'], disabled: false }
    const now = { name: 'Anna', role: 'readOnly', licences: ['erpSync', 'import'], disabled: true }

    assert.deepEqual(changesBetween(old, now, nl), [
      { field: 'Rol', old: 'Gebruiker', new: 'Alleen lezen' },
      { field: 'Licenties', old: 'ERP-synchronisatie', new: 'ERP-synchronisatie, Importeren' },
      { field: 'Uitgeschakeld', old: 'nee', new: 'ja' },
    ])
    assert.equal(changesBetween(old, now, en)[0]?.new, 'Read only')
  })

  test('is told of members of a list by their key, wherever they stand in it', () => {
    const old = {
      fields: [
        { key: 'NAME', toCrm: true },
        { key: 'PHONE', toCrm: true },
      ],
    }
    const now = {
      fields: [
        { key: 'PHONE', toCrm: false },
        { key: 'NAME', toCrm: true },
      ],
    }

    assert.deepEqual(changesBetween(old, now, en), [
      { field: 'Fields › PHONE › ERP → SuperCRM', old: 'yes', new: 'no' },
    ])
  })

  test('is everything of what is new, and everything of what is gone', () => {
    assert.deepEqual(changesBetween(null, { name: 'Sales' }, en), [
      { field: 'Name', old: null, new: 'Sales' },
    ])
    assert.deepEqual(changesBetween({ name: 'Sales' }, null, en), [
      { field: 'Name', old: 'Sales', new: null },
    ])
    assert.deepEqual(changesBetween(null, null, en), [])
  })

  test('keeps words it does not know, and does not grow without end', () => {
    const odd = { __proto__: null, constructor: 'x', toString: 'y' }
    assert.deepEqual(
      changesBetween(null, odd, nl).map(({ field }) => field),
      ['constructor', 'toString'],
    )
    const long = changesBetween(null, { note: 'z'.repeat(5_000) }, nl)
    assert.ok((long[0]?.new?.length ?? 0) < 400)
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`f${n}`, n]))
    assert.equal(changesBetween(null, many, nl).length, 200)
  })
})
