import { ConnectorError } from '../errors.ts'
import { types } from './memory-erp.ts'
import { onRead, type Planted } from './planted.ts'

export const otherFaults: readonly Planted[] = [
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
    onRead(({ version: _, ...actor }) => actor),
  ],
  [
    'an actor type nobody was told of before signing in',
    'describes no more than it offers before anybody signs in',
    { offers: { customer: { create: true, update: true } } },
  ],
  [
    'deletions told by a connector that offers none',
    'describes no more than it offers before anybody signs in',
    {
      offers: Object.fromEntries(
        types.map(({ type, capabilities }) => [type, { ...capabilities, deletions: false }]),
      ),
    },
  ],
]
