import type { Actor, ActorType, ErpSession, Hits, ListItem, Page } from '@koppel/sdk'
import { writeDrafts } from './write.ts'

/** Calls the API of one administration. */
export type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>

const mostInAPage = 5_000

export function openSession(call: Call): ErpSession {
  return {
    describe: async () => (await call<{ types: readonly ActorType[] }>('GET', '/types')).types,

    async *changes(type, cursor, { fields, pageSize }) {
      let from = cursor
      for (;;) {
        const limit = Math.min(pageSize, mostInAPage)
        const { more, ...page } = await call<Page & { more: boolean }>('POST', `/actors/${type}/changes`, {
          cursor: from,
          limit,
          fields,
        })
        yield page
        if (!more) return
        from = page.cursor
      }
    },

    get: async (type, keys, fields) =>
      (await call<{ actors: readonly Actor[] }>('POST', `/actors/${type}/read`, { keys, fields })).actors,

    search: (type, search) => call<Hits>('POST', `/actors/${type}/search`, search),

    write: (type, drafts, fields) => writeDrafts(call, type, drafts, fields),

    async created(type, ids, fields) {
      const { actors } = await call<{ actors: Record<string, Actor> }>('POST', `/actors/${type}/created`, {
        ids,
        fields,
      })
      return new Map(Object.entries(actors))
    },

    lists: async (name) =>
      (await call<{ items: readonly ListItem[] }>('GET', `/lists/${encodeURIComponent(name)}`)).items,
  }
}
