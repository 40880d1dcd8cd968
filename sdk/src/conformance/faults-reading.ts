import { onRead, type Planted, withFields } from './planted.ts'

export const readingFaults: readonly Planted[] = [
  [
    'a cursor that is only a time, and goes on strictly after it',
    'delivers every new actor of one moment, also with pages of one',
    {
      session: (right, memory) => ({
        async *changes(type, cursor, reading) {
          if (cursor === undefined) return yield* right.changes(type, cursor, reading)
          let after = Number(cursor.slice(3, 12))
          for (;;) {
            const rows = memory.rows.filter((row) => row.type === type && row.time > after)
            const page = rows.slice(0, reading.pageSize)
            after = page.at(-1)?.time ?? after
            const actors = await right.get(
              type,
              page.map(({ key }) => key),
              reading.fields,
            )
            yield { actors, cursor: `at ${String(after).padStart(9, '0')} z` }
            if (rows.length === 0) return
          }
        },
      }),
    },
  ],
  [
    'the actor at the border of two pages dropped',
    'delivers every actor whatever the page size',
    {
      session: (right) => ({
        async *changes(type, cursor, reading) {
          let first = true
          for await (const page of right.changes(type, cursor, reading)) {
            yield first ? page : { ...page, actors: page.actors.slice(1) }
            first = false
          }
        },
      }),
    },
  ],
  [
    'a first page that is repeated when going on',
    'goes on after any page as if it had not stopped',
    {
      session: (right) => ({
        changes: (type, _cursor, reading) => right.changes(type, _cursor && 'at 000000002 c8', reading),
      }),
    },
  ],
  [
    'fields the ERP does not have delivered as blank',
    'delivers exactly the fields asked for, of those the ERP has',
    {
      session: (right) => ({
        async *changes(type, cursor, reading) {
          const blank = Object.fromEntries(reading.fields.map((key) => [key, null]))
          for await (const page of right.changes(type, cursor, reading)) {
            yield {
              ...page,
              actors: page.actors.map((actor) => withFields(actor, (fields) => ({ ...blank, ...fields }))),
            }
          }
        },
      }),
    },
  ],
  [
    'blank fields left out',
    'delivers exactly the fields asked for, of those the ERP has',
    onRead((actor) =>
      withFields(actor, (fields) =>
        Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
      ),
    ),
  ],
  [
    'an undescribed field delivered',
    'delivers exactly the fields asked for, of those the ERP has',
    onRead((actor) => withFields(actor, (fields) => ({ ...fields, INTERNAL: 1 }))),
  ],
  [
    'a decimal delivered as a float',
    'delivers values in canonical form',
    onRead((actor) => withFields(actor, (fields) => ({ ...fields, LIMIT: Number(fields.LIMIT) }))),
  ],
  [
    'text that is not normalized',
    'delivers values in canonical form',
    onRead((actor) => withFields(actor, (fields) => ({ ...fields, NAME: 'e\u0301' }))),
  ],
  [
    'a moment in local time',
    'delivers values in canonical form',
    onRead((actor) => withFields(actor, (fields) => ({ ...fields, SEEN: '2020-01-01 10:00:00' }))),
  ],
  [
    'list values by label',
    'delivers list values that are items of their list',
    onRead((actor) => withFields(actor, (fields) => ({ ...fields, COUNTRY: 'Netherlands' }))),
  ],
  [
    'nothing at all when nothing changed',
    'yields a page when nothing changed, with at most repeats',
    {
      session: (right) => ({
        async *changes(type, cursor, reading) {
          for await (const page of right.changes(type, cursor, reading))
            if (page.actors.length > 0) yield page
        },
      }),
    },
  ],
  [
    'an unknown cursor taken for the end',
    'says cursorExpired for a cursor it does not know, never an empty page',
    {
      session: (right) => ({
        async *changes(type, cursor, reading) {
          if (cursor === undefined || cursor.startsWith('at ')) yield* right.changes(type, cursor, reading)
          else yield { actors: [], cursor }
        },
      }),
    },
  ],
  [
    'the cursor of the end handed out with the first page',
    'goes on after any page as if it had not stopped',
    {
      session: (right) => ({
        async *changes(type, cursor, reading) {
          const pages = await Array.fromAsync(right.changes(type, cursor, reading))
          const end = pages.at(-1)?.cursor ?? ''
          for (const page of pages) yield { ...page, cursor: end }
        },
      }),
    },
  ],
  [
    'one snapshot read for the whole feed, with the cursor of its end taken late',
    'misses no change made while it reads',
    {
      session: (right, memory) => ({
        async *changes(type, cursor, reading) {
          const pages = await Array.fromAsync(right.changes(type, cursor, reading))
          for (const page of pages) yield { ...page, cursor: `at ${String(memory.time).padStart(9, '0')} z` }
        },
      }),
    },
  ],
  [
    'deleted actors kept quiet',
    'names deleted actors in the feed',
    {
      session: (right) => ({
        async *changes(type, cursor, reading) {
          for await (const { gone: _, ...page } of right.changes(type, cursor, reading)) yield page
        },
      }),
    },
  ],
]
