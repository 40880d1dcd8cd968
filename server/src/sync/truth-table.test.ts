import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Value } from '@koppel/sdk'
import {
  type ConflictRule,
  type Direction,
  type MappedField,
  type Pair,
  planLink,
  type Start,
} from './index.ts'

type Side = 'erp' | 'crm'
type Present = Value | undefined

// What must happen, as engine.md §1 states it: who moved × direction.
const outcomes = {
  toCrm: {
    nobody: 'nothing',
    erp: 'CRM := ERP, erpChanged',
    crm: 'CRM := ERP, restored',
    both: 'CRM := ERP, erpChanged',
    alike: 'agreed',
  },
  toErp: {
    nobody: 'nothing',
    erp: 'ERP := CRM, restored',
    crm: 'ERP := CRM, crmChanged',
    both: 'ERP := CRM, crmChanged',
    alike: 'agreed',
  },
  both: {
    nobody: 'nothing',
    erp: 'CRM := ERP, erpChanged',
    crm: 'ERP := CRM, crmChanged',
    both: 'the rule decides',
    alike: 'agreed',
  },
} as const

// The conflict rule of a two-way field × what is known of the times.
const early = '2026-11-21T10:00:00Z'
const late = '2026-11-21T10:00:00.5Z'
const rules = [
  ['erp', { erp: early, crm: late }, 'CRM := ERP, erpWins'],
  ['crm', { erp: late, crm: early }, 'ERP := CRM, crmWins'],
  ['ask', { erp: late, crm: early }, 'conflict'],
  ['newest', { erp: late, crm: early }, 'CRM := ERP, newest'],
  ['newest', { erp: early, crm: late }, 'ERP := CRM, newest'],
  ['newest', { erp: late, crm: late }, 'CRM := ERP, noTime'],
  ['newest', { erp: null, crm: late }, 'CRM := ERP, noTime'],
  ['newest', { erp: early }, 'CRM := ERP, noTime'],
] as const

// No base yet × how the field starts, when the sides differ.
const starts = {
  none: {
    toCrm: 'CRM := ERP, justLinked',
    toErp: 'ERP := CRM, justLinked',
    both: 'CRM := ERP, justLinked',
  },
  erp: { toCrm: 'CRM := ERP, chosen', toErp: 'CRM := ERP, chosen', both: 'CRM := ERP, chosen' },
  crm: { toCrm: 'ERP := CRM, chosen', toErp: 'ERP := CRM, chosen', both: 'ERP := CRM, chosen' },
  ask: { toCrm: 'conflict', toErp: 'conflict', both: 'conflict' },
  asIs: { toCrm: 'agreed', toErp: 'agreed', both: 'agreed' },
} as const

const directions = ['toCrm', 'toErp', 'both'] as const
const values: readonly Present[] = ['b', 'v1', 'v2', null, undefined]
const sides = values.flatMap((erp) => values.map((crm) => ({ erp, crm })))

const withBaseGroups = directions.flatMap((direction) =>
  rules.flatMap(([conflictRule, times, ruled]) =>
    [false, true].map((keepOnBlank) => ({ direction, conflictRule, times, ruled, keepOnBlank })),
  ),
)

describe('one field that has a base', () => {
  for (const { ruled, ...group } of withBaseGroups) {
    test(`follows the table for every pair of values: ${titleOf(group)}`, () => {
      for (const { base, ...now } of ['b', null].flatMap((base) => sides.map((now) => ({ base, ...now })))) {
        const expected = withBase(group.direction, ruled, group.keepOnBlank, base, now)
        check({ ...group, ...now, base: [base, base] }, tempered(expected, group.keepOnBlank, now))
      }
    })
  }
})

const withoutBaseGroups = directions.flatMap((direction) =>
  Object.entries(starts).flatMap(([start, outcome]) =>
    [false, true].map((keepOnBlank) => ({ direction, start, outcome: outcome[direction], keepOnBlank })),
  ),
)

describe('one field that has no base yet', () => {
  for (const { outcome, ...group } of withoutBaseGroups) {
    test(`follows the table for every pair of values: ${titleOf(group)}`, () => {
      for (const now of sides) {
        const expected = begun(outcome, now)
        check({ ...group, conflictRule: 'newest', ...now }, tempered(expected, group.keepOnBlank, now))
      }
    })
  }
})

test('the table has more than a thousand rows', () => {
  assert.ok((withBaseGroups.length * 2 + withoutBaseGroups.length) * sides.length > 1000)
})

function titleOf(group: object): string {
  return JSON.stringify(group).replace(/[{}"]/g, '').replaceAll(',', ', ')
}

function begun(outcome: string, now: Now): string {
  if (isAbsent(now)) return 'nothing'
  return now.erp === now.crm ? 'agreed' : outcome
}

interface Now {
  readonly erp: Present
  readonly crm: Present
}

function isAbsent({ erp, crm }: Now): boolean {
  return erp === undefined || crm === undefined
}

function withBase(direction: Direction, ruled: string, keepOnBlank: boolean, base: Value, now: Now): string {
  if (isAbsent(now)) return 'nothing'
  const outcome = outcomes[direction][whoMoved(base, now)]
  if (outcome !== 'the rule decides') return outcome
  if (keepOnBlank && now.crm === null) return 'CRM := ERP, notBlank'
  if (keepOnBlank && now.erp === null) return 'ERP := CRM, notBlank'
  return ruled
}

function whoMoved(base: Value, { erp, crm }: Now) {
  if (erp === base) return crm === base ? 'nobody' : 'crm'
  if (crm === base) return 'erp'
  return erp === crm ? 'alike' : 'both'
}

// "Never overwrite with blank" drops a write of a blank.
function tempered(outcome: string, keepOnBlank: boolean, { erp, crm }: Now): string {
  if (keepOnBlank && outcome.startsWith('CRM :=') && erp === null) return 'crm kept'
  if (keepOnBlank && outcome.startsWith('ERP :=') && crm === null) return 'erp kept'
  return outcome
}

interface Case extends Now {
  readonly direction: Direction
  readonly conflictRule: ConflictRule
  readonly keepOnBlank: boolean
  readonly base?: Pair
  readonly start?: string
  readonly times?: { readonly erp?: string | null; readonly crm?: string | null }
}

function check(one: Case, expected: string): void {
  const { direction, conflictRule, keepOnBlank, base, start, erp, crm } = one
  const shape = { erpField: 'E', crmField: 'c', erp: { type: 'text' }, crm: { type: 'text' } } as const
  const field: MappedField = { ...shape, direction, conflictRule, keepOnBlank }
  const stated = start && start !== 'none' ? { E: start as Start } : {}
  const plan = planLink({
    fields: [field],
    base: base ? { E: base } : {},
    start: stated,
    actor: erp === undefined ? {} : { E: erp },
    record: crm === undefined ? {} : { c: crm },
    times: one.times ?? {},
  })
  const { nextStart, ...rest } = plan
  assert.deepEqual(
    rest,
    planned(expected, base, erp ?? null, crm ?? null),
    `${JSON.stringify(one)}: ${expected}`,
  )
  assert.deepEqual(nextStart, 'E' in plan.nextBase ? {} : stated, `${JSON.stringify(one)}: start`)
}

function planned(expected: string, base: Pair | undefined, erp: Value, crm: Value) {
  const names = { erpField: 'E', crmField: 'c' }
  const none = { toCrm: {}, toErp: {}, sent: {}, conflicts: [], warnings: [], errors: [], reasons: [] }
  const asBefore = { ...none, nextBase: base ? { E: base } : {} }
  const [outcome, why] = expected.split(', ')
  const reason = (target: Side, before: Value, after: Value) => ({ ...names, target, before, after, why })
  const kept = (side: Side, value: Value) => ({
    ...none,
    warnings: [{ ...names, kind: 'blankKept', side, kept: value }],
    nextBase: { E: [erp, crm] },
  })
  switch (outcome) {
    case 'nothing':
      return asBefore
    case 'agreed':
      return { ...none, nextBase: { E: [erp, crm] } }
    case 'conflict':
      return { ...asBefore, conflicts: [{ ...names, reason: 'bothMoved', base: base ?? null, erp, crm }] }
    case 'crm kept':
      return kept('crm', crm)
    case 'erp kept':
      return kept('erp', erp)
    case 'CRM := ERP':
      return { ...none, toCrm: { c: erp }, nextBase: { E: [erp, erp] }, reasons: [reason('crm', crm, erp)] }
    case 'ERP := CRM':
      return {
        ...asBefore,
        toErp: { E: crm },
        sent: { E: [crm, crm] },
        reasons: [reason('erp', erp, crm)],
      }
    default:
      throw new Error(`the table does not know "${expected}"`)
  }
}
