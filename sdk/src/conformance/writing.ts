import assert from 'node:assert/strict'
import type { Actor, ActorType, Field } from '../actor.ts'
import type { Draft, Outcome, Update } from '../connector.ts'
import type { Fields, Value } from '../value.ts'
import { canon, differences } from './canon.ts'
import { fieldKeys, read, sameKeys } from './feed.ts'
import {
  changeable,
  createDraft,
  freeTexts,
  got,
  make,
  otherValue,
  sendable,
  write,
  written,
} from './making.ts'
import type { Promises } from './promise.ts'
import { assertNone, assertSame, assertText } from './told.ts'
import { DoesNotApply, mark, type Trial } from './trial.ts'

export const writing: Promises = {
  'stores a new actor with the values it was given': async (trial) => {
    for (const actorType of await trial.writable('create')) {
      const draft = await createDraft(trial, actorType, 'all')
      const [outcome] = await write(await trial.session(), actorType, [draft])
      const actor = written(outcome, `a new ${actorType.type} with ${JSON.stringify(draft.fields)}`)
      assertNone(
        differences(actorType.fields, draft.fields, actor.fields),
        `the outcome for ${actorType.type} ${actor.key}`,
      )
      assertNone(
        differences(actorType.fields, draft.fields, (await got(trial, actorType, actor.key)).fields),
        `${actorType.type} ${actor.key} as get delivers it`,
      )
    }
  },

  'stores the parent of a new person': async (trial) => {
    const person = (await trial.writable('create')).find(({ type }) => type === 'person')
    if (!person) throw new DoesNotApply('no persons can be made')
    const draft = await createDraft(trial, person)
    if (!draft.parent) throw new DoesNotApply('there is no customer or supplier to belong to')
    const [outcome] = await write(await trial.session(), person, [draft])
    const { key } = written(outcome, 'a new person')
    assertSame((await got(trial, person, key)).parent, draft.parent, `the parent of person ${key}`)
  },

  'answers a write with exactly the fields asked for': async (trial) => {
    for (const actorType of await trial.writable('update')) {
      const actor = await changeable(trial, actorType)
      const asked = fieldKeys(actorType).slice(0, 2)
      const draft = { kind: 'update', key: actor.key, fields: {} } as const
      const [outcome] = await write(await trial.session(), actorType, [draft], asked)
      const found = Object.keys(written(outcome, `an update of ${actorType.type} without fields`).fields)
      sameKeys(found, asked, `the outcome for ${actorType.type} ${actor.key}`)
    }
  },

  'changes every field that may be written, and nothing else': async (trial) => {
    for (const actorType of await trial.writable('update')) {
      const actor = await changeable(trial, actorType)
      for (const field of sendable(trial, actorType))
        await assertOnlyChange(trial, actorType, actor.key, field)
    }
  },

  'blanks a field that is given as null': async (trial) => {
    for (const actorType of await trial.writable('update')) {
      const actor = await changeable(trial, actorType)
      const optional = sendable(trial, actorType).filter(
        ({ access, type }) => access !== 'mandatory' && type !== 'checkbox',
      )
      if (optional.length === 0) continue
      const fields = Object.fromEntries(optional.map(({ key }) => [key, null]))
      await updated(trial, actorType, { kind: 'update', key: actor.key, fields })
      const now = await got(trial, actorType, actor.key)
      assertNone(differences(actorType.fields, fields, now.fields), `${actorType.type} ${actor.key}`)
    }
  },

  'refuses a bad value for that draft only, with a reason': async (trial) => {
    for (const actorType of await trial.writable('create')) {
      for (const [field, bad] of badValues(trial, actorType))
        await assertRefused(trial, actorType, field, bad)
    }
  },

  'gives the outcomes in the order of the drafts': async (trial) => {
    const both = (await trial.writable('create')).filter(({ capabilities }) => capabilities.update)
    for (const actorType of both) {
      const [field] = freeTexts(trial, actorType)
      if (!field) continue
      const known = await make(trial, actorType)
      const [one, other] = [await createDraft(trial, actorType), await createDraft(trial, actorType)]
      const drafts: Draft[] = [
        { ...one, fields: { ...one.fields, [field.key]: 'first' } },
        { kind: 'update', key: known.key, fields: { [field.key]: 'second' } },
        { kind: 'update', key: unknownKey(known), fields: { [field.key]: 'nobody' } },
        { ...other, fields: { ...other.fields, [field.key]: 'fourth' } },
      ]
      const outcomes = await write(await trial.session(), actorType, drafts)
      const told = outcomes.map((outcome) =>
        outcome.kind === 'written' ? outcome.actor.fields[field.key] : outcome.kind,
      )
      assertSame(told, ['first', 'second', 'gone', 'fourth'], `outcomes of ${actorType.type}`)
    }
  },

  'says gone for an actor that is not there': async (trial) => {
    for (const actorType of await trial.writable('update')) {
      const actor = await changeable(trial, actorType)
      const [field] = sendable(trial, actorType)
      for (const key of [unknownKey(actor), 'no such key', '💥']) {
        const fields = field ? { [field.key]: actor.fields[field.key] ?? null } : {}
        const [outcome] = await write(await trial.session(), actorType, [{ kind: 'update', key, fields }])
        assert.equal(outcome?.kind, 'gone', `the outcome for ${actorType.type} ${key}`)
      }
    }
  },

  'says gone for an actor that was deleted': async (trial) => {
    const { remove } = trial.options
    if (!remove) throw new DoesNotApply('the option remove is not given, so nothing can be deleted')
    for (const actorType of await trial.writable('create')) {
      const { key } = await make(trial, actorType)
      await remove(actorType.type, key)
      const session = await trial.session()
      assertNone(await session.get(actorType.type, [key], []), `get of deleted ${actorType.type} ${key}`)
      const [outcome] = await write(session, actorType, [{ kind: 'update', key, fields: {} }])
      assert.equal(outcome?.kind, 'gone', `the outcome for deleted ${actorType.type} ${key}`)
    }
  },

  'writes nothing on an older version and says outdated': async (trial) => {
    const types = (await trial.writable('update')).filter(({ capabilities }) => capabilities.versions)
    if (types.length === 0) throw new DoesNotApply('versions is not declared')
    for (const actorType of types) await assertOutdated(trial, actorType)
  },

  'takes an update on the version it just gave': async (trial) => {
    const types = (await trial.writable('update')).filter(({ capabilities }) => capabilities.versions)
    if (types.length === 0) throw new DoesNotApply('versions is not declared')
    for (const actorType of types) {
      const [field] = freeTexts(trial, actorType)
      if (!field) continue
      let { key, version } = await changeable(trial, actorType)
      for (const value of ['once', 'twice', 'three times']) {
        const draft = {
          kind: 'update',
          key,
          fields: { [field.key]: value },
          ...(version ? { version } : {}),
        } as const
        version = (await updated(trial, actorType, draft)).version
      }
    }
  },

  'makes one actor of a create that is sent twice, and finds it by its id': async (trial) => {
    const types = (await trial.writable('create')).filter(({ capabilities }) => capabilities.idempotentCreate)
    if (types.length === 0) throw new DoesNotApply('idempotentCreate is not declared')
    for (const actorType of types) await assertIdempotent(trial, actorType)
  },
}

async function updated(trial: Trial, actorType: ActorType, draft: Update): Promise<Actor> {
  const [outcome] = await write(await trial.session(), actorType, [draft])
  return written(outcome, `${actorType.type} ${draft.key} with ${JSON.stringify(draft.fields)}`)
}

async function assertOnlyChange(
  trial: Trial,
  actorType: ActorType,
  key: string,
  field: Field,
): Promise<void> {
  const before = await got(trial, actorType, key)
  const value =
    trial.options.sample?.(actorType.type, field) ?? (await newValue(trial, actorType, field, before))
  await updated(trial, actorType, { kind: 'update', key, fields: { [field.key]: value } })
  const now = await got(trial, actorType, key)
  const others = actorType.fields.filter((one) => one.key !== field.key && one.access !== 'readOnly')
  const what = `${actorType.type} ${key} after a change of ${field.key}`
  assertNone(differences([field], { [field.key]: value }, now.fields), what)
  assertNone(differences(others, before.fields, now.fields), `${what}: another field changed with it`)
}

function newValue(
  trial: Trial,
  actorType: ActorType,
  field: Field,
  { fields }: Actor,
): Value | Promise<Value> {
  const before = fields[field.key] ?? null
  const free = field.type !== 'text' || freeTexts(trial, actorType).includes(field)
  return free ? otherValue(trial, field, before) : before
}

function badValues(trial: Trial, actorType: ActorType): [Field, Value][] {
  const fields = sendable(trial, actorType)
  const candidates: [Field | undefined, Value][] = [
    [fields.find(({ type }) => type === 'list'), 'no-such-item'],
    [fields.find(({ access, type }) => access === 'mandatory' && type === 'text'), null],
  ]
  return candidates.flatMap(([field, value]) => (field ? [[field, value] as [Field, Value]] : []))
}

async function assertRefused(trial: Trial, actorType: ActorType, field: Field, bad: Value): Promise<void> {
  const session = await trial.session()
  const drafts = [
    await createDraft(trial, actorType),
    await createDraft(trial, actorType),
    await createDraft(trial, actorType),
  ]
  const [one, wrong, three] = drafts
  assert.ok(one && wrong && three)
  const sent: Draft[] = [one, { ...wrong, fields: { ...wrong.fields, [field.key]: bad } }, three]
  const { cursor } = await read(session, actorType.type)
  const outcomes = await write(session, actorType, sent)
  const what = `a new ${actorType.type} with ${field.key} := ${JSON.stringify(bad)}`
  assertSame(
    outcomes.map(({ kind }) => kind),
    ['written', 'refused', 'written'],
    `between two good ones, ${what}`,
  )
  assertReason(outcomes[1], field, what)
  const made = new Set((await read(session, actorType.type, { cursor })).actors.keys())
  const taken = outcomes.flatMap((outcome) => (outcome.kind === 'written' ? [outcome.actor.key] : []))
  const known = new Set((await session.get(actorType.type, [...made], [])).map(({ key }) => key))
  assert.ok(
    taken.every((key) => known.has(key)),
    `${what}: the good ones are not in the feed`,
  )
}

function assertReason(outcome: Outcome | undefined, field: Field, what: string): void {
  assert.ok(outcome?.kind === 'refused')
  assertText(outcome.reason, `the reason for refusing ${what}`)
  assert.ok(
    outcome.field === undefined || outcome.field === field.key,
    `${what} is refused because of ${outcome.field}`,
  )
}

async function assertOutdated(trial: Trial, actorType: ActorType): Promise<void> {
  const [field] = freeTexts(trial, actorType)
  if (!field) return
  const { key, version = '' } = await changeable(trial, actorType)
  const write1: Update = { kind: 'update', key, version, fields: { [field.key]: 'the first change' } }
  const now = await updated(trial, actorType, write1)
  const late: Update = { ...write1, fields: { [field.key]: 'the late change' } }
  const [outcome] = await write(await trial.session(), actorType, [late])
  const what = `an update of ${actorType.type} ${key} on an older version`
  assert.ok(outcome?.kind === 'outdated', `${what} should be outdated, but is ${outcome?.kind}`)
  assert.equal(outcome.current.version, now.version, `${what} must tell the current version`)
  assert.equal(canon(field, outcome.current.fields[field.key]), canon(field, 'the first change'), what)
  assert.equal(
    (await got(trial, actorType, key)).fields[field.key],
    'the first change',
    `${what} was written`,
  )
}

async function assertIdempotent(trial: Trial, actorType: ActorType): Promise<void> {
  const session = await trial.session()
  const { cursor } = await read(session, actorType.type)
  const draft = await createDraft(trial, actorType)
  const [once] = await write(session, actorType, [draft])
  const { key } = written(once, `a new ${actorType.type}`)
  const later = await trial.connect()
  const [again] = await write(later, actorType, [draft])
  const what = `the create of ${actorType.type} ${key}, sent again,`
  assert.equal(written(again, what).key, key, `${what} made another actor`)

  const fields: Fields = (await got(trial, actorType, key)).fields
  const unknown = mark('never sent')
  const found = await later.created?.(actorType.type, [draft.id, unknown], fieldKeys(actorType))
  assertSame([...(found?.keys() ?? [])], [draft.id], `created must find the one id that made an actor`)
  const actor = found?.get(draft.id)
  assert.equal(actor?.key, key, `created finds another actor for ${draft.id}`)
  assertNone(
    differences(actorType.fields, fields, actor?.fields ?? {}),
    `${actorType.type} ${key} in created`,
  )
  const { actors } = await read(session, actorType.type, { cursor })
  const twins = [...actors.values()].filter(({ title }) => title === actor?.title)
  assert.ok(twins.length <= 1, `${what} made a twin`)
}

function unknownKey({ key }: Actor): string {
  return /^\d+$/.test(key) ? `${Number(key) + 1_900_000_000}` : `${key}-no-such`
}
