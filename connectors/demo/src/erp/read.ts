import type { Actor, ActorRef, ActorTypeName, Criterion, Hits } from '@koppel/sdk'
import { folded, operators } from './criteria.ts'
import { registers } from './model.ts'
import { actorOf, type Row, type Store } from './store.ts'

export interface Wanted {
  readonly administration: string
  readonly type: ActorTypeName
  readonly fields: readonly string[]
}

export interface Feed {
  readonly actors: readonly Actor[]
  readonly gone: readonly string[]
  readonly cursor: string
  readonly more: boolean
}

export interface Query {
  readonly text?: string
  readonly criteria?: readonly Criterion[]
  readonly parent?: ActorRef
  readonly page?: string
  readonly limit: number
}

/** Changes after a cursor in the order they were made; nothing if the cursor is not one of this file. */
export function changesAfter(
  store: Store,
  wanted: Wanted,
  cursor: string | undefined,
  limit: number,
): Feed | undefined {
  const after = position(store, cursor)
  if (after === undefined) return
  const sql = 'select * from actor where administration = ? and type = ? and seq > ? order by seq limit ?'
  const rows = store.all<Row>(sql, wanted.administration, wanted.type, after, limit + 1)
  const page = rows.slice(0, limit)
  return {
    actors: page.filter(({ deleted }) => !deleted).map((row) => actorOf(wanted.type, row, wanted.fields)),
    gone: page.filter(({ deleted }) => deleted).map(({ key }) => key),
    cursor: `${store.identity}:${page.at(-1)?.seq ?? after}`,
    more: rows.length > limit,
  }
}

function position(store: Store, cursor: string | undefined): number | undefined {
  if (cursor === undefined) return 0
  const [, identity, seq] = /^([0-9a-f-]{36}):(\d{1,15})$/.exec(cursor) ?? []
  if (identity !== store.identity || Number(seq) > store.last()) return
  return Number(seq)
}

export function byKeys(store: Store, wanted: Wanted, keys: readonly string[]): Actor[] {
  return rowsBy(store, wanted, 'key', keys).map((row) => actorOf(wanted.type, row, wanted.fields))
}

/** Actors by the id of the create that made them. */
export function byCreation(store: Store, wanted: Wanted, ids: readonly string[]): Record<string, Actor> {
  const rows = rowsBy(store, wanted, 'creation_id', ids)
  return Object.fromEntries(rows.map((row) => [row.creation_id, actorOf(wanted.type, row, wanted.fields)]))
}

function rowsBy(
  store: Store,
  { administration, type }: Wanted,
  column: string,
  values: readonly string[],
): Row[] {
  const sql = `select * from actor where administration = ? and type = ? and deleted = 0
    and ${column} in (select value from json_each(?)) order by key`
  return store.all<Row>(sql, administration, type, JSON.stringify(values))
}

/** What a query finds, by title; or the reason why it cannot be answered. */
export function find(store: Store, wanted: Wanted, query: Query): Hits | string {
  const searchable = registers[wanted.type].fields.filter((field) => field.searchable)
  const where = ['administration = ?', 'type = ?', 'deleted = 0']
  const values: (string | number)[] = [wanted.administration, wanted.type]

  for (const word of folded(query.text ?? '')
    .split(/\s+/)
    .filter(Boolean)) {
    where.push('instr(found, ?) > 0')
    values.push(word)
  }
  for (const { field: key, ...criterion } of query.criteria ?? []) {
    const field = searchable.find((one) => one.key === key)
    if (!field) return `${key} is not a field to search by`
    if (!operators.has(criterion.operator)) return `${criterion.operator} is not an operator`
    where.push('meets(?, fields -> ?, ?)')
    values.push(field.type, `$.${key}`, JSON.stringify(criterion))
  }
  if (query.parent) {
    where.push('parent_type = ? and parent_key = ?')
    values.push(query.parent.type, query.parent.key)
  }
  return pageOf(store, wanted, query, where, values)
}

function pageOf(
  store: Store,
  { type, fields }: Wanted,
  { page, limit }: Query,
  where: readonly string[],
  values: readonly (string | number)[],
): Hits | string {
  const start = page === undefined ? undefined : pageStart(page)
  if (start === null) return 'this is not the start of a page'
  const conditions = where.join(' and ')
  const from = start ? [...start] : []
  const rows = store.all<Row & { title: string }>(
    `select * from actor where ${conditions} ${start ? 'and (title, key) > (?, ?)' : ''} order by title, key limit ?`,
    ...values,
    ...from,
    limit + 1,
  )
  const total =
    store.all<{ n: number }>(`select count(*) as n from actor where ${conditions}`, ...values)[0]?.n ?? 0
  const hits = rows.slice(0, limit)
  const last = hits.at(-1)
  return {
    actors: hits.map((row) => actorOf(type, row, fields)),
    total,
    ...(rows.length > limit && last ? { next: JSON.stringify([last.title, last.key]) } : {}),
  }
}

function pageStart(page: string): [string, string] | null {
  try {
    const [title, key] = JSON.parse(page)
    return [String(title), String(key)]
  } catch {
    return null
  }
}
