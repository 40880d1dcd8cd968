import { setTimeout as pause } from 'node:timers/promises'
import { Agent, request } from 'undici'
import type { World } from './world.ts'

/** What somebody asks for; `after` is asked as soon as it is answered, as a screen does. */
export interface Ask {
  readonly kind: string
  readonly method?: 'GET' | 'PATCH'
  readonly path: string
  readonly body?: unknown
  readonly after?: (answer: unknown) => Ask | undefined
}

/** One request: how long it took from the moment it should have been sent; status 0: no answer. */
export interface Shot {
  readonly kind: string
  readonly ms: number
  readonly status: number
}

/** Sends requests at random moments, so many a second on average, from as many sessions as there are. */
export async function fire(
  { url, cookies }: World,
  next: () => Ask,
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
): Promise<readonly Shot[]> {
  const agent = new Agent({ connections: 256, keepAliveTimeout: 30_000 })
  const shots: Shot[] = []
  const under: Promise<void>[] = []
  const begin = performance.now()
  try {
    for (
      let due = begin;
      due < begin + seconds * 1_000;
      due += (-Math.log(1 - Math.random()) * 1_000) / rate
    ) {
      const early = due - performance.now()
      if (early > 1) await pause(early)
      under.push(ask(next(), due))
    }
    await Promise.all(under)
  } finally {
    await agent.close()
  }
  return shots

  async function ask({ kind, method = 'GET', path, body, after }: Ask, due: number): Promise<void> {
    const headers = {
      cookie: cookies[shots.length % cookies.length] ?? '',
      origin: url,
      'content-type': 'application/json',
    }
    const sent = {
      method,
      headers,
      dispatcher: agent,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }
    const { status, text } = await request(`${url}/api/v1${path}`, sent).then(
      async ({ statusCode, body: answer }) => ({ status: statusCode, text: await answer.text() }),
      () => ({ status: 0, text: '' }),
    )
    shots.push({ kind, ms: performance.now() - due, status })
    const more = status === 200 ? after?.(JSON.parse(text)) : undefined
    if (more) await ask(more, performance.now())
  }
}
