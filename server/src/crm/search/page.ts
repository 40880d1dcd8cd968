import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Store } from '../../store/index.ts'
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
/** Where a page is full so soon, nothing is quicker. */
const nearby = 1_000
/** How far the walk goes before it gives up: what is looked for may all lie at the end. */
const far = 10_000
/** Words of more than 10,000 rows fill a page sooner, unless they all lie together: then going on does not help either. */
const farForMany = 4_000
/** Of pairs of letters so many are collected before the walk: more of them fill a page on the way. */
const fewSpelled = 2_000
const countedOfMany = 1_000

/** One page of ids in the order of the step, and how many there are as far as that is quickly known. */
export async function findIds(store: Store, search: Search, step: Step): Promise<FoundIds> {
  // A page of everything: the index of the order is the only way there is.
  const whole = search.filters.length + search.words.length === 0 && !search.deleted
  if (whole && step.sort.join === undefined) {
    return await walkWhole(store.db, search, step)
  }
  if (search.filters.length + search.words.length > 0) {
    return await store.transaction((tx) => findSome(tx, search, step))
  }
  // Counted before an index is insisted on: it would lead to each row by itself.
  const counted = await count(store.db, search, collected)
  return await store.transaction(async (tx) => {
    await prefer(tx, 'index')
    return await walkWhole(tx, search, step, counted)
  })
}

/**
 * PostgreSQL cannot know how many rows hold a word, and the way that is right for ten rows is slow for a hundred
 * thousand. So each way is tried as far as it is cheap, the likely one first. Settings of the transaction decide between
 * an index and a scan.
 */
async function findSome(tx: Kysely<Tables>, search: Search, step: Step): Promise<FoundIds> {
  const { words, indexed } = search
  const near = await walk(tx, search, step, nearby)
  if (near) return { ids: near, ...(await countMany(tx, search)) }
  if (words.length > 0 && !indexed) return await findUnindexed(tx, search, step)
  const few = await collect(tx, search, step, collected)
  if (!few.more) return few
  const page = await walk(tx, search, step, farForMany)
  return page ? { ...few, ids: page } : collect(tx, search, step)
}

async function findUnindexed(tx: Kysely<Tables>, search: Search, step: Step): Promise<FoundIds> {
  const spelled = search.bySpelling && { ...search, words: search.bySpelling, indexed: true }
  if (spelled) {
    const few = await collect(tx, spelled, step, fewSpelled)
    if (!few.more) return few
  }
  const page = await walk(tx, search, step, far)
  if (page) return { ids: page, ...(await countMany(tx, search)) }
  return collect(tx, spelled ?? search, step)
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

/** Along the index of the order from the place on: every row is one of the page. */
async function walkWhole(
  db: Kysely<Tables>,
  search: Search,
  step: Step,
  known?: Pick<FoundIds, 'total' | 'more'>,
): Promise<FoundIds> {
  const ids: number[] = []
  const total = known ? sql`null::bigint` : sql`(${countUpTo(search, collected)})`
  let counted: number | undefined
  for (const { condition, order } of stretches(step, step.sort.columns, sql`t.id`)) {
    if (ids.length >= step.limit) break
    const { rows } = await sql<{ id: number; total: number | null }>`
      /* kept */
      select t.id, ${total} as total from ${inOrder(search.recordType, step)}
      where ${lives(search)} and ${condition} order by ${order} limit ${step.limit - ids.length}`.execute(db)
    ids.push(...rows.map(({ id }) => id))
    counted ??= rows[0]?.total ?? undefined
  }
  if (known) return { ids, ...known }
  if (counted === undefined) return { ids, ...(await count(db, search, collected)) }
  return { ids, ...atMost(counted, collected) }
}

/** Along the index of the order until the page is full; undefined where it was not after so many rows. */
async function walk(
  tx: Kysely<Tables>,
  search: Search,
  step: Step,
  reach: number,
): Promise<number[] | undefined> {
  await prefer(tx, 'index')
  const matches = both([sql`true`, ...search.words, ...search.filters])
  const { columns } = step.sort
  const keys = columns.map((column, at) => sql`${column} as ${sql.ref(`k${at}`)}`)
  const along = stretches(
    step,
    columns.map((_, at) => sql.ref(`t.k${at}`)),
    sql`t.id`,
  )
  const ids: number[] = []
  for (const [at, { condition, order }] of stretches(step, columns, sql`t.id`).entries()) {
    const missing = step.limit - ids.length
    if (missing <= 0) break
    // PostgreSQL knows that what it reads is in order, so it stops at the last row the page needs; it carries no column that
    // is not asked for. The row at the end of the reach comes along whatever it holds: where it comes, there is more.
    const { rows } = await sql<{ id: number; matches: boolean; place: number }>`
      select t.id, t.place, ${matches} as matches from (
        select t.*, ${sql.join(keys)}, row_number() over (order by ${order}) as place
        from ${inOrder(search.recordType, step)}
        where ${lives(search)} and ${condition} order by ${order} limit ${reach}) t
      where (${matches}) or t.place = ${reach} order by ${along[at]?.order ?? order} limit ${missing}`.execute(
      tx,
    )
    ids.push(...rows.flatMap((row) => (row.matches ? row.id : [])))
    if (ids.length < step.limit && rows.at(-1)?.place === reach) return undefined
  }
  return ids
}

/** All that match, sorted; of more than `most`, only that there are more. */
async function collect(tx: Kysely<Tables>, search: Search, step: Step, most?: number): Promise<FoundIds> {
  await prefer(tx, waysToCollect(search, step, most))
  const keys = step.sort.columns.map((_, at) => sql.ref(`f.k${at}`))
  const ways = stretches(step, keys, sql`f.id`)
  // Only as many as the page needs are put in order.
  const part = ({ condition, order }: (typeof ways)[number], at: number) => sql`
    select f.id, ${at}::integer as stretch, row_number() over (order by ${order}) as place
    from (select f.* from found f where ${condition} order by ${order} limit ${step.limit}) f`
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

function waysToCollect({ indexed, filters }: Search, { sort }: Step, most: number | undefined) {
  if (!indexed) return 'anything'
  // Few rows are looked for: their companies are read one by one, rather than all that there are.
  return most !== undefined && sort.join && filters.length === 0 ? 'bitmapAlone' : 'bitmap'
}

async function countMany(tx: Kysely<Tables>, search: Search) {
  await prefer(tx, 'anything')
  return await count(tx, search, countedOfMany)
}

async function count(db: Kysely<Tables>, search: Search, most: number) {
  const { rows } = await sql<{ total: number }>`${countUpTo(search, most)}`.execute(db)
  return atMost(rows[0]?.total ?? 0, most)
}

/** How many match, and one more than `most` for all that are more. */
function countUpTo(search: Search, most: number): Sql {
  return sql`
    select count(*) as total from (
      select from ${table(search.recordType)} t where ${both([lives(search), ...search.words, ...search.filters])}
      limit ${most + 1}) counted`
}

function atMost(total: number, most: number) {
  return { total: Math.min(total, most), more: total > most }
}

const joins = (given: 'on' | 'off') => ({ enable_hashjoin: given, enable_mergejoin: given })
// Many ask at the same time: only who has everything read takes a second processor.
const alone = { max_parallel_workers_per_gather: '0' }
const settings = {
  index: { enable_seqscan: 'off', enable_bitmapscan: 'off', ...joins('on'), ...alone },
  bitmap: { enable_seqscan: 'off', enable_bitmapscan: 'on', ...joins('on'), ...alone },
  bitmapAlone: { enable_seqscan: 'off', enable_bitmapscan: 'on', ...joins('off'), ...alone },
  anything: {
    ...{ enable_seqscan: 'on', enable_bitmapscan: 'on', ...joins('on') },
    max_parallel_workers_per_gather: '2',
  },
} as const

/** What PostgreSQL may choose from, until the transaction ends; what it collects stays in memory. */
async function prefer(tx: Kysely<Tables>, way: keyof typeof settings): Promise<void> {
  const all = Object.entries({ ...settings[way], jit: 'off', work_mem: '16MB' })
  const set = all.map(([name, value]) => sql`set_config(${sql.lit(name)}, ${sql.lit(value)}, true)`)
  await sql`/* first */ select ${sql.join(set)}`.execute(tx)
}
