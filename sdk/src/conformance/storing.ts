import type { ActorType, Field } from '../actor.ts'
import type { Value } from '../value.ts'
import { differences } from './canon.ts'
import { changeable, freeTexts, got, sendable, write, written } from './making.ts'
import type { Promises } from './promise.ts'
import { assertNone } from './told.ts'
import type { Trial } from './trial.ts'

export const storing: Promises = {
  'stores any text as it is, or refuses it': async (trial) => {
    for (const actorType of await trial.writable('update')) {
      const [field] = freeTexts(trial, actorType)
      if (!field) continue
      await assertEach(trial, actorType, field, texts(field))
    }
  },

  'stores text of the greatest length, and refuses or keeps whole what is longer': async (trial) => {
    for (const actorType of await trial.writable('update')) {
      const long = freeTexts(trial, actorType).filter(({ maxLength }) => maxLength !== undefined)
      for (const field of long.slice(0, 3)) {
        const longest = field.maxLength ?? 0
        const whole = [...'Zoë’s 漢字 🚢 '.repeat(longest)].slice(0, longest - 1).join('')
        await assertEach(trial, actorType, field, [`${whole}x`], 'never refuses')
        await assertEach(trial, actorType, field, [`${whole}xy`])
      }
    }
  },

  'stores any number exactly, or refuses it': async (trial) => {
    for (const actorType of await trial.writable('update')) {
      for (const field of sendable(trial, actorType)) {
        if (field.type === 'integer') await assertEach(trial, actorType, field, integers)
        if (field.type === 'decimal') await assertEach(trial, actorType, field, decimals(field))
      }
    }
  },

  'stores any date and moment exactly, or refuses it': async (trial) => {
    for (const actorType of await trial.writable('update')) {
      for (const field of sendable(trial, actorType)) {
        if (field.type === 'date') await assertEach(trial, actorType, field, dates)
        if (field.type === 'datetime') await assertEach(trial, actorType, field, moments)
      }
    }
  },

  'refuses text it cannot store instead of failing': async (trial) => {
    for (const actorType of await trial.writable('update')) {
      const [field] = freeTexts(trial, actorType)
      if (field) await assertEach(trial, actorType, field, ['NUL \u0000 inside', 'half \ud83d a character'])
    }
  },
}

/** Writes the values one after the other; each must be stored as it is, or be refused. */
async function assertEach(
  trial: Trial,
  actorType: ActorType,
  field: Field,
  values: readonly Value[],
  refusal: 'may refuse' | 'never refuses' = 'may refuse',
): Promise<void> {
  const { key } = await changeable(trial, actorType)
  for (const value of values) {
    const fields = { [field.key]: value }
    const [outcome] = await write(await trial.session(), actorType, [{ kind: 'update', key, fields }])
    const what = `${actorType.type} ${field.key} := ${JSON.stringify(value)}`
    if (outcome?.kind === 'refused' && refusal === 'may refuse') continue
    written(outcome, what)
    const now = await got(trial, actorType, key)
    assertNone(differences([field], fields, now.fields), what)
  }
}

function texts({ maxLength = 4000 }: Field): string[] {
  return [
    `O'Brien & "Zonen" <b>`,
    '50% _korting_ \\ ; -- drop',
    'café, na\u0131ve, straße, İstanbul',
    'e\u0301 in two parts',
    '漢字かな交じり文',
    'שלום עולם',
    '👩‍👩‍👧 🚢',
    '007',
    'null',
    '{"a":[1]}',
    '=1+1',
  ].filter((text) => [...text].length <= maxLength)
}

const integers = [0, 1, -1, 999, 2_147_483_647, 9_007_199_254_740_991]
const dates = ['2026-11-21', '2024-02-29', '1969-12-31', '1900-01-01', '9999-12-31']
const moments = ['2026-11-21T10:00:00Z', '2026-03-29T01:30:00Z', '1999-12-31T23:59:59Z']

function decimals({ decimals: digits = 2 }: Field): string[] {
  const fraction = digits === 0 ? '' : `.${'3'.repeat(digits - 1)}1`
  return ['0', '1', '-1', `0${fraction}`, `-12${fraction}`, `1234567${fraction}`, `99999999${fraction}`]
}
