import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { onTopOf, ownChanges, theirChanges } from './connection-changes.ts'
import type { Draft } from './connection-draft.ts'

const begun: Draft = {
  name: 'Demo',
  description: '',
  connectorId: 3,
  scope: { kind: 'everyone', users: [], groups: [] },
  settings: { url: 'http://erp', administration: 'delft', port: null },
}
const narrow: Draft['scope'] = {
  kind: 'selected',
  users: [{ id: 'anna', canConnect: true, canCreate: false }],
  groups: [],
}

describe('what is sent of a connection', () => {
  test('is only what was changed in the form', () => {
    assert.deepEqual(ownChanges(begun, begun), {})
    assert.deepEqual(ownChanges(begun, { ...begun, description: 'Delft' }), { description: 'Delft' })
    assert.deepEqual(ownChanges(begun, { ...begun, scope: narrow }), { scope: narrow })
  })

  test('holds all settings as soon as one of them was changed or a password typed', () => {
    const settings = { ...begun.settings, password: 'geheim' }
    assert.deepEqual(ownChanges(begun, { ...begun, settings }), { settings })
    assert.deepEqual(ownChanges(begun, { ...begun, settings: { ...begun.settings, port: '' } }), {})
  })
})

describe('when somebody else saved the connection first', () => {
  const mine: Draft = {
    ...begun,
    name: 'Mijn naam',
    description: 'Mijn tekst',
    settings: { ...begun.settings, password: 'geheim' },
  }
  const theirs: Draft = {
    ...begun,
    description: 'Hun tekst',
    scope: narrow,
    settings: { ...begun.settings, administration: 'rotterdam' },
  }

  test('it is told what they changed, and what of that was changed here as well', () => {
    assert.deepEqual(
      theirChanges(begun, mine, theirs).map((change) => [change.what, change.now, change.mine]),
      [
        ['description', 'Hun tekst', true],
        ['scope', narrow, false],
        ['setting', 'rotterdam', false],
      ],
    )
  })

  test('own changes are kept on top of theirs, and nothing else of theirs is undone', () => {
    assert.deepEqual(onTopOf(begun, mine, theirs), {
      ...theirs,
      name: 'Mijn naam',
      description: 'Mijn tekst',
      settings: { ...theirs.settings, password: 'geheim' },
    })
  })
})
