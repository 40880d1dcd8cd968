import assert from 'node:assert/strict'
import { bodyOf, useWholeApp } from './whole-app.ts'

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect of a body
  readonly body: any
}

interface As {
  /** `anna` may change records, `rik` may only read them, `bea` is administrator. */
  readonly as?: 'anna' | 'rik' | 'bea' | 'nobody'
  readonly language?: 'nl' | 'en'
}

/** The CRM over HTTP, with `anna`, `rik` and `bea` signed in. */
export function useCrm() {
  const cookies = new Map<string, string>()
  const app = useWholeApp({
    prepare: async () => {
      cookies.set('anna', await app.signedIn('anna', 'user'))
      cookies.set('rik', await app.signedIn('rik', 'readOnly'))
      cookies.set('bea', await app.signedIn('bea', 'administrator'))
    },
  })

  /** A request as the web sends it. A text is sent as it is, anything else as JSON. */
  async function call(
    method: string,
    path: string,
    body?: unknown,
    { as = 'anna', language = 'nl' }: As = {},
  ): Promise<Answer> {
    const headers = { 'accept-language': language }
    const cookie = cookies.get(as)
    const answer = await app.request(method, `/api/v1${path}`, {
      body,
      headers,
      ...(cookie ? { cookie } : {}),
    })
    return { status: answer.status, body: answer.status === 204 ? null : await bodyOf(answer) }
  }

  async function add(recordType: string, fields: object, companyId: number | null = null) {
    return done(await call('POST', `/records/${recordType}`, { fields, companyId }))
  }

  async function found(recordType: string, query: Record<string, string>) {
    return done(await call('GET', `/records/${recordType}?${new URLSearchParams(query)}`))
  }

  async function titles(recordType: string, query: Record<string, string>): Promise<string[]> {
    return (await found(recordType, query)).rows.map(({ title }: { title: string }) => title)
  }

  return { database: app.database, call, add, found, titles }
}

/** The request succeeded; its body. */
export function done({ status, body }: Answer) {
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

/** The request was refused with this code. */
export function refused({ status, body }: Answer, expected: number, code: string) {
  assert.deepEqual([status, body.code], [expected, code], JSON.stringify(body))
  return body
}
