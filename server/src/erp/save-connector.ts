import { ConnectorError } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../contract.ts'
import { notFound, ProblemError } from '../problem.ts'
import { audit, seal, type Tx } from '../store/index.ts'
import type { Problem, RemoteAbout } from '../store/tables.ts'
import {
  activeConnections,
  changedMeanwhile,
  differs,
  invalidSecret,
  invalidUrl,
  nameTaken,
  notAnswering,
  secretCleared,
  unknownConnector,
  urlTaken,
} from './connector-refusals.ts'
import { isOfConnector, problemOfConnector } from './failure.ts'
import { inTime } from './guarded-session.ts'
import { builtin, connectorAt, type ErpParts, openSecret, secretPlace } from './parts.ts'
import { remoteAddress } from './remote/address.ts'
import { askAbout } from './remote/connector.ts'
import { violates } from './save-connection.ts'
import { veiledFailure, veiledLog, veilOf } from './veil.ts'

const answerWithinMs = 20_000

interface NewConnector {
  readonly name: string
  readonly url: string
  readonly secret?: string | undefined
}

interface ConnectorChange {
  readonly revision: number
  readonly name?: string | undefined
  readonly url?: string | undefined
  readonly secret?: string | undefined
}

/** Where a connector is, and what it says it is: nothing for one that is shipped here. */
interface Found {
  readonly id: string
  readonly url: string
  readonly about: RemoteAbout | null
}

/** Adds a Sync Connector that is there and answers. Answers its id. */
export async function addConnector(parts: ErpParts, user: SignedIn, given: NewConnector): Promise<number> {
  const url = readUrl(parts, given.url)
  refuseUnsendable(given.secret)
  await refuseDoubles(parts, { url, name: given.name })
  const { about } = await find(parts, url, given.secret)
  const guid = crypto.randomUUID()
  return await once(() =>
    parts.store.transaction(async (tx) => {
      const { id } = await tx
        .insertInto('connector')
        .values({
          ...{ guid, url, name: given.name, updatedBy: user.id },
          ...stored(about),
          secret: sealed(parts, guid, about ? given.secret : undefined),
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await tell(tx, user, 'createConnector', id, null, { name: given.name, url })
      return id
    }),
  )
}

/** Changes a Sync Connector. Whatever says where it is or who we are is tried first. */
export async function changeConnector(
  parts: ErpParts,
  user: SignedIn,
  id: number,
  change: ConnectorChange,
): Promise<void> {
  const before = await parts.store.db
    .selectFrom('connector')
    .selectAll()
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  if (!before) throw notFound()
  if (before.version !== change.revision) throw changedMeanwhile()
  const url = change.url === undefined ? before.url : readUrl(parts, change.url)
  const name = change.name ?? before.name
  refuseUnsendable(change.secret)
  await refuseDoubles(parts, { id, url, name })

  const moved = originOf(url) !== originOf(before.url)
  if (moved && before.secret !== null && change.secret === undefined) throw secretCleared()
  const secret =
    change.secret ?? (moved ? undefined : openSecret(parts.masterKey, before.guid, before.secret))
  const asked = url !== before.url || change.secret !== undefined
  const found = asked ? await find(parts, url, secret) : undefined
  if (found) refuseOther(connectorAt(parts, before)?.id, found)

  await once(() =>
    parts.store.transaction(async (tx) => {
      if (moved) await forgetSecrets(tx, user, id)
      const { numUpdatedRows } = await tx
        .updateTable('connector')
        .set({
          ...{ name, url, version: before.version + 1, updatedBy: user.id, updatedAt: sql`now()` },
          ...(found && {
            ...stored(found.about),
            secret: sealed(parts, before.guid, found.about ? secret : undefined),
          }),
        })
        .where('id', '=', id)
        .where('version', '=', change.revision)
        .where('deletedAt', 'is', null)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) throw changedMeanwhile()
      const now = { name, url, ...(change.secret !== undefined && { secret: 'changed' }) }
      await tell(tx, user, 'changeConnector', id, { name: before.name, url: before.url }, now)
    }),
  )
}

/** Asks a remote connector again what it is, and keeps the answer, or why there was none. Whether it answered. */
export async function checkConnector(parts: ErpParts, id: number): Promise<boolean> {
  const row = await parts.store.db
    .selectFrom('connector')
    .selectAll()
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  if (!row) throw notFound()
  if (row.url.startsWith(builtin)) return true
  const result = await asked(parts, row.url, openSecret(parts.masterKey, row.guid, row.secret))
  const other = 'about' in result && row.about !== null && result.about.id !== row.about.id
  const problem =
    'problem' in result ? result.problem : other ? differs(row.about?.id ?? '', result.about.id) : null
  await parts.store.transaction(async (tx) => {
    await tx
      .updateTable('connector')
      .set({
        askedAt: sql`now()`,
        problem: problem && JSON.stringify(problem),
        ...(problem === null && 'about' in result && { about: JSON.stringify(result.about) }),
      })
      .where('id', '=', id)
      .where('version', '=', row.version)
      .execute()
    await sql`select pg_notify('koppel_live', '{"kind":"connections"}')`.execute(tx)
  })
  return problem === null
}

function readUrl(parts: ErpParts, typed: string): string {
  if (typed.startsWith(builtin)) {
    if (!parts.builtin.has(typed.slice(builtin.length))) throw unknownConnector([...parts.builtin.keys()])
    return typed
  }
  const url = remoteAddress(typed)
  if (url === undefined) throw invalidUrl()
  return url
}

/** It travels in a header, which holds no more than this. */
function refuseUnsendable(secret: string | undefined): void {
  if (secret !== undefined && !/^[\x21-\x7e]+$/.test(secret)) throw invalidSecret()
}

function originOf(url: string): string {
  return url.startsWith(builtin) ? url : new URL(url).origin
}

async function find(parts: ErpParts, url: string, secret: string | undefined): Promise<Found> {
  if (url.startsWith(builtin)) return { id: url.slice(builtin.length), url, about: null }
  const result = await asked(parts, url, secret)
  if ('problem' in result) throw notAnswering(result.problem)
  return { id: result.about.id, url, about: result.about }
}

/** What a remote connector says it is, or why it does not. */
async function asked(
  parts: ErpParts,
  url: string,
  secret: string | undefined,
): Promise<{ readonly about: RemoteAbout } | { readonly problem: Problem }> {
  const veil = veilOf([secret ?? ''])
  const signal = AbortSignal.timeout(answerWithinMs)
  const host = parts.createHost({ log: veiledLog(veil, parts.log), signal })
  try {
    const answer = askAbout({ url, secret: () => secret }, host)
    return { about: await inTime(answer, signal, answerWithinMs) }
  } catch (error) {
    const failure = veiledFailure(veil, signal.aborted ? new ConnectorError('unavailable', tooSlow) : error)
    if (!isOfConnector(failure)) throw failure
    return { problem: problemOfConnector(failure) }
  } finally {
    await host.close()
  }
}

function refuseOther(before: string | undefined, { id }: Found): void {
  if (before === undefined || before === id) return
  const { code, explanation } = differs(before, id)
  throw new ProblemError(422, code, explanation, { faults: [{ code, explanation, at: 'url' }] })
}

async function refuseDoubles(
  { store }: ErpParts,
  { id = 0, url, name }: { readonly id?: number; readonly url: string; readonly name: string },
): Promise<void> {
  const rows = await store.db
    .selectFrom('connector')
    .select(['name', 'url'])
    .where('deletedAt', 'is', null)
    .where('id', '<>', id)
    .where(({ or, eb }) => or([eb('url', '=', url), eb(sql`lower(name)`, '=', sql`lower(${name})`)]))
    .execute()
  const same = rows.find((row) => row.url === url)
  if (same) throw urlTaken(same.name)
  if (rows.length > 0) throw nameTaken()
}

/** Passwords meant for one host are not sent to another. */
async function forgetSecrets(tx: Tx, user: SignedIn, connectorId: number): Promise<void> {
  const { rows } = await sql<{ id: number; name: string; active: boolean; secrets: number }>`
    select id, name, active, (select count(*) from jsonb_object_keys(secrets)) as secrets
    from connection where connector_id = ${connectorId} and (secrets <> '{}' or active) for no key update`.execute(
    tx,
  )
  const active = rows.filter((row) => row.active)
  if (active.length > 0) throw activeConnections(active)
  for (const { id, secrets } of rows) {
    if (secrets === 0) continue
    await sql`update connection set secrets = '{}', version = version + 1, updated_at = now() where id = ${id}`.execute(
      tx,
    )
    await audit(tx, {
      userId: user.id,
      action: 'clearSecrets',
      subject: `connection/${id}`,
      old: { secrets },
    })
  }
}

function stored(about: RemoteAbout | null) {
  return {
    about: about && JSON.stringify(about),
    problem: null,
    askedAt: about ? sql<string>`now()` : null,
  }
}

function sealed({ masterKey }: ErpParts, guid: string, secret: string | undefined): string | null {
  return secret === undefined ? null : seal(masterKey, secretPlace(guid), secret)
}

/** Two administrators at once: the indexes have the last word. */
export async function once<T>(save: () => Promise<T>): Promise<T> {
  try {
    return await save()
  } catch (error) {
    if (violates(error, 'connector_url')) throw urlTaken(undefined)
    if (violates(error, 'connector_name')) throw nameTaken()
    throw error
  }
}

/** Notes who changed what, and tells every open screen once the transaction is committed. */
export async function tell(
  tx: Tx,
  user: SignedIn,
  action: string,
  connectorId: number,
  oldValue: unknown,
  newValue: unknown,
): Promise<void> {
  await audit(tx, {
    userId: user.id,
    action,
    subject: `connector/${connectorId}`,
    old: oldValue,
    new: newValue,
  })
  await sql`select pg_notify('koppel_live', '{"kind":"connections"}')`.execute(tx)
}

const tooSlow = {
  en: 'The sync connector did not answer within 20 seconds.',
  nl: 'De Sync Connector antwoordde niet binnen 20 seconden.',
}
