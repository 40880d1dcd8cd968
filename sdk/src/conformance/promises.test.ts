import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Actor } from '../actor.ts'
import { ConnectorError } from '../errors.ts'
import { DoesNotApply, openTrial, promises } from './index.ts'
import { type Fault, memoryErp, types } from './memory-erp.ts'

/** Runs one check; answers with the sentence it fails with. */
async function verdict(title: string, fault: Fault = {}): Promise<string | undefined> {
  const { connector, options } = memoryErp(fault)
  const trial = openTrial(connector, { password: 'open sesame' }, options)
  const check = promises[title]
  assert.ok(check, `there is no promise “${title}”`)
  try {
    await check(trial)
    return
  } catch (error) {
    if (error instanceof DoesNotApply) return
    return error instanceof Error ? error.message : String(error)
  } finally {
    await trial.close()
  }
}

describe('a connector that keeps its promises passes', () => {
  for (const title of Object.keys(promises)) {
    test(title, async () => {
      assert.equal(await verdict(title), undefined)
    })
  }
})

function withFields(actor: Actor, change: (fields: Actor['fields']) => Actor['fields']): Actor {
  return { ...actor, fields: change(actor.fields) }
}

const onWrite = (change: (actor: Actor) => Actor): Fault => ({
  session: (right) => ({
    async *changes(type, cursor, reading) {
      for await (const page of right.changes(type, cursor, reading))
        yield { ...page, actors: page.actors.map(change) }
    },
  }),
})

/** What a fault is called, the promise it breaks, and the fault. */
const faults: readonly (readonly [string, string, Fault])[] = [
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
    onWrite((actor) =>
      withFields(actor, (fields) =>
        Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
      ),
    ),
  ],
  [
    'an undescribed field delivered',
    'delivers exactly the fields asked for, of those the ERP has',
    onWrite((actor) => withFields(actor, (fields) => ({ ...fields, INTERNAL: 1 }))),
  ],
  [
    'a decimal delivered as a float',
    'delivers values in canonical form',
    onWrite((actor) => withFields(actor, (fields) => ({ ...fields, LIMIT: Number(fields.LIMIT) }))),
  ],
  [
    'text that is not normalized',
    'delivers values in canonical form',
    onWrite((actor) => withFields(actor, (fields) => ({ ...fields, NAME: 'e\u0301' }))),
  ],
  [
    'a moment in local time',
    'delivers values in canonical form',
    onWrite((actor) => withFields(actor, (fields) => ({ ...fields, SEEN: '2020-01-01 10:00:00' }))),
  ],
  [
    'list values by label',
    'delivers list values that are items of their list',
    onWrite((actor) => withFields(actor, (fields) => ({ ...fields, COUNTRY: 'Netherlands' }))),
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
  [
    'a throw instead of a refusal',
    'refuses a bad value for that draft only, with a reason',
    {
      session: (right) => ({
        async write(type, drafts, fields) {
          const outcomes = (await right.write?.(type, drafts, fields)) ?? []
          if (outcomes.some(({ kind }) => kind === 'refused')) throw new ConnectorError('unsupported', 'No.')
          return outcomes
        },
      }),
    },
  ],
  [
    'one bad draft that stops the others',
    'refuses a bad value for that draft only, with a reason',
    {
      session: (right) => ({
        async write(type, drafts, fields) {
          const outcomes = (await right.write?.(type, drafts, fields)) ?? []
          return outcomes.find(({ kind }) => kind === 'refused')
            ? outcomes.map(() => ({ kind: 'refused', reason: 'No.' }))
            : outcomes
        },
      }),
    },
  ],
  [
    'updates answered before creates',
    'gives the outcomes in the order of the drafts',
    {
      session: (right) => ({
        write: async (type, drafts, fields) =>
          (await right.write?.(
            type,
            drafts.toSorted((one, other) => other.kind.localeCompare(one.kind)),
            fields,
          )) ?? [],
      }),
    },
  ],
  [
    'a second actor for a create sent twice',
    'makes one actor of a create that is sent twice, and finds it by its id',
    {
      session: (right) => ({
        write: async (type, drafts, fields) =>
          (await right.write?.(
            type,
            drafts.map((draft) => (draft.kind === 'create' ? { ...draft, id: crypto.randomUUID() } : draft)),
            fields,
          )) ?? [],
      }),
    },
  ],
  [
    'created that finds nothing',
    'makes one actor of a create that is sent twice, and finds it by its id',
    { session: () => ({ created: async () => new Map() }) },
  ],
  [
    'the version of an update ignored',
    'writes nothing on an older version and says outdated',
    {
      session: (right) => ({
        async write(type, drafts, fields) {
          const blind = drafts.map((draft) => {
            if (draft.kind === 'create') return draft
            const { version: _, ...rest } = draft
            return rest
          })
          return (await right.write?.(type, blind, fields)) ?? []
        },
      }),
    },
  ],
  [
    'an update that blanks what it was not given',
    'changes every field that may be written, and nothing else',
    {
      session: (right) => ({
        write: async (type, drafts, fields) =>
          (await right.write?.(
            type,
            drafts.map((draft) =>
              draft.kind === 'create' ? draft : { ...draft, fields: { CITY: null, ...draft.fields } },
            ),
            fields,
          )) ?? [],
      }),
    },
  ],
  [
    'long text cut without a word',
    'stores text of the greatest length, and refuses or keeps whole what is longer',
    {
      session: (right) => ({
        write: async (type, drafts, fields) =>
          (await right.write?.(
            type,
            drafts.map((draft) => ({
              ...draft,
              fields: Object.fromEntries(
                Object.entries(draft.fields).map(([key, value]) => [
                  key,
                  key === 'NAME' ? String(value).slice(0, 60) : value,
                ]),
              ),
            })),
            fields,
          )) ?? [],
      }),
    },
  ],
  [
    'text trimmed to plain letters',
    'stores any text as it is, or refuses it',
    {
      session: (right) => ({
        write: async (type, drafts, fields) =>
          (await right.write?.(
            type,
            drafts.map((draft) => ({
              ...draft,
              fields: Object.fromEntries(
                Object.entries(draft.fields).map(([key, value]) => [
                  key,
                  typeof value === 'string' ? value.replace(/[^\x20-\x7e]/g, '?') : value,
                ]),
              ),
            })),
            fields,
          )) ?? [],
      }),
    },
  ],
  [
    'a decimal that went through a float',
    'stores any number exactly, or refuses it',
    {
      session: (right) => ({
        write: async (type, drafts, fields) =>
          (await right.write?.(
            type,
            drafts.map((draft) => ({
              ...draft,
              fields: {
                ...draft.fields,
                ...(typeof draft.fields.LIMIT === 'string'
                  ? { LIMIT: String(Math.fround(Number(draft.fields.LIMIT))) }
                  : {}),
              },
            })),
            fields,
          )) ?? [],
      }),
    },
  ],
  [
    'blank kept as what was there',
    'blanks a field that is given as null',
    {
      session: (right) => ({
        write: async (type, drafts, fields) =>
          (await right.write?.(
            type,
            drafts.map((draft) => ({
              ...draft,
              fields: Object.fromEntries(Object.entries(draft.fields).filter(([, value]) => value !== null)),
            })),
            fields,
          )) ?? [],
      }),
    },
  ],
  [
    'an exception for an actor that is not there',
    'says gone for an actor that is not there',
    {
      session: (right) => ({
        async write(type, drafts, fields) {
          const outcomes = (await right.write?.(type, drafts, fields)) ?? []
          if (outcomes.some(({ kind }) => kind === 'gone')) throw new Error('404')
          return outcomes
        },
      }),
    },
  ],
  [
    'the parent of a person forgotten',
    'stores the parent of a new person',
    {
      session: (right) => ({
        write: async (type, drafts, fields) =>
          (await right.write?.(
            type,
            drafts.map((draft) =>
              draft.kind === 'create' ? { kind: 'create', id: draft.id, fields: draft.fields } : draft,
            ),
            fields,
          )) ?? [],
      }),
    },
  ],
  [
    'a search that minds letter case',
    'takes every operator on every searchable field',
    {
      session: (right) => ({
        async search(type, search) {
          const hits = await right.search(type, { ...search, fields: ['NAME', 'CITY'] })
          const exact = (search.criteria ?? []).filter(({ operator }) => operator === 'contains')
          return {
            actors: hits.actors.filter(({ fields }) =>
              exact.every(({ field, values }) => String(fields[field]).includes(String(values[0]))),
            ),
          }
        },
      }),
    },
  ],
  [
    'a blank field that meets no negation',
    'takes every operator on every searchable field',
    {
      session: (right) => ({
        async search(type, search) {
          const fields = (search.criteria ?? []).map(({ field }) => field)
          const hits = await right.search(type, { ...search, fields })
          return {
            ...hits,
            actors: hits.actors.filter((actor) => fields.every((key) => actor.fields[key] !== null)),
          }
        },
      }),
    },
  ],
  [
    'a percent sign that stands for anything',
    'takes signs that mean something to a database as they are',
    {
      session: (right) => ({
        search: (type, { criteria, ...search }) =>
          right.search(type, {
            ...search,
            criteria: criteria?.filter(({ values }) => values[0] !== '%') ?? [],
          }),
      }),
    },
  ],
  [
    'the first page of a search over and over in the second',
    'finds every actor when nothing is typed, page by page',
    {
      session: (right) => ({
        async search(type, search) {
          const hits = await right.search(type, search)
          return search.page === undefined
            ? hits
            : right.search(type, { ...search, page: String(Number(search.page) - 1) })
        },
      }),
    },
  ],
  [
    'the limit of a search ignored',
    'keeps to the limit of a search and tells a true total',
    { session: (right) => ({ search: (type, search) => right.search(type, { ...search, limit: 200 }) }) },
  ],
  [
    'the parent in a search ignored',
    'finds the persons of one parent',
    { session: (right) => ({ search: (type, { parent: _, ...search }) => right.search(type, search) }) },
  ],
  [
    'an exception for one unknown key among others',
    'gets the actors asked for and leaves out those that are not there',
    {
      session: (right) => ({
        async get(type, keys, fields) {
          const actors = await right.get(type, keys, fields)
          if (actors.length < keys.length) throw new ConnectorError('misconfigured', 'Not found.')
          return actors
        },
      }),
    },
  ],
  [
    'a wrong password told as an unnamed error',
    'says unauthorized when a secret is wrong',
    {
      connect: ({ password }) => {
        if (password !== 'open sesame') throw new Error('401')
      },
    },
  ],
  [
    'the password in the log',
    'tells no secret in what it logs or throws',
    { connect: ({ password }, host) => host.log('signing in', { password }) },
  ],
  [
    'trying again for ever after the signal',
    'stops within a second when the engine gives up waiting',
    {
      session: (right, _memory, host) => ({
        async get(type, keys, fields) {
          const deadline = host.now() + 2_000
          while (host.now() < deadline) {
            const answer = await host.fetch('http://memory').catch(() => undefined)
            if (answer) return right.get(type, keys, fields)
            await new Promise((resolve) => setTimeout(resolve, 20))
          }
          return []
        },
      }),
    },
  ],
  [
    'a line that is down told as an unnamed error',
    'passes on that there is no way out',
    {
      session: (right) => ({
        get: (type, keys, fields) =>
          right.get(type, keys, fields).catch((error: unknown) => {
            throw new Error(String(error))
          }),
      }),
    },
  ],
  [
    'fields that come and go',
    'describes the same actor types and fields when asked twice',
    {
      session: (right) => {
        let asked = 0
        return {
          async describe() {
            asked += 1
            return (await right.describe()).slice(asked % 2)
          },
        }
      },
    },
  ],
  [
    'one field described twice',
    'describes every field completely and under one key',
    { types: types.map((type) => ({ ...type, fields: [...type.fields, ...type.fields.slice(0, 1)] })) },
  ],
  [
    'a version declared and not given',
    'gives every actor a key, a title and what its capabilities promise',
    onWrite(({ version: _, ...actor }) => actor),
  ],
]

describe('a connector is caught with', () => {
  for (const [fault, title, planted] of faults) {
    test(`${fault}: “${title}”`, async () => {
      const sentence = await verdict(title, planted)
      assert.ok(sentence, 'the check passes')
    })
  }
})
