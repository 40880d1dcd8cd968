import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Settings } from '@koppel/sdk'
import { ProblemError } from '../problem.ts'
import { proofOf, proves } from './proof.ts'
import { forConnector, readSettings } from './settings.ts'

const settings: Settings = {
  intro: { kind: 'label', label: 'Where it is' },
  url: { kind: 'text', label: 'URL', mandatory: true },
  note: { kind: 'text', label: 'Note' },
  password: { kind: 'secret', label: 'Password', mandatory: true },
  token: { kind: 'secret', label: 'Token' },
  pages: { kind: 'integer', label: 'Pages', default: 3 },
  archived: { kind: 'checkbox', label: 'Archived' },
}
const given = { url: 'https://erp.example', password: 'open sesame' }
const stored = readSettings(settings, given)

function problemOf(run: () => unknown): ProblemError {
  try {
    run()
  } catch (error) {
    if (error instanceof ProblemError) return error
  }
  throw new Error('It was not refused.')
}

describe('settings', () => {
  test('outside their bounds are named with the bound', () => {
    const bounded: Settings = {
      port: { kind: 'integer', label: { en: 'Port', nl: 'Poort' }, min: 1, max: 65_535 },
      factor: { kind: 'decimal', label: 'Factor', min: '0.1', max: '0.3' },
      code: { kind: 'text', label: 'Code', maxLength: 3 },
    }
    const told = (values: Parameters<typeof readSettings>[1]) =>
      problemOf(() => readSettings(bounded, values)).faults.map(({ explanation }) =>
        typeof explanation === 'string' ? explanation : explanation.nl,
      )

    assert.deepEqual(told({ port: 0, factor: '0.3000000000000000001', code: 'abcd' }), [
      'Poort is ten minste 1.',
      'Factor is ten hoogste 0.3.',
      'Code heeft hoogstens 3 tekens.',
    ])
    const within = { port: 65_535, factor: '0.1', code: '🍞🍞🍞' }
    assert.deepEqual(readSettings(bounded, within).plain, within)
  })

  test('take their defaults; what is blank does not reach the connector', () => {
    assert.deepEqual(stored.plain, { url: 'https://erp.example', note: null, pages: 3, archived: false })
    assert.deepEqual(forConnector(stored), {
      url: 'https://erp.example',
      password: 'open sesame',
      pages: 3,
      archived: false,
    })
  })

  test('with the name of something every object has are unknown, too', () => {
    const problem = problemOf(() => readSettings(settings, { ...given, constructor: 'x', toString: 'y' }))
    assert.deepEqual(
      problem.faults.map(({ at, code }) => [at, code]),
      [
        ['constructor', 'settingUnknown'],
        ['toString', 'settingUnknown'],
      ],
    )
  })

  test('that are missing, wrong or unknown are all named', () => {
    const { faults } = problemOf(() => readSettings(settings, { pages: 'many', colour: 'red' }))
    assert.deepEqual(
      faults.map(({ at, code }) => `${at} ${code}`),
      ['colour settingUnknown', 'pages settingInvalid', 'url settingMissing', 'password settingMissing'],
    )
  })

  test('keep a stored secret that is left out, as long as they lead to the same account', () => {
    const { url } = given
    assert.deepEqual(readSettings(settings, { url, note: 'new' }, stored).secrets, stored.secrets)
    assert.deepEqual(readSettings(settings, { url, password: '' }, stored).secrets, stored.secrets)
    for (const change of [{ url: 'https://elsewhere.example' }, { url, note: 'https://elsewhere.example' }]) {
      assert.equal(problemOf(() => readSettings(settings, change, stored)).code, 'secretsCleared')
    }
  })
})

describe('a proof', () => {
  const key = new Uint8Array(32).fill(1)
  const tested = { connectorId: 7, values: stored }
  const proof = proofOf(key, tested, 1000)
  const halfAnHour = 30 * 60_000

  test('holds for half an hour', () => {
    assert.equal(proves(key, proof, tested, 1000 + halfAnHour), true)
    assert.equal(proves(key, proof, tested, 1001 + halfAnHour), false)
    const [until = '', signature = ''] = proof.split('.')
    assert.equal(proves(key, `${Number(until) + 1}.${signature}`, tested, 1000), false)
  })

  test('holds for nothing but the connector and the values that were tested', () => {
    const others = [
      { ...tested, connectorId: 8 },
      { ...tested, values: readSettings(settings, { ...given, password: 'open says me' }) },
      { ...tested, values: readSettings(settings, { ...given, archived: true }) },
    ]
    for (const other of others) assert.equal(proves(key, proof, other, 1000), false)
    assert.equal(proves(new Uint8Array(32).fill(2), proof, tested, 1000), false)
  })

  test('does not depend on the order in which the values came', () => {
    const { password, url } = given
    assert.equal(
      proves(key, proof, { connectorId: 7, values: readSettings(settings, { password, url }) }, 1000),
      true,
    )
  })
})

test('a secret is not sent to another port either', () => {
  const withPort: Settings = { ...settings, port: { kind: 'integer', label: 'Port', mandatory: true } }
  const before = readSettings(withPort, { ...given, port: 8000 })
  const { url } = given
  assert.equal(readSettings(withPort, { url, port: 8000 }, before).secrets.password, 'open sesame')
  assert.equal(problemOf(() => readSettings(withPort, { url, port: 9000 }, before)).code, 'secretsCleared')
})
