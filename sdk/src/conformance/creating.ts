import assert from 'node:assert/strict'
import type { Actor, ActorType } from '../actor.ts'
import type { Draft } from '../connector.ts'
import type { Search } from '../search.ts'
import type { Value } from '../value.ts'
import { fieldKeys, read, sameKeys } from './feed.ts'
import { createDraft, freeTexts, make, sendable, write, written } from './making.ts'
import type { Promises } from './promise.ts'
import { assertNone, assertSame } from './told.ts'
import { DoesNotApply, type Trial } from './trial.ts'

/** What the engine needs so that a lost answer never makes a second actor. */
export const creating: Promises = {
  'answers a create with exactly the fields asked for': async (trial) => {
    for (const actorType of await trial.writable('create')) {
      const asked = fieldKeys(actorType).slice(0, 2)
      const [outcome] = await write(
        await trial.session(),
        actorType,
        [await createDraft(trial, actorType)],
        asked,
      )
      const found = Object.keys(written(outcome, `a new ${actorType.type}`).fields)
      sameKeys(found, asked, `the outcome for a new ${actorType.type}`)
    }
  },

  'makes nothing of a create it refuses': async (trial) => {
    for (const actorType of await trial.writable('create')) await assertNothingMade(trial, actorType)
  },

  'finds a new actor by its name and by what it was given, within a minute': async (trial) => {
    for (const actorType of await trial.writable('create')) await assertFound(trial, actorType)
  },

  'makes one actor of a create that is sent by two at once': async (trial) => {
    const types = (await trial.writable('create')).filter(({ capabilities }) => capabilities.idempotentCreate)
    if (types.length === 0) throw new DoesNotApply('idempotentCreate is not declared')
    for (const actorType of types) await assertOneOfTwo(trial, actorType)
  },
}

async function assertNothingMade(trial: Trial, actorType: ActorType): Promise<void> {
  const session = await trial.session()
  const field = sendable(trial, actorType).find(({ type }) => type === 'list')
  const needed = sendable(trial, actorType).find(
    ({ access, type }) => access === 'mandatory' && type === 'text',
  )
  const draft = await createDraft(trial, actorType)
  const bad: [string, Value][] = [
    ...(field ? [[field.key, 'no-such-item'] as [string, Value]] : []),
    ...(needed ? [[needed.key, null] as [string, Value]] : []),
  ]
  for (const [key, value] of bad) {
    const { cursor } = await read(session, actorType.type)
    const wrong: Draft = { ...draft, id: `${draft.id}-${key}`, fields: { ...draft.fields, [key]: value } }
    const [outcome] = await write(session, actorType, [wrong])
    const what = `a new ${actorType.type} with ${key} := ${JSON.stringify(value)}`
    assert.equal(outcome?.kind, 'refused', what)
    const { actors } = await read(session, actorType.type, { cursor })
    assertNone([...actors.keys()], `${what} was refused, and this is there all the same`)
  }
}

async function assertFound(trial: Trial, actorType: ActorType): Promise<void> {
  const actor = await make(trial, actorType, 'all')
  const name = sendable(trial, actorType).find(
    ({ access, type }) => access === 'mandatory' && type === 'text',
  )
  const told = freeTexts(trial, actorType).find(({ searchable, key }) => searchable && key !== name?.key)
  const searches: (Search | undefined)[] = [
    name && { ...limits, text: String(actor.fields[name.key]) },
    told && {
      ...limits,
      criteria: [{ field: told.key, operator: 'equals', values: [actor.fields[told.key] ?? null] }],
    },
  ]
  for (const search of searches) {
    if (!search) continue
    const what = `a search for ${JSON.stringify(search.text ?? search.criteria)}`
    assert.ok(
      await foundWithin(trial, actorType, search, actor),
      `${what} does not find the new ${actorType.type}`,
    )
  }
}

const limits = { limit: 200, fields: [] } as const
const withinMs = 60_000

async function foundWithin(
  trial: Trial,
  { type }: ActorType,
  search: Search,
  { key }: Actor,
): Promise<boolean> {
  const session = await trial.session()
  const deadline = Date.now() + withinMs
  for (let wait = 250; ; wait = Math.min(wait * 2, 10_000)) {
    const { actors, next } = await session.search(type, search)
    if (actors.some((actor) => actor.key === key)) return true
    // What was made just now is not among others of the same name in vain.
    if (next !== undefined || Date.now() > deadline || trial.options.impatient) return false
    await new Promise((resolve) => setTimeout(resolve, wait))
  }
}

async function assertOneOfTwo(trial: Trial, actorType: ActorType): Promise<void> {
  const [one, other] = [await trial.session(), await trial.connect()]
  const draft = await createDraft(trial, actorType)
  const outcomes = await Promise.all([write(one, actorType, [draft]), write(other, actorType, [draft])])
  const keys = outcomes.map(
    ([outcome]) => written(outcome, `a new ${actorType.type}, sent by two at once,`).key,
  )
  assertSame(new Set(keys).size, 1, `two sent the same create of ${actorType.type} at once, and each got one`)
}
