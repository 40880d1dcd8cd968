import { sql } from 'kysely'
import type { SignedIn } from '../../contract.ts'
import { ProblemError } from '../../problem.ts'
import { audit, type Tx } from '../../store/index.ts'
import { cancelLongWork } from '../long-work/queue.ts'
import type { EngineParts } from '../parts.ts'
import { queue } from './request.ts'
import { saveSelections } from './results.ts'
import { checkMayImport, lockForChange, type StoredImport } from './rights.ts'
import { toDo } from './to-do.ts'

/** Has an import taken back. */
export async function undo({ store }: EngineParts, user: SignedIn, of: StoredImport): Promise<void> {
  await checkMayImport(store.db, user, of.connectionId)
  await store.transaction(async (tx) => {
    await lockForUndo(tx, of.id)
    const { rows } = await sql`
      select from import_row where import_id = ${of.id} and outcome in ('created', 'updated') limit 1`.execute(
      tx,
    )
    if (rows.length === 0) throw new ProblemError(409, 'nothingToUndo', nothingToUndo)
    const run = await queue(tx, user, of, 'importUndo', { importId: of.id })
    await audit(tx, { userId: user.id, action: 'undoImport', subject: `import/${of.id}`, new: { run } })
  })
}

/** One that was cancelled can be undone. */
async function lockForUndo(tx: Tx, id: number): Promise<void> {
  try {
    await lockForChange(tx, id)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'importEnded') throw error
  }
}

interface Asked {
  readonly state: 'started' | 'paused' | 'cancelled'
  readonly failed: boolean
  readonly ids?: readonly number[] | undefined
}

/** Carries an import out or goes on with it, pauses or cancels it. What is done stays. */
export async function changeState(
  { store }: EngineParts,
  user: SignedIn,
  of: StoredImport,
  asked: Asked,
  language: 'nl' | 'en',
): Promise<void> {
  if (asked.state === 'started') await checkMayImport(store.db, user, of.connectionId)
  await store.transaction(async (tx) => {
    if (asked.state === 'started') await start(tx, user, of, asked, language)
    else await stop(tx, of, asked.state, language)
    await audit(tx, {
      ...{ userId: user.id, action: actions[asked.state], subject: `import/${of.id}` },
      new: { failed: asked.failed },
    })
  })
}

const actions = { started: 'startImport', paused: 'pauseImport', cancelled: 'cancelImport' } as const

async function start(
  tx: Tx,
  user: SignedIn,
  of: StoredImport,
  { failed, ids }: Asked,
  language: 'nl' | 'en',
): Promise<void> {
  await lockForChange(tx, of.id)
  if (failed) await tryAgain(tx, of.id, ids)
  const { rows } = await sql<{ toDo: number; unjudged: number }>`
    select count(*) filter (where ${toDo}) as to_do,
      count(*) filter (where r.verdict is null and r.outcome is null and r.selected) as unjudged
    from import_row r join import i on i.id = r.import_id where r.import_id = ${of.id}`.execute(tx)
  const counts = rows[0] ?? { toDo: 0, unjudged: 0 }
  if (counts.unjudged > 0) throw new ProblemError(409, 'notPreviewed', notPreviewed)
  if (counts.toDo === 0) throw new ProblemError(409, 'nothingToImport', nothingToImport)
  await queue(tx, user, of, 'import', { importId: of.id, language })
  await sql`update import set state = 'started' where id = ${of.id}`.execute(tx)
}

/** Rows that failed are carried out again as they were decided; those that are doubtful wait for a decision. */
async function tryAgain(tx: Tx, importId: number, ids: readonly number[] | undefined): Promise<void> {
  const which = ids ? sql`id = any(${[...ids]}::bigint[])` : sql`true`
  await sql`
    update import_row set outcome = null, problem = case when verdict = 'duplicate' then problem end
    where import_id = ${importId} and outcome = 'failed' and ${which}`.execute(tx)
}

async function stop(
  tx: Tx,
  of: StoredImport,
  state: 'paused' | 'cancelled',
  language: 'nl' | 'en',
): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select r.id from run r where r.options ->> 'importId' = ${String(of.id)} and r.options ? 'importId'
      and r.state in ('queued', 'running') and r.kind <> 'importUndo'`.execute(tx)
  const ends = state === 'paused' ? ['started'] : ['open', 'started', 'paused', 'done']
  await sql`update import set state = ${state} where id = ${of.id} and state = any(${ends}::text[])`.execute(
    tx,
  )
  for (const { id } of rows) await cancelLongWork(tx, id)
  await saveSelections(tx, { importId: of.id, language })
}

const notPreviewed = {
  en: 'Look at the preview first: some rows are not judged yet.',
  nl: 'Bekijk eerst het voorbeeld: enkele regels zijn nog niet beoordeeld.',
}

const nothingToUndo = {
  en: 'This import has made and linked nothing that could be undone.',
  nl: 'Deze import heeft niets gemaakt of verbonden dat ongedaan kan worden gemaakt.',
}

const nothingToImport = {
  en: 'There is nothing to import. Tick rows, or decide about possible duplicates.',
  nl: 'Er is niets te importeren. Vink regels aan, of beslis over mogelijke dubbelen.',
}
