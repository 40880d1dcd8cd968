import { monitorEventLoopDelay } from 'node:perf_hooks'
import { runPass, syncLink } from '../../server/src/engine/index.ts'
import { openStore } from '../../server/src/store/index.ts'
import { tookHeader } from '../speed/customers.ts'
import { partsAt } from '../speed/parts.ts'

// A process of Koppel: node bench/sync-now/process.ts <database>
// Told by its parent to run a pass, or to synchronise one record now, at the same time if so wished.

export type Order = { readonly id: number } & (
  | { readonly what: 'pass' }
  | { readonly what: 'sync'; readonly linkId: number }
)

export interface Done {
  readonly id: number
  readonly ms: number
  /** Of which the ERP, by its own account. */
  readonly erpMs: number
  readonly state: string
  /** The longest that this process answered nobody, since the last time it was asked. */
  readonly deafMs: number
}

const store = openStore({ url: process.argv[2] ?? '', applicationName: 'koppel bench' })
const deaf = monitorEventLoopDelay({ resolution: 5 })
deaf.enable()

process.on('message', (order: Order) => void answer(order))
process.on('disconnect', () => process.exit())
process.send?.('ready')

async function answer(order: Order): Promise<void> {
  let erpMs = 0
  const parts = partsAt(store, async (call) => {
    const response = await call()
    erpMs += Number(response.headers.get(tookHeader))
    return response
  })
  const began = performance.now()
  const state = order.what === 'sync' ? await now(order.linkId) : await wholePass()
  const done: Done = { id: order.id, ms: performance.now() - began, erpMs, state, deafMs: deaf.max / 1e6 }
  deaf.reset()
  process.send?.(done)

  async function now(linkId: number): Promise<string> {
    const { state, problem } = await syncLink(parts, linkId, { userId: 'bench' })
    return problem?.code ?? state
  }

  /** In slices, as a worker runs it. */
  async function wholePass(): Promise<string> {
    const how = { worker: 'bench', signal: new AbortController().signal, forced: true }
    for (;;) {
      const result = await runPass(parts, 1, how)
      if (result !== 'more') return result
    }
  }
}
