import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  chooseConnector,
  type Draft,
  draftOf,
  faultOf,
  markOf,
  movedAccount,
  newDraft,
  obstacleOf,
} from './connection-draft.ts'
import type { Connection, Connector, Setting, TestAnswer } from './queries.ts'

const setting = (key: string, more: Partial<Setting> = {}): Setting => ({
  key,
  kind: 'text',
  label: key,
  help: null,
  mandatory: true,
  default: null,
  min: null,
  max: null,
  maxLength: null,
  items: null,
  ...more,
})

const connector: Connector = {
  id: 3,
  name: 'Demo',
  url: 'builtin:demo',
  kind: 'shipped',
  problem: null,
  askedAt: null,
  secretSet: false,
  offers: null,
  connections: 0,
  deleted: false,
  revision: 1,
  version: '1',
  available: true,
  settings: [
    setting('url', { default: 'http://erp' }),
    setting('password', { kind: 'secret' }),
    setting('pages', { kind: 'integer', mandatory: false }),
  ],
}
const { settings } = connector
const filled: Draft = {
  ...chooseConnector({ ...newDraft, name: 'Demo' }, connector),
  settings: { url: 'http://erp', password: 'secret' },
}
const ok: TestAnswer = { ok: true, proof: 'p', actorTypes: [] }
const obstacle = (draft: Draft, tested?: Parameters<typeof obstacleOf>[1]['tested']) =>
  obstacleOf(draft, { settings, connection: undefined, tested })

describe('a new connection can be saved', () => {
  test('only after a test of exactly the values in the form succeeded', () => {
    assert.equal(obstacle(filled), 'untested')
    assert.equal(obstacle(filled, { of: markOf(filled), answer: ok }), undefined)
    const failed = { ok: false, code: 'unauthorized', title: 'No', detail: null } as const
    assert.equal(obstacle(filled, { of: markOf(filled), answer: failed }), 'failed')
  })

  test('no more once a value changed after the test', () => {
    const tested = { of: markOf(filled), answer: ok }
    const changed = { ...filled, settings: { ...filled.settings, url: 'http://other' } }
    assert.equal(obstacle(changed, tested), 'retest')
    assert.equal(obstacle({ ...changed, settings: filled.settings }, tested), undefined)
  })

  test('whatever its name and description became since the test', () => {
    const tested = { of: markOf(filled), answer: ok }
    assert.equal(obstacle({ ...filled, name: 'Other', description: 'x' }, tested), undefined)
  })

  test('only with a name, a connector, its mandatory settings and somebody in its scope', () => {
    const tested = { of: markOf(filled), answer: ok }
    assert.equal(obstacle({ ...filled, name: ' ' }, tested), 'name')
    assert.equal(obstacle(newDraft), 'name')
    assert.equal(obstacle({ ...newDraft, name: 'Demo' }), 'connector')
    assert.equal(obstacle({ ...filled, settings: { url: 'http://erp' } }, tested), 'settings')
    assert.equal(obstacle({ ...filled, scope: { kind: 'selected', users: [], groups: [] } }, tested), 'scope')
  })

  test('not with a number that cannot be read', () => {
    assert.equal(obstacle({ ...filled, settings: { ...filled.settings, pages: 'many' } }), 'settings')
  })
})

describe('a stored connection', () => {
  const connection = {
    ...filled,
    connector: { id: 3, name: 'Demo', available: true },
    settings: { url: 'http://erp' },
    settingTexts: {},
    secretsSet: ['password'],
  } as unknown as Connection
  const obstacleNow = (draft: Draft) => obstacleOf(draft, { settings, connection, tested: undefined })

  test('is saved without a test while its settings stay, its secret included', () => {
    assert.equal(obstacleNow({ ...draftOf(connection), name: 'Other' }), undefined)
  })

  test('is tested again when a setting or a secret is typed anew', () => {
    const draft = draftOf(connection)
    assert.equal(obstacleNow({ ...draft, settings: { ...draft.settings, password: 'new' } }), 'untested')
    assert.equal(obstacleNow({ ...draft, settings: { ...draft.settings, pages: 7 } }), 'untested')
  })

  test('asks for its secrets again when the address changes', () => {
    const elsewhere = { ...draftOf(connection), settings: { url: 'http://other' } }
    assert.equal(movedAccount(elsewhere, { settings, connection }), true)
    assert.equal(obstacleNow(elsewhere), 'settings')
    assert.equal(
      obstacleNow({ ...elsewhere, settings: { ...elsewhere.settings, password: 'new' } }),
      'untested',
    )
  })
})

test('another connector begins with the defaults of its settings, and asks for its secrets', () => {
  assert.deepEqual(chooseConnector(newDraft, connector).settings, { url: 'http://erp', pages: null })
})

test('a value that is none, or out of bounds, keeps OK disabled and says why', () => {
  const port = setting('port', { kind: 'integer', min: '1', max: '65535' })
  const factor = setting('factor', { kind: 'decimal', min: '0.5' })
  const from = setting('from', { kind: 'date' })
  const code = setting('code', { maxLength: 3 })
  assert.deepEqual(
    [
      faultOf(port, 'een'),
      faultOf(port, 0),
      faultOf(port, 65_536),
      faultOf(port, 8_069),
      faultOf(factor, '1,5'),
      faultOf(factor, '0.49'),
      faultOf(from, '30 februari'),
      faultOf(code, '🍞🍞🍞'),
      faultOf(code, 'abcd'),
      faultOf(port, null),
    ],
    ['integer', 'min', 'max', undefined, 'decimal', 'min', 'date', undefined, 'maxLength', undefined],
  )
})
