import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { RecordType, Tables } from '../../store/tables.ts'
import { type Step, stretches } from './order.ts'

type Sql = RawBuilder<unknown>

/** Which rows `t` of a table are looked for. */
export interface Search {
  readonly recordType: RecordType
  readonly deleted: boolean
  readonly filters: readonly Sql[]
  readonly words: readonly Sql[]
  /** Whether trigrams lead to the rows with these words. */
  readonly indexed: boolean
  /** The same words, written so that trigrams lead to them; undefined where they are already, or cannot be. */
  readonly bySpelling: readonly Sql[] | undefined
}

export interface FoundIds {
  readonly ids: readonly number[]
  readonly total: number
  /** There are more than `total`. */
  readonly more: boolean
}

/** Up to so many rows are collected and sorted. Of more, the index of the order is walked until the page is full. */
const collected = 10_000
/** How far the walk goes before it gives up: what is looked for may all lie at the end. */
const nearby = 500
const far = 10_000
const countedOfMany = 1_000

/**
 * One page of ids in the order of the step, and how many there are as far as that is quickly known.
 *
 * PostgreSQL cannot know how many rows hold a word, and the way that is right for ten rows is slow for a hundred
 * thousand. So each way is tried as far as it is cheap, the likely one first. `tx` is a transaction: its settings
 * decide between an index and a scan.
 */
export async function findIds(tx: Kysely<Tables>, search: Search, step: Step): Promise<FoundIds> {
  const { words, filters, indexed } = search
  if (filters.length + words.length === 0) {
    const ids = await walkWhole(tx, search, step)
    return { ids, ...(await count(tx, search, collected)) }
  }
  if (words.length > 0 && !indexed) {
    const page = await walk(tx, search, step)
    if (page) return { ids: page, ...(await count(tx, search, countedOfMany)) }
    const spelled = search.bySpelling ? { ...search, words: search.bySpelling, indexed: true } : search
    return collect(tx, spelled, step)
  }
  const few = await collect(tx, search, step, collected)
  if (!few.more) return few
  const page = await walk(tx, search, step)
  return page ? { ...few, ids: page } : collect(tx, search, step)
}

/** All ids in the order of the list, for an export: one quick question, and nothing is held while rows are read. */
export async function findAllIds(tx: Kysely<Tables>, search: Search, step: Step): Promise<readonly number[]> {
  return (await collect(tx, search, step)).ids
}

const table = (recordType: RecordType) => sql.table(recordType)
/** The rows `t`, with what their order needs beside them. */
const inOrder = (recordType: RecordType, { sort }: Step) => sql`${table(recordType)} t ${sort.join ?? sql``}`
const lives = ({ deleted }: Search) => (deleted ? sql`t.deleted_at is not null` : sql`t.deleted_at is null`)
const both = (parts: readonly Sql[]) => sql.join(parts, sql` and `)

async function walkWhole(tx: Kysely<Tables>, search: Search, step: Step): Promise<number[]> {
  await prefer(tx, 'index')
  const ids: number[] = []
  for (const { condition, order } of stretches(step, step.sort.columns, sql`t.id`)) {
    if (ids.length >= step.limit) break
    const { rows } = await sql<{ id: number }>`
      select t.id from ${inOrder(search.recordType, step)} where ${lives(search)} and ${condition}
      order by ${order} limit ${step.limit - ids.length}`.execute(tx)
    ids.push(...rows.map(({ id }) => id))
  }
  return ids
}

/** Along the index of the order; undefined where the page was not full after so many rows. */
async function walk(tx: Kysely<Tables>, search: Search, step: Step): Promise<number[] | undefined> {
  await prefer(tx, 'index')
  for (const reach of [nearby, far]) {
    const ids: number[] = []
    let left = reach
    for (const { condition, order } of stretches(step, step.sort.columns, sql`t.id`)) {
      if (ids.length >= step.limit || left <= 0) break
      const around = sql`
        select t.*, row_number() over (order by ${order}) as place from ${inOrder(search.recordType, step)}
        where ${lives(search)} and ${condition} order by ${order} limit ${left}`
      const { rows } = await sql<{ id: number | null; seen: number }>`
        with around as materialized (${around}),
        hits as (
          select t.id, t.place from around t where ${both([...search.words, ...search.filters])}
          order by t.place limit ${step.limit - ids.length})
        select s.seen, h.id from (select count(*) as seen from around) s left join hits h on true
        order by h.place`.execute(tx)
      ids.push(...rows.flatMap(({ id }) => id ?? []))
      left -= rows[0]?.seen ?? 0
    }
    if (ids.length >= step.limit || left > 0) return ids
  }
  return undefined
}

/** All that match, sorted; of more than `most`, only that there are more. */
async function collect(tx: Kysely<Tables>, search: Search, step: Step, most?: number): Promise<FoundIds> {
  await prefer(tx, search.indexed ? 'bitmap' : 'anything')
  const keys = step.sort.columns.map((_, at) => sql.ref(`f.k${at}`))
  const ways = stretches(step, keys, sql`f.id`)
  const part = ({ condition, order }: (typeof ways)[number], at: number) => sql`
    select f.id, ${at}::integer as stretch, row_number() over (order by ${order}) as place
    from found f where ${condition}`
  const { rows } = await sql<{ total: number; ids: number[] }>`
    with found as materialized (
      select t.id, ${sql.join(step.sort.columns.map((column, at) => sql`${column} as ${sql.ref(`k${at}`)}`))}
      from ${inOrder(search.recordType, step)}
      where ${both([lives(search), ...search.words, ...search.filters])}
      ${most === undefined ? sql`` : sql`limit ${most + 1}`})
    select (select count(*) from found) as total, array(
      select p.id from (${sql.join(ways.map(part), sql` union all `)}) p
      where ${most === undefined ? sql`true` : sql`(select count(*) from found) <= ${most}`}
      order by p.stretch, p.place limit ${step.limit}) as ids`.execute(tx)
  const { total = 0, ids = [] } = rows[0] ?? {}
  const more = most !== undefined && total > most
  return { ids, total: more ? most : total, more }
}

async function count(tx: Kysely<Tables>, search: Search, most: number) {
  await prefer(tx, 'anything')
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from (
      select from ${table(search.recordType)} t where ${both([lives(search), ...search.words, ...search.filters])}
      limit ${most + 1}) counted`.execute(tx)
  const total = rows[0]?.total ?? 0
  return { total: Math.min(total, most), more: total > most }
}

/** What PostgreSQL may choose from, until the transaction ends. */
async function prefer(tx: Kysely<Tables>, way: 'index' | 'bitmap' | 'anything'): Promise<void> {
  const set = (name: string, on: boolean) => sql`set_config(${name}, ${on ? 'on' : 'off'}, true)`
  await sql`select ${set('enable_seqscan', way === 'anything')}, ${set('enable_bitmapscan', way !== 'index')},
    ${set('jit', false)}`.execute(tx)
}
