import { EventEmitter } from 'node:events'
import { demo } from '@koppel/connector-demo'
import type { Connector, Page } from '@koppel/sdk'

type Mischief = () => void

const mischiefs: Readonly<Record<string, Mischief>> = {
  rejects: () => void Promise.reject(new Error('nobody waits for this')),
  rejectsLater: () => void new Promise((_, reject) => setTimeout(() => reject(new Error('too late')), 50)),
  throwsLater: () =>
    void setTimeout(() => {
      throw new Error('out of a timer')
    }, 50),
  emits: () => void setImmediate(() => new EventEmitter().emit('error', new Error('nobody listens'))),
}

/** Connectors that work like the demo's, and each time they are asked leave a failure behind that nobody waits for. */
export const rogues: readonly Connector[] = Object.entries(mischiefs).map(([id, misbehave]) =>
  rogue(id, misbehave),
)

export const rogueIds = Object.keys(mischiefs)

function rogue(id: string, misbehave: Mischief): Connector {
  const connector: typeof demo = {
    ...demo,
    id,
    async connect(account, host) {
      const session = await demo.connect(account, host)
      return {
        ...session,
        async *changes(...asked): AsyncIterable<Page> {
          misbehave()
          yield* session.changes(...asked)
        },
      }
    },
  }
  return connector as Connector
}
