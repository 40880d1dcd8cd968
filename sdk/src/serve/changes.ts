import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { ActorTypeName } from '../actor.ts'
import type { ErpSession, Page } from '../connector.ts'
import type { WireCalls, WireLine } from '../wire.ts'
import { errorOf } from './failure.ts'

// An answer this long, or that took this long, is closed with `more`. The caller then asks on from the last cursor:
// no answer has to be read within one time limit however much there is to read.
const bytesOfAnswer = 4_000_000
const msOfAnswer = 20_000
const stopWithinMs = 1_000

/** Writes the pages of `changes` as lines, as they come and as fast as they are taken. */
export async function streamChanges(
  session: ErpSession,
  { type, cursor, fields, pageSize }: WireCalls['changes'],
  response: ServerResponse,
  gone: AbortSignal,
): Promise<'done' | 'stuck'> {
  const pages = session.changes(type as ActorTypeName, cursor, { fields, pageSize })[Symbol.asyncIterator]()
  const until = Date.now() + msOfAnswer
  let bytes = 0
  const say = async (line: WireLine) => {
    const text = `${JSON.stringify(line)}\n`
    bytes += text.length
    if (!response.write(text)) await once(response, 'drain', { signal: gone })
  }
  const left = new Promise<undefined>((resolve) =>
    gone.addEventListener('abort', () => resolve(undefined), { once: true }),
  )
  try {
    for (;;) {
      const next = await Promise.race([pages.next(), left])
      if (next === undefined) return await stopped(pages)
      if (next.done) break
      await say({ page: next.value })
      if (bytes < bytesOfAnswer && Date.now() < until) continue
      await pages.return?.()
      response.end(`${JSON.stringify({ more: true } satisfies WireLine)}\n`)
      return 'done'
    }
    response.end(`${JSON.stringify({ end: true } satisfies WireLine)}\n`)
  } catch (error) {
    if (gone.aborted) return await stopped(pages)
    response.end(`${JSON.stringify({ error: errorOf(error) } satisfies WireLine)}\n`)
  }
  return 'done'
}

/** Whoever read is gone. A connector that does not stop by itself loses its session. */
async function stopped(pages: AsyncIterator<Page>): Promise<'done' | 'stuck'> {
  const late = Promise.withResolvers<'stuck'>()
  const timer = setTimeout(() => late.resolve('stuck'), stopWithinMs)
  const done = Promise.resolve(pages.return?.()).then(
    () => 'done' as const,
    () => 'done' as const,
  )
  const result = await Promise.race([done, late.promise])
  clearTimeout(timer)
  return result
}
