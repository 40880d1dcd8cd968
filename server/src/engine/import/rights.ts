import { sql } from 'kysely'
import type { SignedIn } from '../../contract.ts'
import { checkConnection } from '../../erp/index.ts'
import { notFound, ProblemError } from '../../problem.ts'
import type { Db, Tx } from '../../store/index.ts'
import type { ImportTable, RecordType } from '../../store/tables.ts'
import { recordTypeOf } from '../../sync/index.ts'
import { isRunning } from '../schedule.ts'

/** An import as it is stored. */
export interface StoredImport {
  readonly id: number
  readonly connectionId: number
  readonly actorType: ImportTable['actorType']
  readonly recordType: RecordType
  readonly state: 'open' | 'started' | 'paused' | 'cancelled' | 'done' | 'undone'
  readonly settings: ImportTable['settings']['__select__']
  readonly createdBy: string
}

/** Why this user may import from no connection at all; null if they may. */
export async function whyNotImport(db: Db, user: SignedIn, language: 'nl' | 'en') {
  // Without this no connection is theirs to use, and the list of them is blank.
  if (!user.licences.includes('erpSync')) return { code: 'needsErpSync', title: needsErpSync[language] }
  return (await mayImport(db, user)) ? null : { code: 'mayNotImport', title: mayNotImport[language] }
}

/** Who imports needs the right to, unless the engine is off (spec §3). */
export async function mayImport(db: Db, user: SignedIn): Promise<boolean> {
  return user.licences.includes('import') || !(await isRunning(db))
}

/**
 * Whoever changes an import, or carries one out, must still have the right and be able to link.
 *
 * @throws ProblemError 404; 403 `mayNotImport`, `mayNotConnect`
 */
export async function checkMayImport(db: Db, user: SignedIn, connectionId: number): Promise<void> {
  const { canConnect } = await checkConnection(db, user, connectionId)
  if (!(await mayImport(db, user))) throw new ProblemError(403, 'mayNotImport', mayNotImport)
  if (!canConnect) throw new ProblemError(403, 'mayNotConnect', mayNotConnect)
}

/** An import of this user, or of anybody for an administrator, in a connection they may use; 404 otherwise. */
export async function readStored(db: Db, user: SignedIn, id: number): Promise<StoredImport> {
  const found = await stored(db, id)
  if (!found || (found.createdBy !== user.id && user.role !== 'administrator')) throw notFound()
  await checkConnection(db, user, found.connectionId)
  return found
}

/** The same without asking who wants it. */
export async function stored(db: Db, id: number): Promise<StoredImport | undefined> {
  const row = await db
    .selectFrom('import')
    .select(['id', 'connectionId', 'actorType', 'state', 'settings', 'createdBy'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { ...row, recordType: recordTypeOf[row.actorType] }
}

/**
 * Keeps an import from changing until the transaction ends.
 *
 * @throws ProblemError 409 `importBusy` while something of it is under way, `importEnded` once it was cancelled or undone
 */
export async function lockForChange(tx: Tx, id: number): Promise<void> {
  const { rows } = await sql<{ state: string; busy: boolean }>`
    select i.state, exists (${openRuns(id)}) as busy from import i where i.id = ${id} for update`.execute(tx)
  const [found] = rows
  if (!found) throw notFound()
  if (found.busy) throw importBusy()
  if (found.state === 'cancelled' || found.state === 'undone')
    throw new ProblemError(409, 'importEnded', importEnded)
}

/** SQL of the runs of an import that are under way. */
export function openRuns(id: number) {
  return sql`select from run r where r.options ->> 'importId' = ${String(id)} and r.options ? 'importId'
    and r.state in ('queued', 'running')`
}

export function importBusy(): ProblemError {
  return new ProblemError(409, 'importBusy', {
    en: 'Something of this import is still under way. Wait until it is done, or stop it.',
    nl: 'Er is nog iets van deze import bezig. Wacht tot het klaar is, of stop het.',
  })
}

export const mayNotImport = {
  en: 'While the sync engine is on, importing needs a licence for it. Ask an administrator.',
  nl: 'Zolang de synchronisatie aan staat, is voor importeren een licentie nodig. Vraag een beheerder erom.',
}

export const needsErpSync = {
  en: 'Importing links records to the ERP: that needs the licence ERP sync, too. Ask an administrator for it.',
  nl: 'Importeren verbindt kaarten met het ERP: daarvoor is ook de licentie ERP-synchronisatie nodig. Vraag een beheerder erom.',
}

export const mayNotConnect = {
  en: 'You have no right to connect in this ERP connection. Ask an administrator for it.',
  nl: 'U hebt in deze ERP-verbinding geen recht om te verbinden. Vraag een beheerder erom.',
}

const importEnded = {
  en: 'This import was cancelled or undone. Begin a new one.',
  nl: 'Deze import is geannuleerd of ongedaan gemaakt. Begin een nieuwe.',
}
