import assert from 'node:assert/strict'
import type { Actor, ActorRef, ActorType, ActorTypeName, Field } from '../actor.ts'
import type { Create, Draft, ErpSession, Outcome } from '../connector.ts'
import type { Fields, Value } from '../value.ts'
import { fieldKeys, read } from './feed.ts'
import { DoesNotApply, mark, type Trial } from './trial.ts'

/** The fields the suite may send. */
export function sendable(trial: Trial, { type, fields }: ActorType): Field[] {
  const untouched = trial.options.untouched ?? []
  return fields.filter(
    ({ key, access, identifies, type: kind }) =>
      access !== 'readOnly' && !identifies && kind !== 'password' && !untouched.includes(`${type}.${key}`),
  )
}

/** Text fields that take any text: no address of some kind an ERP may want to recognise. */
export function freeTexts(trial: Trial, actorType: ActorType): Field[] {
  return sendable(trial, actorType).filter(
    ({ key, type, maxLength = 1000 }) => type === 'text' && !(key in wellFormed) && maxLength >= 20,
  )
}

// What an ERP may check the form of, under the keys of the automatic mapping.
const wellFormed: Readonly<Record<string, string>> = {
  EMAIL: 'conformance@example.com',
  URL: 'https://www.example.com/conformance',
  VATNO: 'NL004495445B01',
  PHONE: '+31 20 624 1111',
  FAX: '+31 20 624 1112',
  PHONE_DIRECT: '+31 20 624 1113',
  PHONE_MOBILE: '+31 6 1234 5678',
  PHONE_PRIVATE: '+31 20 624 1114',
  PHONE_OTHER: '+31 20 624 1115',
  POSTALZIP: '1012 JS',
  STREETZIP: '1012 JS',
  POSTALCOUNTRY: 'Netherlands',
}

/** A value this ERP should take for a field. */
export async function sampleOf(trial: Trial, type: ActorTypeName, field: Field): Promise<Value | undefined> {
  const own = trial.options.sample?.(type, field)
  if (own !== undefined) return own
  switch (field.type) {
    case 'text':
      return cut(wellFormed[field.key] ?? mark(field.key.toLowerCase()), field)
    case 'integer':
      return 42
    case 'decimal':
      return field.decimals === 0 ? '125' : '125.5'
    case 'checkbox':
      return true
    case 'date':
      return '2024-02-29'
    case 'datetime':
      return '2024-02-29T12:30:00Z'
    case 'list':
      return (await chosenItems(trial, field))[0]
    case 'password':
      return undefined
  }
}

export async function chosenItems(trial: Trial, { list }: Field): Promise<string[]> {
  const session = await trial.session()
  if (list === undefined || !session.lists) return []
  return (await session.lists(list)).filter(({ inactive }) => !inactive).map(({ key }) => key)
}

function cut(text: string, { maxLength = Number.POSITIVE_INFINITY }: Field): string {
  // The end differs from actor to actor, the beginning does not.
  return text.length <= maxLength ? text : text.slice(-maxLength).trim()
}

/** Values for the mandatory fields, or for all that may be sent. */
export async function samples(
  trial: Trial,
  actorType: ActorType,
  which: 'mandatory' | 'all',
): Promise<Fields> {
  const wanted = sendable(trial, actorType).filter(({ access }) => which === 'all' || access === 'mandatory')
  const found: Record<string, Value> = {}
  for (const field of wanted) {
    const value = await sampleOf(trial, actorType.type, field)
    if (value !== undefined) found[field.key] = value
  }
  return found
}

export async function createDraft(
  trial: Trial,
  actorType: ActorType,
  which: 'mandatory' | 'all' = 'mandatory',
): Promise<Create> {
  const parent = actorType.type === 'person' ? await someParent(trial) : undefined
  const id = mark('').trim().replaceAll(' ', '-')
  const fields = await samples(trial, actorType, which)
  return { kind: 'create', id, fields, ...(parent ? { parent } : {}) }
}

const parents = new WeakMap<Trial, ActorRef>()

// A person usually needs a customer; any will do, so it is looked for once.
async function someParent(trial: Trial): Promise<ActorRef | undefined> {
  const known = parents.get(trial)
  if (known) return known
  const session = await trial.session()
  for (const { type } of await trial.types()) {
    if (type !== 'customer' && type !== 'supplier') continue
    const { actors } = await session.search(type, { limit: 1, fields: [] })
    const key = actors[0]?.key ?? (await madeParent(trial, type))
    if (key === undefined) continue
    const parent = { type, key }
    parents.set(trial, parent)
    return parent
  }
  return undefined
}

async function madeParent(trial: Trial, type: ActorTypeName): Promise<string | undefined> {
  const actorType = (await trial.types()).find((one) => one.type === type)
  if (!actorType?.capabilities.create) return
  return (await make(trial, actorType)).key
}

/** Writes drafts and checks that there is one outcome for each. */
export async function write(
  session: ErpSession,
  { type, ...rest }: ActorType,
  drafts: readonly Draft[],
  fields: readonly string[] = fieldKeys({ type, ...rest }),
): Promise<readonly Outcome[]> {
  assert.ok(session.write, `${type} can be created or updated by its capabilities, but there is no write`)
  const outcomes = await session.write(type, drafts, fields).catch((error: unknown) => {
    assert.fail(`write of ${type} throws ${error}; what the ERP does not take is an outcome of its draft`)
  })
  assert.equal(outcomes.length, drafts.length, `write of ${type} must answer with one outcome for each draft`)
  return outcomes
}

/** The actor of an outcome that must be `written`. */
export function written(outcome: Outcome | undefined, what: string): Actor {
  assert.ok(outcome, `${what}: there is no outcome`)
  if (outcome.kind === 'written') return outcome.actor
  assert.fail(`${what} should be written, but is ${JSON.stringify(outcome)}`)
}

/** Makes one actor of the suite's own. */
export async function make(
  trial: Trial,
  actorType: ActorType,
  which: 'mandatory' | 'all' = 'mandatory',
): Promise<Actor> {
  const draft = await createDraft(trial, actorType, which)
  const [outcome] = await write(await trial.session(), actorType, [draft])
  return written(outcome, `a new ${actorType.type} with ${JSON.stringify(draft.fields)}`)
}

/** An actor that may be changed: a new one, or where none can be made one that is there. */
export async function changeable(trial: Trial, actorType: ActorType): Promise<Actor> {
  if (actorType.capabilities.create) return make(trial, actorType, 'all')
  const { actors } = await read(await trial.session(), actorType.type, { fields: fieldKeys(actorType) })
  const first = actors.values().next().value
  if (!first) throw new DoesNotApply(`there is no ${actorType.type} to change`)
  return first
}

/** Another value than `before` for a field. */
export async function otherValue(trial: Trial, field: Field, before: Value): Promise<Value> {
  switch (field.type) {
    case 'text':
    case 'password':
      return cut(mark('changed'), field)
    case 'integer':
      return before === 43 ? 44 : 43
    case 'decimal':
      return before === '77' ? '78' : '77'
    case 'checkbox':
      return before !== true
    case 'date':
      return before === '2023-12-31' ? '2023-12-30' : '2023-12-31'
    case 'datetime':
      return before === '2023-12-31T23:59:59Z' ? '2023-12-31T23:59:58Z' : '2023-12-31T23:59:59Z'
    case 'list':
      return (await chosenItems(trial, field)).find((key) => key !== before) ?? before
  }
}

/** The actor as `get` delivers it, with all its fields. */
export async function got(trial: Trial, actorType: ActorType, key: string): Promise<Actor> {
  const session = await trial.session()
  const [actor] = await session.get(actorType.type, [key], fieldKeys(actorType))
  assert.ok(actor, `get does not find ${actorType.type} ${key}`)
  return actor
}
