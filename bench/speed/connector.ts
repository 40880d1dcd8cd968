import { type Actor, ConnectorError, defineConnector, type Host, type Outcome, type Page } from '@koppel/sdk'
import { customerType } from './customers.ts'

/** The thinnest connector there can be. */
export const benchConnector = defineConnector({
  id: 'bench',
  name: 'Bench ERP',
  version: '1.0.0',
  settings: { url: { kind: 'text', label: 'URL' } },

  async connect({ url }, host) {
    const ask = asking(host, String(url))
    return {
      describe: async () => [customerType],

      async *changes(_type, cursor, { pageSize }) {
        let from = cursor
        for (;;) {
          const { more, ...page } = await ask<Page & { more: boolean }>('/changes', {
            cursor: from,
            limit: pageSize,
          })
          yield page
          if (!more) return
          from = page.cursor
        }
      },

      get: async (_type, keys) => (await ask<{ actors: readonly Actor[] }>('/read', { keys })).actors,

      async write(_type, drafts) {
        const outcomes: Outcome[] = []
        for (let start = 0; start < drafts.length; start += mostAtOnce) {
          const batch = drafts.slice(start, start + mostAtOnce)
          const taken = await ask<{ outcomes: readonly Outcome[] }>('/write', { drafts: batch })
          outcomes.push(...taken.outcomes)
        }
        return outcomes
      },

      search: async () => ({ actors: [] }),
      lists: async () => [
        { key: 'NL', label: 'Nederland' },
        { key: 'BE', label: 'België' },
      ],
    }
  },
})

/** Drafts the bench ERP takes in one call. */
export const mostAtOnce = 500

export type Ask = <T>(path: string, body: unknown) => Promise<T>

/** How both the connector and the limit call the ERP. */
export function asking({ fetch }: Pick<Host, 'fetch'>, url: string): Ask {
  return async <T>(path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new ConnectorError('unavailable', `HTTP ${response.status}`)
    return (await response.json()) as T
  }
}
