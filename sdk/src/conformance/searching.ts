import assert from 'node:assert/strict'
import type { Actor, ActorType, ActorTypeName, Field } from '../actor.ts'
import { type Criterion, type Operator, operatorsOf, type Search } from '../search.ts'
import type { Value } from '../value.ts'
import { fieldKeys, read, sameKeys } from './feed.ts'
import { judgeAll, type Verdict } from './judging.ts'
import { createDraft, freeTexts, make, write, written } from './making.ts'
import type { Promises } from './promise.ts'
import { assertNone } from './told.ts'
import { DoesNotApply, type Trial } from './trial.ts'

export const searching: Promises = {
  'gets the actors asked for and leaves out those that are not there': async (trial) => {
    const session = await trial.session()
    for (const actorType of await trial.types()) {
      const keys = [...(await present(trial, actorType)).keys()].slice(0, 3)
      const asked = [...keys, 'no such key', `${keys[0] ?? ''}-no-such`]
      const found = await session.get(actorType.type, asked, [])
      sameKeys(
        found.map(({ key }) => key),
        keys,
        `get of ${actorType.type}`,
      )
      assertNone(await session.get(actorType.type, [], []), `get of no ${actorType.type}`)
    }
  },

  'gets many actors at once': async (trial) => {
    const session = await trial.session()
    for (const actorType of await trial.types()) {
      const keys = [...(await present(trial, actorType)).keys()].slice(0, 500)
      const found = await session.get(actorType.type, keys, fieldKeys(actorType))
      sameKeys(
        found.map(({ key }) => key),
        keys,
        `get of ${keys.length} ${actorType.type}`,
      )
    }
  },

  'finds every actor when nothing is typed, page by page': async (trial) => {
    for (const actorType of await trial.types()) {
      const all = await present(trial, actorType)
      for (const [text, limit] of [
        [undefined, 200],
        ['', 7],
      ] as const) {
        const found = await hits(trial, actorType.type, {
          limit,
          fields: [],
          ...(text === undefined ? {} : { text }),
        })
        sameKeys(
          found.map(({ key }) => key),
          all.keys(),
          `search of ${actorType.type} with pages of ${limit}`,
        )
        assert.equal(
          new Set(found.map(({ key }) => key)).size,
          found.length,
          `search of ${actorType.type} repeats actors`,
        )
      }
    }
  },

  'keeps to the limit of a search and tells a true total': async (trial) => {
    const session = await trial.session()
    for (const actorType of await trial.types()) {
      const all = await present(trial, actorType)
      const { actors, total, next } = await session.search(actorType.type, { limit: 2, fields: [] })
      assert.ok(actors.length <= 2, `${actorType.type}: ${actors.length} hits, 2 were wanted`)
      if (total !== undefined) assert.equal(total, all.size, `the total of ${actorType.type}`)
      assert.ok(all.size <= 2 || next, `${actorType.type}: there are ${all.size} and no next page is told`)
    }
  },

  'delivers with each hit exactly the fields asked for': async (trial) => {
    const session = await trial.session()
    for (const actorType of await trial.types()) {
      const fields = fieldKeys(actorType).slice(0, 2)
      const { actors } = await session.search(actorType.type, { limit: 5, fields })
      for (const actor of actors)
        sameKeys(Object.keys(actor.fields), fields, `${actorType.type} ${actor.key}`)
    }
  },

  'finds an actor by its title in any letter case': async (trial) => {
    for (const actorType of await trial.types()) {
      for (const { key, title } of [...(await present(trial, actorType)).values()].slice(0, 5)) {
        const plain = /[A-Za-z0-9]{3,}/.exec(title)?.[0]
        if (!plain) continue
        for (const text of [plain, plain.toUpperCase(), plain.toLowerCase()]) {
          const found = await hits(trial, actorType.type, { text, limit: 200, fields: [] })
          assert.ok(
            found.some((hit) => hit.key === key),
            `${actorType.type} ${key} (${title}) is not found by “${text}”`,
          )
        }
      }
    }
  },

  'finds nothing for a text that nothing has': async (trial) => {
    for (const { type } of await trial.types()) {
      const found = await hits(trial, type, { text: 'qzxv-nothing-has-this', limit: 200, fields: [] })
      assertNone(
        found.map(({ key }) => key),
        `search of ${type}`,
      )
    }
  },

  'finds the persons of one parent': async (trial) => {
    const person = (await trial.types()).find(({ type }) => type === 'person')
    if (!person) throw new DoesNotApply('there are no persons')
    await make(trial, person).catch(() => undefined)
    const all = [...(await present(trial, person)).values()]
    const parent = all.find((one) => one.parent)?.parent
    if (!parent) throw new DoesNotApply('no person has a parent')
    const found = await hits(trial, 'person', { parent, limit: 200, fields: [] })
    const wanted = all.filter((one) => one.parent?.type === parent.type && one.parent.key === parent.key)
    sameKeys(
      found.map(({ key }) => key),
      wanted.map(({ key }) => key),
      `persons of ${parent.type} ${parent.key}`,
    )
  },

  'takes every operator on every searchable field': async (trial) => {
    for (const actorType of await trial.types()) {
      const all = await present(trial, actorType)
      for (const field of searchable(actorType)) {
        for (const criterion of criteriaOf(field, valuesOf(field, all, /^[\x20-\x7e]+$/))) {
          await assertJudged(trial, actorType.type, field, all, criterion)
        }
      }
    }
  },

  'ignores letter case beyond the English alphabet too': async (trial) => {
    const session = await trial.session()
    for (const actorType of await trial.writable('create')) {
      const field = freeTexts(trial, actorType).find((one) => one.searchable)
      if (!field) continue
      const draft = await createDraft(trial, actorType)
      const [outcome] = await write(session, actorType, [
        { ...draft, fields: { ...draft.fields, [field.key]: 'Élan Ørsted Łódź' } },
      ])
      const { key } = written(outcome, `a new ${actorType.type}`)
      const all = await present(trial, actorType)
      assert.ok(all.has(key))
      for (const text of ['élan', 'ØRSTED', 'łódź']) {
        await assertJudged(trial, actorType.type, field, all, {
          field: field.key,
          operator: 'contains',
          values: [text],
        })
      }
    }
  },

  'takes signs that mean something to a database as they are': async (trial) => {
    for (const actorType of await trial.types()) {
      const all = await present(trial, actorType)
      const [field] = searchable(actorType).filter(({ type }) => type === 'text')
      if (!field) continue
      for (const sign of ['%', '_', '\\', "'", '"', '*']) {
        await assertJudged(trial, actorType.type, field, all, {
          field: field.key,
          operator: 'contains',
          values: [sign],
        })
      }
    }
  },

  'wants all criteria to hold': async (trial) => {
    for (const actorType of await trial.types()) {
      const all = await present(trial, actorType)
      const [field] = searchable(actorType).filter(({ type }) => type === 'text')
      const [value] = field ? valuesOf(field, all, /^[\x20-\x7e]+$/) : []
      if (!field || value === undefined) continue
      const criteria: Criterion[] = [
        { field: field.key, operator: 'equals', values: [value] },
        { field: field.key, operator: 'notEquals', values: [value] },
      ]
      const found = await hits(trial, actorType.type, { criteria, limit: 200, fields: [] })
      assertNone(
        found.map(({ key }) => key),
        `${actorType.type} where ${field.key} is and is not “${value}”`,
      )
    }
  },
}

async function present(trial: Trial, actorType: ActorType): Promise<ReadonlyMap<string, Actor>> {
  return (await read(await trial.session(), actorType.type, { fields: fieldKeys(actorType) })).actors
}

/** All hits of a search, page by page. */
async function hits(trial: Trial, type: ActorTypeName, search: Search): Promise<Actor[]> {
  const session = await trial.session()
  const found: Actor[] = []
  let page: string | undefined
  do {
    const answer = await session.search(type, { ...search, ...(page === undefined ? {} : { page }) })
    found.push(...answer.actors)
    page = answer.next
    assert.ok(found.length < 1_000_000, `search of ${type} does not end`)
  } while (page !== undefined)
  return found
}

function searchable({ fields }: ActorType): Field[] {
  return fields.filter((field) => field.searchable)
}

/** A few different values that actors have. */
function valuesOf({ key, type }: Field, actors: ReadonlyMap<string, Actor>, form: RegExp): Value[] {
  const values = new Set([...actors.values()].map(({ fields }) => fields[key] ?? null))
  const filled = [...values].filter((value) => value !== null && value !== '')
  return filled.filter((value) => type !== 'text' || form.test(String(value))).slice(0, 3)
}

function criteriaOf({ key, type }: Field, values: readonly Value[]): Criterion[] {
  const operators: readonly Operator[] = operatorsOf[type]
  return operators.flatMap((operator) =>
    argumentsOf(operator, values).map((given) => ({ field: key, operator, values: given })),
  )
}

function argumentsOf(operator: Operator, values: readonly Value[]): (readonly Value[])[] {
  const [one, other = one, third = one] = values
  if (one === undefined || other === undefined || third === undefined) return []
  if (operator === 'oneOf' || operator === 'notOneOf') return [[one], [one, other], []]
  if (operator === 'between') return [[one, one], ascending(other, third)]
  const part = parts[operator]
  return part
    ? [[part(String(one))], [swapped(part(String(other)))]]
    : [[one], [typeof other === 'string' ? swapped(other) : other]]
}

const parts: Partial<Record<Operator, (text: string) => string>> = {
  begins: (text) => text.slice(0, 3),
  notBegins: (text) => text.slice(0, 3),
  contains: (text) => text.slice(1, 4),
  notContains: (text) => text.slice(1, 4),
  ends: (text) => text.slice(-3),
  notEnds: (text) => text.slice(-3),
}

function swapped(text: string): string {
  // Only letters have a case; moments keep their T and Z.
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return text
  return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase()
}

function ascending(one: Value, other: Value): Value[] {
  const inOrder =
    typeof one === 'string' && /^-?\d+(\.\d+)?$/.test(one)
      ? Number(one) <= Number(other)
      : lowest(one) <= lowest(other)
  return inOrder ? [one, other] : [other, one]
}

function lowest(value: Value): string | number {
  return typeof value === 'string' ? value.toLowerCase() : Number(value)
}

async function assertJudged(
  trial: Trial,
  type: ActorTypeName,
  field: Field,
  all: ReadonlyMap<string, Actor>,
  criterion: Criterion,
): Promise<void> {
  const verdicts = judgeAll(field, all.values(), criterion)
  const found = new Set(
    (await hits(trial, type, { criteria: [criterion], limit: 200, fields: [] })).map(({ key }) => key),
  )
  const given = criterion.values.map((value) => JSON.stringify(value)).join(' and ')
  const wrong = [...verdicts].filter(([key, verdict]) => !right(verdict, found.has(key)))
  const examples = wrong.slice(0, 3).map(([key]) => {
    const value = JSON.stringify(all.get(key)?.fields[field.key])
    return `${key} (${value}) is ${found.has(key) ? 'found' : 'left out'}`
  })
  assertNone(examples, `${type} where ${field.key} ${criterion.operator} ${given}`)
}

function right(verdict: Verdict, found: boolean): boolean {
  return verdict === 'either' || (verdict === 'in') === found
}
