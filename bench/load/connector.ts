import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** The bench's connector in a process of its own, as a remote one. */
export async function startConnector(): Promise<{ url: string; secret: string } & AsyncDisposable> {
  const secret = 'the-secret-of-the-bench'
  const child = fork(join(import.meta.dirname, 'connector-process.ts'), [secret])
  const [url] = (await once(child, 'message')) as [string]
  return {
    url,
    secret,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
