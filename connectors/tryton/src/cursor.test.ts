import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { advance, type Cursor, decode, due, encode, type Mark, overlapMs, start } from './cursor.ts'

const minute = 60_000

/** A moment some minutes after a fixed one. */
const at = (minutes: number) =>
  new Date(Date.UTC(2026, 0, 1) + minutes * minute).toISOString().replace('Z', '000Z')

const mark = (id: number, minutes: number, version = `${id}@${minutes}`): Mark => ({
  id,
  at: at(minutes),
  version,
})

/** What a scan from this cursor would find. */
const scan = (all: readonly Mark[], cursor: Cursor) => all.filter((one) => one.at >= cursor.since)

/** Reads as the feed does, in pages, up to `pages` of them; through text, as the engine keeps a cursor. */
function read(all: readonly Mark[], from: Cursor, pageSize: number, pages = Number.POSITIVE_INFINITY) {
  const marks = scan(all, from)
  const waiting = due(marks, from)
  const delivered: Mark[] = []
  let cursor = from
  for (let page = 0; page < pages && page * pageSize < waiting.length; page += 1) {
    const part = waiting.slice(page * pageSize, (page + 1) * pageSize)
    cursor = decode(encode(advance(cursor, marks, part, waiting.slice((page + 1) * pageSize))), 's')
    delivered.push(...part)
  }
  return { delivered, cursor }
}

const ids = (marks: readonly Mark[]) => marks.map(({ id }) => id)

describe('a cursor', () => {
  test('delivers everything in order of change, then nothing', () => {
    const all = [mark(1, 3), mark(2, 1), mark(3, 2)]
    const { delivered, cursor } = read(all, start('s'), 2)
    assert.deepEqual(ids(delivered), [2, 3, 1])
    assert.deepEqual(read(all, cursor, 2).delivered, [])
  })

  test('delivers what comes late within the overlap, and that alone when ids are few', () => {
    const all = [mark(1, 0), mark(2, 8), mark(3, 9)]
    const { cursor } = read(all, start('s'), 10)
    assert.deepEqual(ids(read([...all, mark(4, 5)], cursor, 10).delivered), [4])
  })

  test('delivers what changed again without repeating the rest', () => {
    const { cursor } = read([mark(1, 1), mark(2, 2)], start('s'), 10)
    assert.deepEqual(ids(read([mark(1, 3), mark(2, 2)], cursor, 10).delivered), [1])
  })

  test('stays small, however many changed at once', () => {
    const all = Array.from({ length: 20_000 }, (_, id) => mark(id + 1, 1))
    const { cursor } = read(all, start('s'), 20_000)
    assert.ok(encode(cursor).length < 20_000)
    assert.deepEqual(read(all, cursor, 10).delivered, [])
  })

  test('of another scope, format or maker is expired', () => {
    for (const text of [encode(start('other')), '[2,"s","",0,"",{}]', '', '{}', 'null', '[1,"s"]'])
      assert.throws(() => decode(text, 's'), { kind: 'cursorExpired' })
  })
})

test('no change is missed, whatever the pages, the crashes and the late commits', () => {
  const change = fc.record({
    id: fc.integer({ min: 1, max: 600 }),
    // Within the overlap of the newest change that may have been read before it.
    late: fc.integer({ min: 0, max: overlapMs / minute }),
  })
  const step = fc.record({
    changes: fc.array(change, { maxLength: 8 }),
    pageSize: fc.integer({ min: 1, max: 4 }),
    pages: fc.integer({ min: 0, max: 4 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const erp = new Map<number, Mark>()
      const crm = new Map<number, string>()
      let cursor = start('s')
      for (const [now, { changes, pageSize, pages }] of steps.entries()) {
        for (const [index, { id, late }] of changes.entries())
          erp.set(id, mark(id, now - late, `${now} ${index}`))
        const part = read([...erp.values()], cursor, pageSize, pages)
        for (const { id, version } of part.delivered) crm.set(id, version)
        cursor = part.cursor
      }
      const { delivered } = read([...erp.values()], cursor, 3)
      for (const { id, version } of delivered) crm.set(id, version)
      const missed = [...erp.values()].filter(({ id, version }) => crm.get(id) !== version)
      assert.deepEqual(missed, [])
    }),
  )
})
