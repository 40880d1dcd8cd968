import { setTimeout as pause } from 'node:timers/promises'
import type { Koppel } from './koppel.ts'

/** The HTTP API as the administrator, for what a journey needs but is not about. Throws when a request is refused. */
export type Api = <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>

export async function signedInApi({ url, administrator }: Koppel): Promise<Api> {
  const headers = { origin: url, 'content-type': 'application/json', 'accept-language': 'nl' }
  const signedIn = await fetch(`${url}/api/v1/auth/sign-in/email`, {
    method: 'POST',
    headers,
    body: JSON.stringify(administrator),
  })
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  return async <T>(method: string, path: string, body?: unknown) => {
    const ask = () =>
      fetch(`${url}/api/v1${path}`, {
        method,
        headers: { ...headers, cookie },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    let answer = await ask()
    // A journey prepares faster than anybody works: it waits when it is told to, as the web does.
    while (answer.status === 429) {
      await pause(1_000 * Number(answer.headers.get('retry-after') ?? 1))
      answer = await ask()
    }
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
}
