import type { Actor, ActorType, ActorTypeName } from '../actor.ts'
import {
  type Connector,
  type Create,
  type Draft,
  defineConnector,
  type ErpSession,
  type Host,
  type Outcome,
  type Update,
} from '../connector.ts'
import { ConnectorError } from '../errors.ts'
import type { Fields, Value } from '../value.ts'
import { judge } from './judging.ts'
import type { ConformanceOptions } from './trial.ts'

/** One record of the ERP in memory. `time` is coarse on purpose: all drafts of one write share it. */
export interface Row {
  readonly type: ActorTypeName
  readonly key: string
  readonly time: number
  readonly gone: boolean
  readonly id: string | undefined
  readonly parent: Actor['parent']
  readonly fields: Fields
}

export interface Memory {
  rows: Row[]
  time: number
}

/** What a fault replaces; it gets the right session and the records behind it. */
export interface Fault {
  readonly session?: (right: ErpSession, memory: Memory, host: Host) => Partial<ErpSession>
  readonly connect?: (settings: { password: string }, host: Host) => void
  readonly types?: readonly ActorType[]
  readonly offers?: NonNullable<Connector['offers']>
}

const capabilities = { create: true, update: true, deletions: true, idempotentCreate: true, versions: true }
const fields: ActorType['fields'] = [
  { key: 'NAME', label: 'Name', type: 'text', access: 'mandatory', maxLength: 60, searchable: true },
  { key: 'CITY', label: { en: 'City', nl: 'Plaats' }, type: 'text', maxLength: 30, searchable: true },
  { key: 'LIMIT', label: 'Limit', type: 'decimal', decimals: 2, searchable: true },
  { key: 'STAFF', label: 'Staff', type: 'integer', searchable: true },
  { key: 'BLOCKED', label: 'Blocked', type: 'checkbox', searchable: true },
  { key: 'SINCE', label: 'Since', type: 'date', searchable: true },
  { key: 'SEEN', label: 'Seen', type: 'datetime', searchable: true },
  { key: 'COUNTRY', label: 'Country', type: 'list', list: 'country', searchable: true },
]
export const types: readonly ActorType[] = [
  { type: 'customer', capabilities, fields },
  { type: 'person', capabilities, fields },
]
const items = ['NL', 'BE', 'DE'].map((key) => ({ key, label: key }))

/** A connector to an ERP in memory that keeps every promise, unless a fault is planted in it. */
export function memoryErp(fault: Fault = {}): { connector: Connector; options: ConformanceOptions } {
  const memory: Memory = { rows: seeded(), time: 9 }
  const connector = defineConnector({
    id: 'memory',
    name: 'Memory',
    version: '1.0.0',
    offers: fault.offers ?? { customer: capabilities, person: capabilities },
    settings: { password: { kind: 'secret', label: 'Password', mandatory: true } },
    async connect({ password }, host) {
      fault.connect?.({ password }, host)
      if (password !== 'open sesame') throw new ConnectorError('unauthorized', 'The password is wrong.')
      const right = sessionOf(memory, host, fault.types ?? types)
      return { ...right, ...fault.session?.(right, memory, host) }
    },
  })
  return {
    connector: connector as unknown as Connector,
    options: {
      fetch: async () => new Response('come in'),
      impatient: true,
      async change(type, key) {
        memory.time += 1
        update(memory, type, { kind: 'update', key, fields: { CITY: 'Elsewhere' } })
      },
      async remove(type, key) {
        memory.time += 1
        memory.rows = memory.rows.map((row) =>
          row.type === type && row.key === key ? { ...row, gone: true, time: memory.time } : row,
        )
      },
    },
  }
}

function seeded(): Row[] {
  const cities = ['Bergen', 'Łódź', 'Den Haag', null, "'s-Gravenhage", 'bergen op zoom', '50%_off']
  const rowOf = (type: ActorTypeName, n: number): Row => ({
    type,
    key: `${type[0]}${n}`,
    time: Math.floor(n / 3),
    gone: false,
    id: undefined,
    parent: type === 'person' ? { type: 'customer', key: `c${(n % 2) + 1}` } : undefined,
    fields: {
      NAME: `Bakery ${n} North`,
      CITY: cities[n % cities.length] ?? null,
      LIMIT: n === 4 ? null : `${n * 9 - 20}.50`,
      STAFF: n === 5 ? null : n * 7 - 20,
      BLOCKED: n % 2 === 0,
      SINCE: n === 3 ? null : `2020-0${n}-11`,
      SEEN: `2020-0${n}-11T10:00:00Z`,
      COUNTRY: ['NL', 'BE', null][n % 3] ?? null,
    },
  })
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9]
  return (['customer', 'person'] as const).flatMap((type) => numbers.map((n) => rowOf(type, n)))
}

function sessionOf(memory: Memory, host: Host, described: readonly ActorType[]): ErpSession {
  const knock = () => host.fetch('http://memory')
  const present = (type: ActorTypeName) => memory.rows.filter((row) => row.type === type && !row.gone)

  return {
    async describe() {
      await knock()
      return described
    },
    async *changes(type, cursor, { fields: asked, pageSize }) {
      await knock()
      let from = position(cursor)
      for (;;) {
        const after = inOrder(memory.rows.filter((row) => row.type === type && place(row) > from))
        const page = after.slice(0, pageSize)
        const last = page.at(-1)
        from = last ? place(last) : from
        yield {
          actors: page.filter((row) => !row.gone).map((row) => shown(row, asked)),
          gone: page.filter((row) => row.gone).map(({ key }) => key),
          cursor: `at ${from}`,
        }
        if (after.length <= pageSize) return
      }
    },
    async get(type, keys, asked) {
      await knock()
      return present(type)
        .filter(({ key }) => keys.includes(key))
        .map((row) => shown(row, asked))
    },
    async search(type, { text = '', criteria = [], parent, page = '0', limit, fields: asked }) {
      await knock()
      const found = present(type).filter(
        ({ fields: values, parent: own }) =>
          String(values.NAME).toLowerCase().includes(text.toLowerCase()) &&
          (!parent || (own?.type === parent.type && own.key === parent.key)) &&
          criteria.every((one) => judge(fieldNamed(one.field), values[one.field] ?? null, one) !== 'out'),
      )
      const end = Number(page) + limit
      const actors = found.slice(Number(page), end).map((row) => shown(row, asked))
      return { actors, total: found.length, ...(end < found.length ? { next: String(end) } : {}) }
    },
    async write(type, drafts, asked) {
      await knock()
      memory.time += 1
      return drafts.map((draft) => outcomeOf(memory, type, draft, asked))
    },
    async created(type, ids, asked) {
      await knock()
      const rows = present(type).filter(({ id }) => id !== undefined && ids.includes(id))
      return new Map(rows.map((row) => [row.id ?? '', shown(row, asked)]))
    },
    lists: async () => items,
  }
}

export function shown(row: Row, asked: readonly string[]): Actor {
  const known = asked.filter((key) => fields.some((field) => field.key === key))
  return {
    key: row.key,
    title: String(row.fields.NAME),
    version: String(row.time),
    ...(row.parent ? { parent: row.parent } : {}),
    fields: Object.fromEntries(known.map((key) => [key, row.fields[key] ?? null])),
  }
}

export function outcomeOf(
  memory: Memory,
  type: ActorTypeName,
  draft: Draft,
  asked: readonly string[],
): Outcome {
  const answer = draft.kind === 'create' ? create(memory, type, draft) : update(memory, type, draft)
  if ('kind' in answer) return answer
  return 'outdated' in answer
    ? { kind: 'outdated', current: shown(answer.outdated, asked) }
    : { kind: 'written', actor: shown(answer.row, asked) }
}

type Answer = { readonly row: Row } | { readonly outdated: Row } | Outcome

function create(memory: Memory, type: ActorTypeName, { id, fields: given, parent }: Create): Answer {
  const made = memory.rows.find((row) => row.type === type && row.id === id)
  if (made) return { row: made }
  const values = { BLOCKED: false, ...given }
  const refusal = refused(values)
  if (refusal) return refusal
  const key = `${type[0]}${memory.rows.length + 1}`
  const row = { type, key, time: memory.time, gone: false, id, parent, fields: normal(values) }
  memory.rows.push(row)
  return { row }
}

function update(memory: Memory, type: ActorTypeName, { key, version, fields: given }: Update): Answer {
  const row = memory.rows.find((one) => one.type === type && one.key === key && !one.gone)
  if (!row) return { kind: 'gone' }
  if (version !== undefined && version !== String(row.time)) return { outdated: row }
  const values = normal({ ...row.fields, ...given })
  const refusal = refused(values)
  if (refusal) return refusal
  const next = { ...row, time: memory.time, fields: values }
  memory.rows[memory.rows.indexOf(row)] = next
  return { row: next }
}

function normal(values: Fields): Fields {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.normalize('NFC') : value,
    ]),
  )
}

function refused(values: Fields): Outcome | undefined {
  for (const { key, maxLength = 100, type, access } of fields) {
    const value: Value = values[key] ?? null
    const wrong =
      (access === 'mandatory' && value === null) ||
      (typeof value === 'string' && [...value].length > maxLength) ||
      (type === 'list' && value !== null && !items.some((item) => item.key === value))
    if (wrong) return { kind: 'refused', reason: `${key} is not right`, field: key }
  }
  return undefined
}

export function fieldNamed(key: string) {
  const found = fields.find((field) => field.key === key)
  if (!found) throw new Error(`no field ${key}`)
  return found
}

function inOrder(rows: readonly Row[]): Row[] {
  return rows.toSorted((one, other) => (place(one) < place(other) ? -1 : 1))
}

function place({ time, key }: Row): string {
  return `${String(time).padStart(9, '0')} ${key}`
}

export function position(cursor: string | undefined): string {
  if (cursor === undefined) return ''
  if (!/^at (\d{9} \w+)?$/.test(cursor))
    throw new ConnectorError('cursorExpired', 'This cursor is not known.')
  return cursor.slice(3)
}
