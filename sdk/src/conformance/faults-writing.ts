import { ConnectorError } from '../errors.ts'
import { onDraft, onOutcomes, onValues, type Planted } from './planted.ts'

export const writingFaults: readonly Planted[] = [
  [
    'a throw instead of a refusal',
    'refuses a bad value for that draft only, with a reason',
    onOutcomes((outcomes) => {
      if (outcomes.some(({ kind }) => kind === 'refused')) throw new ConnectorError('unsupported', 'No.')
      return outcomes
    }),
  ],
  [
    'one bad draft that stops the others',
    'refuses a bad value for that draft only, with a reason',
    onOutcomes((outcomes) => {
      const bad = outcomes.find(({ kind }) => kind === 'refused')
      return bad ? outcomes.map(() => bad) : outcomes
    }),
  ],
  [
    'a refusal without a reason',
    'refuses a bad value for that draft only, with a reason',
    onOutcomes((outcomes) => outcomes.map((one) => (one.kind === 'refused' ? { ...one, reason: '' } : one))),
  ],
  [
    'updates answered before creates',
    'gives the outcomes in the order of the drafts',
    {
      session: (right) => ({
        async write(type, drafts, fields) {
          const sorted = drafts.toSorted((one, other) => other.kind.localeCompare(one.kind))
          return (await right.write?.(type, sorted, fields)) ?? []
        },
      }),
    },
  ],
  [
    'a second actor for a create sent twice',
    'makes one actor of a create that is sent twice, and finds it by its id',
    onDraft((draft) => (draft.kind === 'create' ? { ...draft, id: crypto.randomUUID() } : draft)),
  ],
  [
    'created that finds nothing',
    'makes one actor of a create that is sent twice, and finds it by its id',
    { session: () => ({ created: async () => new Map() }) },
  ],
  [
    'the version of an update ignored',
    'writes nothing on an older version and says outdated',
    onDraft((draft) => {
      if (draft.kind === 'create') return draft
      const { version: _, ...blind } = draft
      return blind
    }),
  ],
  [
    'an update that blanks what it was not given',
    'changes every field that may be written, and nothing else',
    onDraft((draft) =>
      draft.kind === 'create' ? draft : { ...draft, fields: { CITY: null, ...draft.fields } },
    ),
  ],
  [
    'long text cut without a word',
    'stores text of the greatest length, and refuses or keeps whole what is longer',
    onValues((entries) =>
      entries.map(([key, value]) => [key, key === 'NAME' ? [...String(value)].slice(0, 60).join('') : value]),
    ),
  ],
  [
    'text brought down to plain letters',
    'stores any text as it is, or refuses it',
    onValues((entries) =>
      entries.map(([key, value]) => [
        key,
        typeof value === 'string' ? value.replace(/[^\x20-\x7e]/g, '?') : value,
      ]),
    ),
  ],
  [
    'a decimal that went through a float',
    'stores any number exactly, or refuses it',
    onValues((entries) =>
      entries.map(([key, value]) => [
        key,
        key === 'LIMIT' && value !== null ? String(Math.fround(Number(value))) : value,
      ]),
    ),
  ],
  [
    'blank kept as what was there',
    'blanks a field that is given as null',
    onValues((entries) => entries.filter(([, value]) => value !== null)),
  ],
  [
    'an exception for an actor that is not there',
    'says gone for an actor that is not there',
    onOutcomes((outcomes) => {
      if (outcomes.some(({ kind }) => kind === 'gone')) throw new Error('404')
      return outcomes
    }),
  ],
  [
    'an outcome too few',
    'gives the outcomes in the order of the drafts',
    onOutcomes((outcomes) => outcomes.filter(({ kind }) => kind !== 'gone')),
  ],
  [
    'the parent of a person forgotten',
    'stores the parent of a new person',
    onDraft((draft) => {
      if (draft.kind === 'update') return draft
      const { parent: _, ...orphan } = draft
      return orphan
    }),
  ],
  [
    'a create answered with more than was asked for',
    'answers a create with exactly the fields asked for',
    {
      session: (right) => ({
        write: async (type, drafts) => (await right.write?.(type, drafts, ['NAME', 'CITY', 'STAFF'])) ?? [],
      }),
    },
  ],
  [
    'an actor that is there although it was refused',
    'makes nothing of a create it refuses',
    {
      session: (right) => ({
        async write(type, drafts, fields) {
          const outcomes = (await right.write?.(type, drafts, fields)) ?? []
          const half = drafts.flatMap((draft) =>
            draft.kind === 'create' ? [{ ...draft, fields: { NAME: 'Half made' } }] : [],
          )
          if (outcomes.some(({ kind }) => kind === 'refused')) await right.write?.(type, half, fields)
          return outcomes
        },
      }),
    },
  ],
  [
    'a search that does not know what is new',
    'finds a new actor by its name and by what it was given, within a minute',
    {
      session: (right) => ({
        async search(type, search) {
          const hits = await right.search(type, search)
          return { ...hits, actors: hits.actors.filter(({ title }) => !title.startsWith('Koppel test')) }
        },
      }),
    },
  ],
  [
    'a look before a create that two can both have',
    'makes one actor of a create that is sent by two at once',
    {
      session: (right) => ({
        async write(type, drafts, fields) {
          const ids = drafts.flatMap((draft) => (draft.kind === 'create' ? [draft.id] : []))
          const made = await right.created?.(type, ids, fields)
          await new Promise((resolve) => setTimeout(resolve, 5))
          const blind = drafts.map((draft) =>
            draft.kind === 'create' && !made?.has(draft.id) ? { ...draft, id: crypto.randomUUID() } : draft,
          )
          return (await right.write?.(type, blind, fields)) ?? []
        },
      }),
    },
  ],
]
