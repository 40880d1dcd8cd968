import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { ApiError, api } from './client.ts'

const real = { fetch: globalThis.fetch, setTimeout: globalThis.setTimeout }
afterEach(() => Object.assign(globalThis, real))

/** A server that answers so, one after another; how long was waited between is noted, not waited. */
function server(answers: readonly (readonly [status: number, code: string, retryAfter?: string])[]) {
  const [asked, waited]: [string[], number[]] = [[], []]
  Object.assign(globalThis, {
    document: { documentElement: { lang: 'nl' } },
    setTimeout: (run: () => void, ms: number) => {
      waited.push(ms)
      return real.setTimeout(run, 0)
    },
    fetch: async (url: string, { method }: RequestInit) => {
      const [status, code, retryAfter] = answers[asked.length] ?? [500, 'internal']
      asked.push(`${method} ${url}`)
      const headers = new Headers(retryAfter === undefined ? {} : { 'retry-after': retryAfter })
      return new Response(JSON.stringify({ status, code, title: code }), { status, headers })
    },
  })
  return { asked, waited }
}
const codeOf = (code: string) => (error: unknown) => error instanceof ApiError && error.problem.code === code

test('what was refused because too much was asked is asked again when the server said, changes too', async () => {
  for (const code of ['tooManyRequests', 'overloaded']) {
    const { asked, waited } = server([
      [code === 'overloaded' ? 503 : 429, code, '2'],
      [200, 'ok'],
    ])
    await api('DELETE /api-keys/{id}', { params: { id: 7 } })
    assert.deepEqual(asked, Array(2).fill('DELETE /api/v1/api-keys/7'))
    const [ms = 0] = waited
    assert.ok(ms >= 2_000 && ms <= 3_000, `${ms} ms`)
  }
})

test('is told to the user after five times, as a refusal', async () => {
  const { asked } = server(Array(9).fill([429, 'tooManyRequests', '1']))
  await assert.rejects(api('GET /session'), codeOf('tooManyRequests'))
  assert.equal(asked.length, 5)
})

test('no other refusal is asked again: the request may have been begun, or wrong passwords be counted', async () => {
  for (const [status, code] of [
    [503, 'databaseUnavailable'],
    [429, 'tooManyTries'],
    [409, 'recordChanged'],
    [500, 'internal'],
  ] as const) {
    const { asked } = server([[status, code, '1']])
    await assert.rejects(api('GET /session'), codeOf(code))
    assert.equal(asked.length, 1)
  }
})

test('whoever has gone does not ask again', async () => {
  const { asked } = server(Array(9).fill([429, 'tooManyRequests', '1']))
  const leaving = new AbortController()
  const call = api('GET /session', { signal: leaving.signal })
  leaving.abort()
  await assert.rejects(call)
  assert.equal(asked.length, 1)
})
