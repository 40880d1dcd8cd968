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

  test('is found in what is too long to show, too', () => {
    const fields = Array.from({ length: 60 }, (_, n) => `Field ${n}`)
    const [change, ...others] = changesBetween(
      { order: fields },
      { order: [...fields.slice(0, 58), 'Field 59', 'Field 58'] },
      en,
    )
    assert.equal(change?.field, 'Order')
    assert.deepEqual(others, [])
  })

  test('is no end of a list that only gets its first members', () => {
    assert.deepEqual(changesBetween({ users: [] }, { users: [{ key: 'Lisa', canConnect: true }] }, en), [
      { field: 'Users › Lisa › May connect', old: null, new: 'yes' },
    ])
    assert.deepEqual(changesBetween({ licences: ['import'] }, { licences: [] }, en), [
      { field: 'Licences', old: 'Import', new: '' },
    ])
  })

  test('is told as it was typed where somebody typed it, even if we have such a word', () => {
    const old = { name: 'user', settings: { kind: 'project' }, kind: 'everyone' }
    const now = { name: 'import', settings: { kind: 'company' }, kind: 'selected' }
    assert.deepEqual(changesBetween(old, now, nl), [
      { field: 'Naam', old: 'user', new: 'import' },
      { field: 'Configuratievelden › Soort', old: 'project', new: 'company' },
      { field: 'Soort', old: 'Iedereen', new: 'Specifieke gebruikers + groepen' },
    ])
  })

  test('is told of members by their name in the language of the reader', () => {
    const told = (place: number) => ({ items: [{ key: { nl: 'Noord', en: 'North' }, place }] })
    assert.deepEqual(changesBetween(told(1), told(3), nl), [
      { field: 'Items › Noord › Plaats', old: '1', new: '3' },
    ])
  })

  test('is told of settings by their labels, of chosen items by what they are called', () => {
    const told = (value: string, text: string) => ({
      settings: [
        { key: { nl: 'Administratie', en: 'Administration' }, is: value },
        { key: { nl: 'Categorie', en: 'Category' }, text: { nl: text, en: `${text} (en)` } },
      ],
      secrets: [{ key: { nl: 'Wachtwoord', en: 'Password' }, is: 'changed' }],
    })
    assert.deepEqual(changesBetween(told('main', 'Klanten'), { ...told('practice', 'Relaties') }, nl), [
      { field: 'Configuratievelden › Administratie', old: 'main', new: 'practice' },
      { field: 'Configuratievelden › Categorie', old: 'Klanten', new: 'Relaties' },
    ])
    assert.deepEqual(changesBetween(null, { secrets: told('', '').secrets }, en), [
      { field: 'Secrets › Password', old: null, new: 'changed' },
    ])
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
