import {
  type Actor,
  type ActorRef,
  type ActorType,
  type ActorTypeName,
  actorTypes,
  type Capabilities,
  type Field,
  type Fields,
  type Hits,
  type ListItem,
  type Outcome,
  type Page,
  type Value,
} from '@koppel/sdk'
import { canonical } from '../sync/index.ts'
import { isText } from './veil.ts'

// What a connector answers comes from outside. Each of these returns it with what was asked for and nothing else,
// or throws a `BadAnswer` that says what is wrong with it. Nothing is made to fit.

/** A connector answered what it may not answer. */
export class BadAnswer extends Error {
  override readonly name = 'BadAnswer'
}

export type Asked = ReadonlySet<string>

const mostActorTypes: ReadonlySet<unknown> = new Set(actorTypes)
const longestKey = 500
const mostFields = 5_000
const mostItems = 100_000

export function actorTypesIn(given: unknown): ActorType[] {
  const types = arrayOf(given, 'actor types', actorTypes.length)
  const read = types.map((one) => {
    const { type, capabilities, fields } = objectIn(one, 'an actor type')
    if (!isActorType(type)) throw bad('an actor type', type, actorTypes.join(', '))
    const known = arrayOf(fields, `fields of ${type}`, mostFields).map((field) => fieldIn(field, type))
    once(known, `fields of ${type}`)
    return { type, capabilities: capabilitiesIn(capabilities, type), fields: known }
  })
  once(
    read.map(({ type }) => ({ key: type })),
    'actor types',
  )
  return read
}

const flags = ['create', 'update', 'deletions', 'idempotentCreate', 'versions'] as const

function capabilitiesIn(given: unknown, type: string): Capabilities {
  const stated = objectIn(given, `capabilities of ${type}`)
  return Object.fromEntries(
    flags.flatMap((flag) => {
      const set = optional(stated[flag], isBoolean, `capability ${flag} of ${type}`)
      return set === undefined ? [] : [[flag, set]]
    }),
  )
}

const fieldTypes = ['text', 'password', 'integer', 'decimal', 'checkbox', 'list', 'date', 'datetime'] as const
const accesses = ['normal', 'mandatory', 'readOnly'] as const

function fieldIn(given: unknown, actorType: string): Field {
  const field = objectIn(given, `a field of ${actorType}`)
  const key = keyIn(field.key, `the key of a field of ${actorType}`)
  const where = `${key} of ${actorType}`
  // Values are kept by field key in plain objects.
  if (key in {}) throw bad('the key of a field', key, 'a name that objects do not have already')
  const more = {
    help: optional(field.help, isText, `help of ${where}`),
    access: optional(field.access, oneOf(accesses), `access of ${where}`),
    identifies: optional(field.identifies, isBoolean, `identifies of ${where}`),
    maxLength: optional(field.maxLength, isCount, `maxLength of ${where}`),
    decimals: optional(field.decimals, isCount, `decimals of ${where}`),
    list: optional(field.list, isKey, `list of ${where}`),
    searchable: optional(field.searchable, isBoolean, `searchable of ${where}`),
  }
  return {
    key,
    label: must(field.label, isText, `label of ${where}`),
    type: must(field.type, oneOf(fieldTypes), `type of ${where}`),
    ...(present(more) as Partial<Field>),
  }
}

export function listItemsIn(given: unknown, list: string): ListItem[] {
  return arrayOf(given, `items of ${list}`, mostItems).map((one) => {
    const item = objectIn(one, `an item of ${list}`)
    const key = keyIn(item.key, `the key of an item of ${list}`)
    const inactive = optional(item.inactive, isBoolean, `inactive of ${key} in ${list}`)
    return {
      key,
      label: must(item.label, isText, `label of ${key} in ${list}`),
      ...(inactive === undefined ? {} : { inactive }),
    }
  })
}

export function pageIn(given: unknown, asked: Asked, pageSize: number): Page {
  const page = objectIn(given, 'a page of changes')
  const most = Math.max(10 * pageSize, 10_000)
  const actors = arrayOf(page.actors, 'actors of a page', most).map((one) => actorIn(one, asked))
  const gone = page.gone === undefined ? undefined : arrayOf(page.gone, 'gone of a page', 1_000_000)
  const cursor = must(page.cursor, isStorable, 'cursor of a page')
  return { actors, cursor, ...(gone && { gone: gone.map((key) => keyIn(key, 'a key in gone')) }) }
}

/** Actors that were asked for by key: no others. */
export function actorsIn(given: unknown, keys: readonly string[], asked: Asked): Actor[] {
  const wanted = new Set(keys)
  return arrayOf(given, 'actors', Number.MAX_SAFE_INTEGER).map((one) => {
    const actor = actorIn(one, asked)
    if (!wanted.has(actor.key)) throw bad('the key of an actor', actor.key, 'one of those asked for')
    return actor
  })
}

export function hitsIn(given: unknown, asked: Asked, limit: number): Hits {
  const hits = objectIn(given, 'hits')
  const actors = arrayOf(hits.actors, 'actors of the hits', limit).map((one) => actorIn(one, asked))
  const next = optional(hits.next, isStorable, 'next of the hits')
  const total = optional(hits.total, isCount, 'total of the hits')
  return { actors, ...(next === undefined ? {} : { next }), ...(total === undefined ? {} : { total }) }
}

export function outcomesIn(given: unknown, drafts: number, asked: Asked): Outcome[] {
  const outcomes = arrayOf(given, 'outcomes', drafts)
  if (outcomes.length !== drafts) throw bad('outcomes', outcomes.length, `one for each of ${drafts} drafts`)
  return outcomes.map((one) => outcomeIn(one, asked))
}

function outcomeIn(given: unknown, asked: Asked): Outcome {
  const outcome = objectIn(given, 'an outcome')
  switch (outcome.kind) {
    case 'written':
      return { kind: 'written', actor: actorIn(outcome.actor, asked) }
    case 'outdated':
      return { kind: 'outdated', current: actorIn(outcome.current, asked) }
    case 'refused': {
      const field = optional(outcome.field, isKey, 'field of a refusal')
      const reason = must(outcome.reason, isText, 'reason of a refusal')
      return { kind: 'refused', reason, ...(field === undefined ? {} : { field }) }
    }
    case 'unknown':
      return { kind: 'unknown', detail: must(outcome.detail, isString, 'detail of an unknown outcome') }
    case 'gone':
      return { kind: 'gone' }
    default:
      throw bad('the kind of an outcome', outcome.kind, 'written, refused, outdated, gone or unknown')
  }
}

export function createdIn(given: unknown, asked: Asked): ReadonlyMap<string, Actor> {
  if (!(given instanceof Map)) throw bad('created actors', given, 'a Map')
  return new Map([...given].map(([id, one]) => [keyIn(id, 'an id of created'), actorIn(one, asked)]))
}

function actorIn(given: unknown, asked: Asked): Actor {
  const actor = objectIn(given, 'an actor')
  const key = keyIn(actor.key, 'the key of an actor')
  const where = `of actor ${key}`
  const version = optional(actor.version, isKey, 'version', where)
  const modifiedAt = optional(actor.modifiedAt, isTime, 'modifiedAt', where)
  return {
    key,
    title: must(actor.title, isString, 'title', where),
    ...(version === undefined ? {} : { version }),
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
    ...(actor.parent === undefined ? {} : { parent: parentIn(actor.parent, where) }),
    fields: valuesIn(actor.fields, asked, where),
  }
}

function parentIn(given: unknown, where: string): ActorRef {
  const parent = objectIn(given, `parent ${where}`)
  if (!isActorType(parent.type)) throw bad(`the type of the parent ${where}`, parent.type, 'an actor type')
  return { type: parent.type, key: keyIn(parent.key, `the key of the parent ${where}`) }
}

/** Those asked for and delivered. What is not asked for is not taken. */
function valuesIn(given: unknown, asked: Asked, where: string): Fields {
  const all = objectIn(given, `fields ${where}`)
  const values: Record<string, Value> = {}
  for (const key of asked) {
    const value = Object.hasOwn(all, key) ? all[key] : undefined
    if (value === undefined) continue
    if (!isValue(value)) throw bad(`${key} ${where}`, value, 'a text, number, true, false or null')
    values[key] = value
  }
  return values
}

function isValue(value: unknown): value is Value {
  return value === null || isString(value) || isBoolean(value) || Number.isFinite(value)
}

function isString(given: unknown): given is string {
  return typeof given === 'string'
}

function isBoolean(given: unknown): given is boolean {
  return typeof given === 'boolean'
}

function isCount(given: unknown): given is number {
  return Number.isSafeInteger(given) && Number(given) >= 0 && Number(given) <= 2_147_483_647
}

/** Text that PostgreSQL can keep. */
function isStorable(given: unknown): given is string {
  return isString(given) && given !== '' && !given.includes('\0') && given.isWellFormed()
}

function isKey(given: unknown): given is string {
  return isStorable(given) && given.length <= longestKey
}

function isTime(given: unknown): given is string {
  return isStorable(given) && canonical('datetime', given).ok
}

function isActorType(given: unknown): given is ActorTypeName {
  return mostActorTypes.has(given)
}

function oneOf<const T extends string>(all: readonly T[]): (given: unknown) => given is T {
  return (given): given is T => all.some((one) => one === given)
}

function keyIn(given: unknown, what: string): string {
  if (isKey(given)) return given
  throw bad(what, given, `a text of 1 to ${longestKey} characters`)
}

function must<T>(given: unknown, fits: (given: unknown) => given is T, what: string, where = ''): T {
  if (fits(given)) return given
  throw bad(`${what} ${where}`.trim(), given, 'what the contract says')
}

function optional<T>(
  given: unknown,
  fits: (given: unknown) => given is T,
  what: string,
  where = '',
): T | undefined {
  return given === undefined ? undefined : must(given, fits, what, where)
}

function present(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

function objectIn(given: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given))
    return given as Readonly<Record<string, unknown>>
  throw bad(what, given, 'an object')
}

function arrayOf(given: unknown, what: string, most: number): readonly unknown[] {
  if (!Array.isArray(given)) throw bad(what, given, 'an array')
  if (given.length > most) throw bad(what, given.length, `at most ${most}`)
  return given
}

function once(all: readonly { readonly key: string }[], what: string): void {
  const keys = all.map(({ key }) => key)
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  if (twice !== undefined) throw bad(what, twice, 'each once')
}

function bad(what: string, given: unknown, wanted: string): BadAnswer {
  return new BadAnswer(`The connector answered ${shown(given)} as ${what}; it should be ${wanted}.`)
}

function shown(given: unknown): string {
  if (typeof given === 'string') return JSON.stringify(given.slice(0, 60))
  if (typeof given === 'object' && given !== null) return Array.isArray(given) ? 'an array' : 'an object'
  return String(given).slice(0, 60)
}
