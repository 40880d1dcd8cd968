import { type Connector, ConnectorError, type ErpSession } from '@koppel/sdk'
import { notFound } from '../problem.ts'
import { open, SecretError, type SecretPlace, seal } from '../store/index.ts'
import { cameBack, mayCall, rememberFailure } from './call-gate.ts'
import { pacedHost } from './call-pace.ts'
import { isOfConnector, refusalOfConnector } from './failure.ts'
import { guardedSession, inTime, sessionIn } from './guarded-session.ts'
import { connectorAt, type ErpParts, type Log } from './parts.ts'
import { forConnector, type SettingValues } from './settings.ts'
import { type OnBehalf, onBehalf } from './stray.ts'
import { veiledFailure, veiledLog, veilOf } from './veil.ts'

const answerWithinMs = 30_000

/** Signs in to the ERP of a connection. The caller closes the session; `signal` ends it. */
export type OpenSession = (
  connectionId: number,
  options: {
    readonly signal: AbortSignal
    readonly log: Log
    /** Which state of the settings, where the caller knows: of one state they are read once. */
    readonly asOf?: string | undefined
  },
) => Promise<ErpSession>

/** How the engine and the routes reach an ERP. */
export function sessionOpener(parts: ErpParts): OpenSession {
  const known = new Map<number, { readonly asOf: string; readonly account: StoredAccount }>()

  async function accountOf(connectionId: number, asOf: string | undefined): Promise<StoredAccount> {
    const last = known.get(connectionId)
    if (last && last.asOf === asOf) return last.account
    const account = await readAccount(parts, connectionId)
    if (asOf !== undefined) known.set(connectionId, { asOf, account })
    return account
  }

  return async (connectionId, { signal, log, asOf }) => {
    const account = accountIn(parts, await accountOf(connectionId, asOf), 'refuse')
    const by = paced(parts, connectionId, account.callsPerMinute)
    return signIn(by, account.connector, account.values, { signal, log, connectionId })
  }
}

/**
 * Asks an ERP for somebody who waits: at most 30 seconds, and its failures become problem answers.
 * An ERP that would only refuse is not asked. `ask` does nothing but talk to the ERP.
 */
export async function askErp<T>(
  parts: ErpParts,
  connectionId: number,
  ask: (session: ErpSession) => Promise<T>,
): Promise<T> {
  const { db } = parts.store
  try {
    const { connector, values, callsPerMinute } = await storedAccount(parts, connectionId)
    const knock = await mayCall(db, connectionId, 'person')
    const answer = await withSession(paced(parts, connectionId, callsPerMinute), connector, values, ask)
    if (knock === 'probe') await cameBack(db, connectionId)
    return answer
  } catch (error) {
    if (!isOfConnector(error)) throw error
    await rememberFailure(db, connectionId, 'person', error)
    throw refusalOfConnector(error)
  }
}

/** The same, with no more calls a minute than the administrator allows. */
function paced(parts: ErpParts, connectionId: number, callsPerMinute: number | null): ErpParts {
  const createHost: ErpParts['createHost'] = (session) =>
    pacedHost(parts.createHost(session), parts.store, connectionId, callsPerMinute)
  return { ...parts, createHost }
}

/** Signs in, asks and signs out, all within 30 seconds. */
export async function withSession<T>(
  parts: ErpParts,
  connector: Connector,
  values: SettingValues,
  ask: (session: ErpSession) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.timeout(answerWithinMs)
  const session = await signIn(parts, connector, values, { signal, log: parts.log })
  try {
    return await inTime(ask(session), signal, answerWithinMs)
  } finally {
    await session
      .close?.()
      .catch((error: unknown) => parts.log('A session did not close', { error: String(error) }))
  }
}

interface SignIn {
  readonly signal: AbortSignal
  readonly log: Log
  readonly connectionId?: number
}

async function signIn(
  parts: ErpParts,
  connector: Connector,
  values: SettingValues,
  { signal, log, connectionId }: SignIn,
): Promise<ErpSession> {
  const veil = veilOf(Object.values(values.secrets))
  const behalf: OnBehalf = { connectionId, veil }
  const host = parts.createHost({ log: veiledLog(veil, log), signal })
  const answer = Promise.resolve().then(() =>
    onBehalf(behalf, () => connector.connect(forConnector(values), host)),
  )
  try {
    const session = sessionIn(await inTime(answer, signal, answerWithinMs))
    return guardedSession(session, { signal, behalf, release: () => host.close() })
  } catch (error) {
    // A sign-in that answers after nobody waits any more is signed out again.
    answer.then((session) => session.close?.()).catch(() => undefined)
    await host.close()
    throw veiledFailure(veil, error)
  }
}

interface Account {
  readonly connectorId: number
  readonly connector: Connector
  readonly values: SettingValues
  /** The administrator's limit, if any. */
  readonly callsPerMinute: number | null
}

/**
 * The connector and decrypted settings of a connection that is not deleted.
 *
 * Secrets sealed with another master key throw a `SecretError`; somebody who is about to enter them again
 * has them forgotten instead.
 */
export async function storedAccount(
  parts: ErpParts,
  connectionId: number,
  unreadable: 'refuse' | 'forget' = 'refuse',
): Promise<Account> {
  return accountIn(parts, await readAccount(parts, connectionId), unreadable)
}

interface Account {
  readonly connectorId: number
  readonly connector: Connector
  readonly callsPerMinute: number | null
  readonly values: SettingValues
}

/** As it is stored: its secrets are sealed. */
type StoredAccount = Awaited<ReturnType<typeof readAccount>>

async function readAccount({ store }: Pick<ErpParts, 'store'>, connectionId: number) {
  const found = await store.db
    .selectFrom('connection')
    .innerJoin('connector', 'connector.id', 'connection.connectorId')
    .leftJoin('protection', 'protection.connectionId', 'connection.id')
    .select(['connection.guid', 'connection.connectorId'])
    .select(['connector.url', 'connector.about', 'connector.secret', 'connector.guid as connectorGuid'])
    .select(['connection.settings', 'connection.secrets', 'protection.callsPerMinute'])
    .where('connection.id', '=', connectionId)
    .where('connection.deletedAt', 'is', null)
    .executeTakeFirst()
  if (!found) throw notFound()
  return found
}

function accountIn(parts: ErpParts, found: StoredAccount, unreadable: 'refuse' | 'forget'): Account {
  const { connectorGuid, url, about, secret } = found
  const connector = connectorAt(parts, { guid: connectorGuid, url, about, secret })
  if (!connector) throw new ConnectorError('misconfigured', notShipped, { detail: url })
  return {
    connectorId: found.connectorId,
    connector,
    callsPerMinute: found.callsPerMinute,
    values: {
      plain: found.settings,
      secrets: opened(parts.masterKey, found.guid, found.secrets, unreadable),
    },
  }
}

/** Secrets as they are stored; they open only for the connection with this guid. */
export function sealed(masterKey: Uint8Array, guid: string, secrets: SettingValues['secrets']) {
  const pairs = Object.entries(secrets)
  return Object.fromEntries(pairs.map(([key, text]) => [key, seal(masterKey, placeOf(guid, key), text)]))
}

function opened(
  masterKey: Uint8Array,
  guid: string,
  secrets: Readonly<Record<string, string>>,
  unreadable: 'refuse' | 'forget',
): Record<string, string> {
  const readable = Object.entries(secrets).flatMap(([key, text]) => {
    try {
      return [[key, open(masterKey, placeOf(guid, key), text)] as const]
    } catch (error) {
      if (unreadable === 'forget' && error instanceof SecretError) return []
      throw error
    }
  })
  return Object.fromEntries(readable)
}

function placeOf(guid: string, key: string): SecretPlace {
  return { table: 'connection', row: guid, field: key }
}

const notShipped = {
  en: 'The sync connector of this connection is not part of this installation.',
  nl: 'De sync connector van deze verbinding is geen deel van deze installatie.',
}
