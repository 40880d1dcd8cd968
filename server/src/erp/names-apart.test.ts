import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelsApart } from './names-apart.ts'

test('fields that are called the same in one of the languages say which one they are', () => {
  const labels = labelsApart([
    { key: 'NAME', label: { en: 'Name', nl: 'Naam' } },
    { key: 'ref-1', label: 'Reference' },
    { key: 'ref-2', label: { en: 'reference ', nl: 'Kenmerk' } },
    { key: 'city', label: { en: 'City', nl: 'Plaats' } },
    { key: 'place', label: { en: 'Place', nl: 'Plaats' } },
  ])
  assert.deepEqual(Object.fromEntries(labels), {
    NAME: { en: 'Name', nl: 'Naam' },
    'ref-1': 'Reference (ref-1)',
    'ref-2': { en: 'reference  (ref-2)', nl: 'Kenmerk (ref-2)' },
    city: { en: 'City (city)', nl: 'Plaats (city)' },
    place: { en: 'Place (place)', nl: 'Plaats (place)' },
  })
})
