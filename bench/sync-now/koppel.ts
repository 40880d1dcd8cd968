import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { asStarted } from '../speed/processes.ts'
import type { Done } from './process.ts'

/** A process of Koppel that does several things at a time. */
export interface Koppel {
  pass(): Promise<Done>
  sync(linkId: number): Promise<Done>
  stop(): Promise<void>
}

export async function startKoppel(databaseUrl: string): Promise<Koppel> {
  const child = fork(join(import.meta.dirname, 'process.ts'), [databaseUrl], { execArgv: [...asStarted] })
  const asked = new Map<number, PromiseWithResolvers<Done>>()
  await once(child, 'message')
  child.on('message', (done: Done) => {
    asked.get(done.id)?.resolve(done)
    asked.delete(done.id)
  })
  child.on('exit', (code) => {
    for (const { reject } of asked.values()) reject(new Error(`A process of Koppel ended with ${code}`))
  })
  let orders = 0

  function order(what: object): Promise<Done> {
    orders += 1
    const answer = Promise.withResolvers<Done>()
    asked.set(orders, answer)
    child.send({ id: orders, ...what })
    return answer.promise
  }
  return {
    pass: () => order({ what: 'pass' }),
    sync: (linkId) => order({ what: 'sync', linkId }),
    async stop() {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
