import { sql } from 'kysely'
import type { Db } from '../../server/src/store/index.ts'

export interface Question {
  readonly group: string
  readonly path: string
}

type RecordType = 'company' | 'person'

/** What people ask of lists: words as they are typed, orders, filters. The same each time. */
export async function questions(db: Db, perGroup: number): Promise<readonly Question[]> {
  const random = randomFrom(7)
  const asked: Question[] = []
  for (const type of ['company', 'person'] as const) {
    for (let length = 1; length <= 8; length++) {
      for (const word of await words(db, type, length, perGroup, random)) {
        asked.push(ask(`typed: ${length} characters`, type, { q: word }))
      }
    }
    for (let n = 0; n < perGroup; n++) {
      asked.push(ask('any two letters', type, { q: letter(random) + letter(random) }))
    }
    asked.push(
      ...ordered(type),
      ...filtersOf(type).map((one) => ask('filters', type, { filters: JSON.stringify(one) })),
    )
  }
  return asked
}

function ask(group: string, type: RecordType, query: Record<string, string>): Question {
  return { group, path: `/records/${type}?${new URLSearchParams(query)}` }
}

function ordered(type: RecordType): readonly Question[] {
  const sorts =
    type === 'company' ? ['title', 'city', 'number', 'updatedAt'] : ['title', 'company', 'city', 'updatedAt']
  return sorts.flatMap((sort) => [
    ...['asc', 'desc'].map((order) => ask('orders', type, { sort, order })),
    ...['jansen', 'visser', 'an', 'gent'].map((q) => ask('orders of what was typed', type, { sort, q })),
  ])
}

// The first letters of a word that is there, as often as it is there: what somebody types who looks for it.
async function words(db: Db, type: RecordType, length: number, count: number, random: () => number) {
  const highest = type === 'company' ? 100_000 : 300_000
  const ids = Array.from({ length: count * 2 }, () => 1 + Math.floor(random() * highest))
  const { rows } = await sql<{ search: string }>`
    select search from ${sql.table(type)} where id = any(${ids}::bigint[]) order by id`.execute(db)
  return rows
    .map(({ search }) => {
      const all = search.split(/\s+/).filter((word) => word.length >= length)
      return (all[Math.floor(random() * all.length)] ?? 'jan').slice(0, length)
    })
    .slice(0, count)
}

function filtersOf(type: RecordType): readonly object[][] {
  const common = [
    [{ kind: 'date', field: 'updatedAt', days: 7 }],
    [{ kind: 'date', field: 'updatedAt', days: 400 }],
    [{ kind: 'link', state: 'any' }],
    [{ kind: 'link', state: 'none' }],
    [{ kind: 'link', state: 'conflict' }],
    [{ kind: 'link', state: 'waiting' }],
    [{ kind: 'link', state: 'inSync', connectionId: 1 }],
    [{ kind: 'text', field: 'email', operator: 'begins', value: 'info@b' }],
    [{ kind: 'blank', field: 'postalCity', blank: true }],
    [{ kind: 'text', field: 'postalCity', operator: 'is', value: 'Xanten' }],
    [{ kind: 'deleted' }],
  ]
  return type === 'person'
    ? [...common, [{ kind: 'text', field: 'lastName', operator: 'begins', value: 'Qua' }]]
    : [
        ...common,
        [{ kind: 'text', field: 'postalZip', operator: 'begins', value: '10' }],
        [{ kind: 'text', field: 'number', operator: 'contains', value: '777' }],
        [{ kind: 'text', field: 'vatNo', operator: 'is', value: 'NL000007919B01' }],
      ]
}

const letter = (random: () => number) => 'abcdefghijklmnopqrstuvwxyz'[Math.floor(random() * 26)] ?? 'a'

function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}
