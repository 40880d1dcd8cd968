import { type Text, textIn } from '@koppel/sdk'
import { namingCrm } from '../../crm-name.ts'
import { labels, values } from './words.ts'

// Old and new value of an audit row, as the fields that differ: for people, so by labels where we know them.

export interface Change {
  readonly field: string
  readonly old: string | null
  readonly new: string | null
}

export interface Reading {
  readonly language: 'nl' | 'en'
  /** What the CRM is called here. */
  readonly crmName: string
}

const most = 200
const longest = 300

/** What was told of both sides, field by field, where it is not the same on both. */
export function changesBetween(before: unknown, after: unknown, reading: Reading): Change[] {
  const old = leaves(before, reading)
  const now = leaves(after, reading)
  const paths = [...new Set([...old.keys(), ...now.keys()])]
  return paths
    .map((path) => ({ field: path, old: old.get(path) ?? null, new: now.get(path) ?? null }))
    .filter((change) => change.old !== change.new)
    .filter(({ field }) => !isOnlyEmpty(field, old, now) && !isOnlyEmpty(field, now, old))
    .slice(0, most)
    .map(({ field, ...values }) => ({ field, old: shortened(values.old), new: shortened(values.new) }))
}

type Leaves = ReadonlyMap<string, string>

/** A list without members, of which the other side tells the members. */
function isOnlyEmpty(path: string, side: Leaves, other: Leaves): boolean {
  const within = `${path}${between}`
  return side.get(path) === '' && !other.has(path) && [...other.keys()].some((one) => one.startsWith(within))
}

function leaves(value: unknown, reading: Reading): Leaves {
  return new Map(leavesOf(value, { path: [], typed: false }, reading))
}

type Leaf = readonly [path: string, text: string]

const between = ' › '

interface Place {
  readonly path: readonly string[]
  /** Somebody typed what stands here: it is no word of ours, even if it is written like one. */
  readonly typed: boolean
}

function leavesOf(value: unknown, place: Place, reading: Reading): Leaf[] {
  if (value === null || value === undefined) return []
  const members = membersOf(value, reading)
  if (!members) return [[place.path.join(between), textOfLeaf(value, place, reading)]]
  return members.flatMap(({ key, name, value: one }) =>
    leavesOf(one, { path: [...place.path, name], typed: place.typed || typed.has(key ?? '') }, reading),
  )
}

interface Member {
  readonly key?: string
  readonly name: string
  readonly value: unknown
}

/** What stands below, by its name; undefined for a value, and for a list of values. */
function membersOf(value: unknown, reading: Reading): Member[] | undefined {
  if (isObject(value)) {
    return Object.entries(value).map(([key, one]) => ({ key, name: labelOf(key, reading), value: one }))
  }
  if (!Array.isArray(value) || !value.some(isObject)) return undefined
  return value.map((one, index) => ({ name: nameIn(one, index, reading), value: withoutName(one, reading) }))
}

function textOfLeaf(value: unknown, { typed }: Place, reading: Reading): string {
  const text = (one: unknown) => (typed && typeof one === 'string' ? one : shown(one, reading))
  return Array.isArray(value) ? value.map(text).join(', ') : text(value)
}

const typed: ReadonlySet<string> = new Set([
  ...([
    'name',
    'description',
    'label',
    'help',
    'email',
    'url',
    'value',
    'members',
    'order',
    'settings',
    'connection',
    'record',
    'q',
    'text',
  ] as const),
])

// What tells the members of a list apart.
const names = ['key', 'erpField', 'erpItem', 'id'] as const

function nameIn(value: unknown, index: number, { language }: Reading): string {
  const name = isObject(value) && value[names.find((one) => isName(value[one])) ?? '']
  return isName(name) ? textIn(typeof name === 'number' ? String(name) : name, language) : String(index + 1)
}

function isName(value: unknown): value is Text | number {
  return ['string', 'number'].includes(typeof value) || (isObject(value) && typeof value.en === 'string')
}

function withoutName(value: unknown, { language }: Reading): unknown {
  if (!isObject(value)) return value
  const name = names.find((one) => isName(value[one]))
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))
  // A member that is only a name is there, or it is not; a setting is told by its value, or by the item.
  if (Object.keys(rest).length === 0) return true
  if (name === undefined || Object.keys(rest).length > 1) return rest
  if (isName(rest.text) && typeof rest.text !== 'number') return textIn(rest.text, language)
  return 'is' in rest ? rest.is : rest
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shortened(text: string | null): string | null {
  return text !== null && text.length > longest ? `${text.slice(0, longest)}…` : text
}

function shown(value: unknown, reading: Reading): string {
  if (value === true) return reading.language === 'nl' ? 'ja' : 'yes'
  if (value === false) return reading.language === 'nl' ? 'nee' : 'no'
  const text = String(value)
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return `${text.slice(0, 16).replace('T', ' ')} UTC`
  return Object.hasOwn(values, text) ? named(values[text] ?? text, reading) : text
}

function labelOf(key: string, reading: Reading): string {
  return Object.hasOwn(labels, key) ? named(labels[key] ?? key, reading) : key
}

function named(text: Text, { language, crmName }: Reading): string {
  return namingCrm(textIn(text, language), crmName)
}
