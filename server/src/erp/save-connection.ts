import { randomUUID } from 'node:crypto'
import type { Connector, Fields } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../contract.ts'
import { notFound, ProblemError } from '../problem.ts'
import type { Tx } from '../store/index.ts'
import { audit } from '../store/index.ts'
import type { Scope } from './connections.ts'
import { availableConnector } from './connectors.ts'
import { type Description, describeErp, storeDescription } from './describe.ts'
import { refusalOfConnector } from './failure.ts'
import type { ErpParts } from './parts.ts'
import { proves } from './proof.ts'
import { checkScope, scopeInWords, storeScope } from './scope.ts'
import { sealed, storedAccount, withSession } from './session.ts'
import { chosenTexts } from './setting-items.ts'
import { readSettings, type SettingValues, sameValues } from './settings.ts'
import { settingsInWords, type Texts, toldOfSettings } from './told.ts'

export interface NewConnection {
  readonly name: string
  readonly description: string
  readonly scope: Scope
  readonly connectorId: number
  readonly settings: Fields
  readonly proof: string
}

export interface ConnectionChange {
  readonly version: number
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly scope?: Scope | undefined
  readonly settings?: Fields | undefined
  readonly proof?: string | undefined
}

/** Adds a connection whose settings were tested, with what the ERP offers. Answers its id. */
export async function addConnection(parts: ErpParts, user: SignedIn, given: NewConnection): Promise<number> {
  const connector = await availableConnector(parts, given.connectorId)
  checkScope(given.scope)
  const values = readSettings(connector.settings, given.settings)
  checkProof(parts, given.connectorId, values, given.proof)
  const described = await askDescription(parts, connector, values)
  const texts = await chosenTexts(parts, connector, values)
  const guid = randomUUID()
  return namedOnce(() =>
    parts.store.transaction(async (tx) => {
      await lockConnector(tx, given.connectorId)
      const { id } = await tx
        .insertInto('connection')
        .values({
          guid,
          connectorId: given.connectorId,
          name: given.name,
          description: given.description,
          settings: JSON.stringify(values.plain),
          secrets: JSON.stringify(sealed(parts.masterKey, guid, values.secrets)),
          settingTexts: JSON.stringify(texts),
          scope: given.scope.kind,
          priority: sql<number>`(select coalesce(max(priority), 0) + 1 from connection)`,
          updatedBy: user.id,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await storeScope(tx, id, given.scope)
      await storeDescription(tx, id, described)
      const { name, description } = given
      const scope = await scopeInWords(tx, id)
      const settings = settingsInWords(connector.settings, values.plain, texts)
      await tell(tx, user, 'createConnection', id, null, { name, description, scope, settings })
      return id
    }),
  )
}

/** Changes a connection; settings only with a proof that they work, and only while it is inactive. */
export async function changeConnection(
  parts: ErpParts,
  user: SignedIn,
  id: number,
  change: ConnectionChange,
): Promise<void> {
  const before = await parts.store.db
    .selectFrom('connection')
    .selectAll()
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  if (!before) throw notFound()
  if (before.version !== change.version) throw changedMeanwhile()
  if (change.scope) checkScope(change.scope)
  const settings = await settingsToSave(parts, id, before.active, change)

  await namedOnce(() =>
    parts.store.transaction(async (tx) => {
      const scope = await scopeInWords(tx, id)
      const { numUpdatedRows } = await tx
        .updateTable('connection')
        .set({
          ...changedColumns(change),
          ...(settings && {
            settings: JSON.stringify(settings.values.plain),
            secrets: JSON.stringify(sealed(parts.masterKey, before.guid, settings.values.secrets)),
            settingTexts: JSON.stringify(settings.texts),
            ...anew,
          }),
          version: before.version + 1,
          updatedAt: sql`now()`,
          updatedBy: user.id,
        })
        .where('id', '=', id)
        .where('version', '=', change.version)
        .where('deletedAt', 'is', null)
        // Settings of an active connection are locked, also if it was activated just now.
        .$if(settings !== undefined, (query) => query.where('active', '=', false))
        .executeTakeFirst()
      if (numUpdatedRows === 0n) throw changedMeanwhile()
      if (change.scope) await storeScope(tx, id, change.scope)
      if (settings) await settingsChanged(tx, id, settings.described)
      const { name, description } = change
      const now = { name, description, ...(change.scope && { scope: await scopeInWords(tx, id) }) }
      const told = toldOfSettings({ ...before, scope }, now)
      const ofSettings = settings && toldOfAccount(settings, before.settingTexts)
      await tell(
        ...([tx, user, 'changeConnection', id] as const),
        ...[
          { ...told.old, ...ofSettings?.old },
          { ...told.new, ...ofSettings?.new },
        ],
      )
    }),
  )
}

/** A connector that is being deleted takes no more connections; one in use is not deleted. */
export async function lockConnector(tx: Tx, id: number): Promise<void> {
  const found = await tx
    .selectFrom('connector')
    .select('id')
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .forKeyShare()
    .executeTakeFirst()
  if (found) return
  throw new ProblemError(409, 'connectorDeleted', {
    en: 'The Sync Connector of this ERP connection was deleted. Restore it first.',
    nl: 'De Sync Connector van deze ERP-verbinding is verwijderd. Herstel die eerst.',
  })
}

function changedColumns({ name, description, scope }: ConnectionChange) {
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(scope && { scope: scope.kind }),
  }
}

/** Of secrets only which of them changed. */
function toldOfAccount({ connector, values: now, stored: was, texts }: SettingsToSave, before: Texts) {
  const { settings } = connector
  const plain = toldOfSettings(was.plain, now.plain)
  const secrets = Object.keys(toldOfSettings(was.secrets, now.secrets).new)
  const changed = Object.fromEntries(secrets.map((key) => [key, 'changed'] as const))
  return {
    old: { settings: settingsInWords(settings, plain.old, before) },
    new: {
      settings: settingsInWords(settings, plain.new, texts),
      ...(secrets.length > 0 && { secrets: settingsInWords(settings, changed) }),
    },
  }
}

/** Other settings may be those of another administration: the links are compared before anything is written. */
async function settingsChanged(tx: Tx, id: number, described: Description): Promise<void> {
  await storeDescription(tx, id, described)
  await sql`
    insert into protection as p (connection_id, compare_reason, compare_since)
    select ${id}::bigint, 'settings', now()
    where exists (select from link where connection_id = ${id} and ended_at is null)
    on conflict (connection_id) do update set compare_since = excluded.compare_since, compare_position = 0,
      compared_at = null, compare_reason = coalesce(p.compare_reason, excluded.compare_reason)`.execute(tx)
}

/** Whatever failed before, it is tried afresh. */
export const anew = {
  state: 'ok',
  stateReason: null,
  stateSince: sql<string>`now()`,
  attempts: 0,
  nextTryAt: null,
} as const

interface SettingsToSave {
  readonly connector: Connector
  readonly values: SettingValues
  /** What they replace. */
  readonly stored: SettingValues
  readonly described: Description
  readonly texts: Texts
}

async function settingsToSave(
  parts: ErpParts,
  id: number,
  active: boolean,
  { settings, proof }: ConnectionChange,
): Promise<SettingsToSave | undefined> {
  if (!settings) return undefined
  const stored = await storedAccount(parts, id, 'forget')
  const values = readSettings(stored.connector.settings, settings, stored.values)
  const same = sameValues(values, stored.values)
  if (same && (active || proof === undefined)) return undefined
  if (active) throw settingsLocked()
  checkProof(parts, stored.connectorId, values, proof ?? '')
  const described = await askDescription(parts, stored.connector, values)
  const texts = await chosenTexts(parts, stored.connector, values)
  return { connector: stored.connector, values, stored: stored.values, described, texts }
}

async function askDescription(
  parts: ErpParts,
  connector: Connector,
  values: SettingValues,
): Promise<Description> {
  try {
    return await withSession(parts, connector, values, describeErp)
  } catch (error) {
    throw refusalOfConnector(error)
  }
}

function checkProof(parts: ErpParts, connectorId: number, values: SettingValues, proof: string): void {
  if (proves(parts.masterKey, proof, { connectorId, values }, Date.now())) return
  throw new ProblemError(422, 'notTested', {
    en: 'Test the ERP connection with exactly these values first.',
    nl: 'Test de ERP-verbinding eerst met precies deze waarden.',
  })
}

/** Notes who changed what, and tells every open screen once the transaction is committed. */
export async function tell(
  tx: Tx,
  user: SignedIn,
  action: string,
  connectionId: number,
  oldValue: unknown,
  newValue: unknown,
): Promise<void> {
  await audit(tx, {
    userId: user.id,
    action,
    subject: `connection/${connectionId}`,
    old: oldValue,
    new: newValue,
  })
  await sql`select pg_notify('koppel_live', '{"kind":"connections"}')`.execute(tx)
}

/** Saves; refuses as `taken` says when there is another connection of this name. */
export async function namedOnce<T>(
  save: () => Promise<T>,
  taken: () => ProblemError | Promise<ProblemError> = nameTaken,
): Promise<T> {
  try {
    return await save()
  } catch (error) {
    if (!violates(error, 'connection_name')) throw error
    throw await taken()
  }
}

function nameTaken(): ProblemError {
  return new ProblemError(409, 'nameTaken', {
    en: 'There is another ERP connection with this name.',
    nl: 'Er is al een ERP-verbinding met deze naam.',
  })
}

/** Whether PostgreSQL refused because of this unique index. */
export function violates(error: unknown, index: string): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === index
}

export function changedMeanwhile(): ProblemError {
  return new ProblemError(409, 'connectionChanged', {
    en: 'Somebody else changed this ERP connection meanwhile. Refresh and try again.',
    nl: 'Iemand anders heeft deze ERP-verbinding intussen gewijzigd. Vernieuw en probeer opnieuw.',
  })
}

function settingsLocked(): ProblemError {
  return new ProblemError(409, 'activeSettingsLocked', {
    en: 'Clear Active first: the configuration fields of an active connection are locked.',
    nl: 'Maak Actief eerst leeg: de configuratievelden van een actieve verbinding zijn vergrendeld.',
  })
}
