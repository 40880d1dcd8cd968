import type { Actor } from '../actor.ts'
import type { Draft, Outcome } from '../connector.ts'
import type { Value } from '../value.ts'
import type { Fault } from './memory-erp.ts'

/** What a fault is called, the promise it breaks, and the fault. */
export type Planted = readonly [string, string, Fault]

export function withFields(actor: Actor, change: (fields: Actor['fields']) => Actor['fields']): Actor {
  return { ...actor, fields: change(actor.fields) }
}

/** Every actor of the feed changed. */
export const onRead = (change: (actor: Actor) => Actor): Fault => ({
  session: (right) => ({
    async *changes(type, cursor, reading) {
      for await (const page of right.changes(type, cursor, reading))
        yield { ...page, actors: page.actors.map(change) }
    },
  }),
})

/** Every draft changed before it is written. */
export const onDraft = (change: (draft: Draft) => Draft): Fault => ({
  session: (right) => ({
    write: async (type, drafts, fields) => (await right.write?.(type, drafts.map(change), fields)) ?? [],
  }),
})

/** The outcomes of a write changed. */
export const onOutcomes = (change: (outcomes: readonly Outcome[]) => readonly Outcome[]): Fault => ({
  session: (right) => ({
    write: async (type, drafts, fields) => change((await right.write?.(type, drafts, fields)) ?? []),
  }),
})

/** Every draft with its values changed one by one. */
export const onValues = (change: (entries: [string, Value][]) => [string, Value][]): Fault =>
  onDraft((draft) => ({ ...draft, fields: Object.fromEntries(change(Object.entries(draft.fields))) }))
