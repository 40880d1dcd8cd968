import { ConnectorError, type Host, retryAfterOf } from '@koppel/sdk'
import {
  faultIn,
  NoAnswer,
  noDatabase,
  notAllowed,
  notTryton,
  readingFailed,
  TrytonFault,
  unavailable,
  wrongPassword,
} from './failures.ts'
import { fromWire, isRow } from './wire.ts'

export interface Account {
  readonly url: string
  readonly database: string
  readonly user: string
  readonly password: string
  /** Code of the language Tryton answers in. */
  readonly language: string
}

/** A signed-in user of one Tryton database. */
export interface Rpc {
  /** Calls a method that changes nothing. Every failure is a `ConnectorError`. */
  read(method: string, ...params: readonly unknown[]): Promise<unknown>
  /**
   * Calls a method that changes data. Throws `TrytonFault` when Tryton refused it, `NoAnswer` when nobody
   * knows, `ConnectorError` when it was certainly not done.
   */
  write(method: string, ...params: readonly unknown[]): Promise<unknown>
  signOut(): Promise<void>
}

/** Signs in. Tryton ends an idle session after some minutes; then the next call signs in once more. */
export async function signIn(account: Account, host: Host): Promise<Rpc> {
  let authorization = await login(account, host)
  let renewal: Promise<void> | undefined

  const renew = () => {
    renewal ??= login(account, host)
      .then((fresh) => {
        authorization = fresh
      })
      .finally(() => {
        renewal = undefined
      })
    return renewal
  }

  const call = async (method: string, params: readonly unknown[]): Promise<unknown> => {
    const response = await post(account, host, method, params, authorization)
    if (response.status !== 401) return answer(response, account, host.now())
    await renew()
    return answer(await post(account, host, method, params, authorization), account, host.now())
  }

  return {
    read: (method, ...params) => call(method, params).catch(asReading),
    write: (method, ...params) => call(method, params).catch(asWriting),
    signOut: async () => {
      if (!host.signal.aborted)
        await post(account, host, 'common.db.logout', [], authorization).catch(() => undefined)
    },
  }
}

async function login(account: Account, host: Host): Promise<string> {
  const params = [account.user, { password: account.password }, account.language]
  const response = await post(account, host, 'common.db.login', params).catch((error) => {
    throw failed(error)
  })
  if (response.status === 401) throw wrongPassword('common.db.login answered 401')
  const session = await answer(response, account, host.now()).catch(asSignIn(account))
  if (!Array.isArray(session) || session.length < 2) throw notTryton('common.db.login gave no session')
  const [id, key] = session
  // Tryton only looks at the id and the key; a colon in the name would break the triple.
  return `Session ${Buffer.from(`${encodeURIComponent(account.user)}:${id}:${key}`).toString('base64')}`
}

function post(
  account: Account,
  host: Host,
  method: string,
  params: readonly unknown[],
  authorization?: string,
): Promise<Response> {
  return host.fetch(endpoint(account), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    body: JSON.stringify({ id: 0, method, params }),
    signal: host.signal,
  })
}

function endpoint({ url, database }: Account): URL {
  try {
    return new URL(`${encodeURIComponent(database)}/`, url.replace(/[?#].*$/, '').replace(/\/*$/, '/'))
  } catch (cause) {
    throw new ConnectorError(
      'misconfigured',
      {
        en: 'The URL is not complete. It looks like https://tryton.example.com or http://localhost:8000.',
        nl: 'De URL is niet volledig. Zo ziet die eruit: https://tryton.example.com of http://localhost:8000.',
      },
      { cause },
    )
  }
}

async function answer(response: Response, account: Account, now: number): Promise<unknown> {
  const { status } = response
  if (status === 401) throw wrongPassword('the new session was refused too')
  if (status === 403) throw notAllowed(`HTTP ${status}`)
  if (status === 404) throw noDatabase(account.database, `HTTP ${status}`)
  if (status === 429 || status === 408 || status >= 500)
    throw unavailable(`HTTP ${status}`, retryAfterOf(response.headers, now))
  if (status !== 200) throw notTryton(`HTTP ${status}`)
  const body = parsed(await response.text())
  if (!isRow(body) || !('error' in body || 'result' in body)) throw new NoAnswer('the answer is no JSON-RPC')
  if (body.error !== undefined) throw faultIn(body.error)
  return body.result
}

function parsed(body: string): unknown {
  try {
    return fromWire(body)
  } catch {
    return undefined
  }
}

function asReading(error: unknown): never {
  throw error instanceof TrytonFault ? readingFailed(error) : failed(error)
}

function asSignIn({ database }: Account) {
  return (error: unknown): never => {
    if (!(error instanceof TrytonFault)) throw failed(error)
    throw error.kind === 'user' ? wrongPassword(error.message) : noDatabase(database, error.message)
  }
}

function asWriting(error: unknown): never {
  if (error instanceof TrytonFault || error instanceof NoAnswer) throw error
  if (error instanceof ConnectorError && certainlyNotDone(error)) throw error
  throw new NoAnswer(error instanceof Error ? error.message : String(error), { cause: error })
}

/** `unavailable` may mean that the request arrived and only the answer got lost. */
function certainlyNotDone(error: ConnectorError): boolean {
  if (error.kind !== 'unavailable') return true
  return error.message === 'HTTP 429' || causes(error).some((code) => notConnected.has(code))
}

const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

function causes(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return []
  const code = 'code' in error ? [String(error.code)] : []
  return [...code, ...causes(error.cause)]
}

function failed(error: unknown): unknown {
  if (error instanceof ConnectorError) return error
  if (error instanceof NoAnswer) return notTryton(error.message)
  // The connection broke while the answer was being read.
  return unavailable(error instanceof Error ? error.message : String(error))
}
