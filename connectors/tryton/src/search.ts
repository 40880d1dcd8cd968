import { type Actor, ConnectorError, type Hits, type Search } from '@koppel/sdk'
import type { Column } from './columns.ts'
import { fold, loose, meets, narrowing } from './criteria.ts'
import type { Kind } from './kinds.ts'
import { readRecords, readsFor, toActor } from './records.ts'
import type { Rpc } from './rpc.ts'
import { type Domain, idOfKey, type Row, rowsOf, textOf } from './wire.ts'

/** Where a party shows the names and numbers a person would try. */
const namesAndNumbers: { readonly [model in Kind['model']]: readonly string[] } = {
  'party.party': ['name', 'code', 'identifiers.code', 'contact_mechanisms.value'],
  'project.work': ['name'],
}

/**
 * Looks actors up, by name. Tryton narrows down; what it lets through is looked at here, until there is
 * one hit more than asked for.
 */
export async function searchIn(rpc: Rpc, kind: Kind, search: Search, language: string): Promise<Hits> {
  const query = queryOf(kind, search)
  if (query === undefined) return { actors: [] }
  const actors: Actor[] = []
  for await (const [offset, row] of accepted(rpc, kind, query, search, language)) {
    if (actors.length === search.limit) return { actors, next: String(offset) }
    actors.push(toActor(row, kind, search.fields))
  }
  return { actors }
}

async function* accepted(
  rpc: Rpc,
  kind: Kind,
  query: Query,
  { limit, page = '0' }: Search,
  language: string,
): AsyncIterable<readonly [number, Row]> {
  const block = query.exact ? limit + 1 : Math.max(limit + 1, 200)
  for (let offset = Number(page); ; offset += block) {
    const slice = { order: byName, offset, limit: block }
    const rows = await readRecords(rpc, kind, query.domain, query.reads, language, slice)
    for (const [index, row] of rows.entries()) if (query.accepts(row)) yield [offset + index, row]
    if (rows.length < block) return
  }
}

const byName = [
  ['name', 'ASC'],
  ['id', 'ASC'],
] as const

interface Query {
  readonly domain: Domain
  readonly reads: readonly string[]
  readonly accepts: (row: Row) => boolean
  /** The domain lets nothing through that is not accepted. */
  readonly exact: boolean
}

function queryOf(kind: Kind, { text = '', criteria = [], parent, fields }: Search): Query | undefined {
  const parentId = parent && idOfKey(parent.key)
  if (parent && parentId === undefined) return undefined
  const wanted = criteria.map((criterion) => [columnOf(kind, criterion.field), criterion] as const)
  const typed = text.trim()
  const paths = namesAndNumbers[kind.model]
  return {
    domain: [
      ...kind.scope,
      ...(parentId === undefined ? [] : kind.under(parentId)),
      ...(typed === '' ? [] : [['OR', ...paths.map((path) => [path, 'ilike', `%${loose(typed)}%`])]]),
      ...wanted.flatMap(([column, criterion]) => narrowing(column, criterion)),
    ],
    reads: [
      ...readsFor(kind, [...fields, ...criteria.map((one) => one.field)]),
      ...(typed === '' ? [] : paths),
    ],
    accepts: (row) =>
      (typed === '' ||
        paths.some((path) => textsAt(row, path).some((one) => fold(one).includes(fold(typed))))) &&
      wanted.every(([column, criterion]) => meets(column.field, column.value(row), criterion)),
    exact: typed === '' && wanted.length === 0,
  }
}

function columnOf(kind: Kind, key: string): Column {
  const column = kind.columns.find((candidate) => candidate.field.key === key)
  if (column?.field.searchable) return column
  throw new ConnectorError('unsupported', {
    en: `Tryton cannot search for the field “${key}”.`,
    nl: `In Tryton kan niet op het veld “${key}” worden gezocht.`,
  })
}

function textsAt(row: Row, path: string): readonly string[] {
  const [field = '', part] = path.split('.')
  const values = part === undefined ? [row[field]] : rowsOf(row[`${field}.`]).map((child) => child[part])
  return values.map((value) => textOf(value) ?? '')
}
