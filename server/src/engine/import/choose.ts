import { sql } from 'kysely'
import type { SignedIn, z } from '../../contract.ts'
import { ProblemError } from '../../problem.ts'
import type { Store, Tx } from '../../store/index.ts'
import type { decideImportRows } from './contract.ts'
import { rowsThatFit } from './list-rows.ts'
import { checkMayImport, lockForChange, type StoredImport } from './rights.ts'

type Decision = z.infer<(typeof decideImportRows)['request']['body']['content']['application/json']['schema']>

/** Ticks, unticks or decides about rows; those that are carried out already stay. Answers how many changed. */
export async function decideRows(
  store: Store,
  user: SignedIn,
  of: StoredImport,
  { ids, where, ticked, choice }: Decision,
): Promise<number> {
  await checkMayImport(store.db, user, of.connectionId)
  const some = ids
    ? sql`r.import_id = ${of.id} and r.id = any(${ids}::bigint[])`
    : rowsThatFit(of.id, where ?? {})
  const which = sql`${some} and (r.outcome is null or r.outcome = 'failed')`
  return await store.transaction(async (tx) => {
    await lockForChange(tx, of.id)
    let changed = 0
    if (ticked !== undefined) {
      const done = await sql`update import_row r set selected = ${ticked} where ${which}`.execute(tx)
      changed = Number(done.numAffectedRows)
    }
    if (choice === undefined) return changed
    if (choice?.do === 'link') return await chooseLink(tx, which, choice.recordId)
    const done = await sql`
      update import_row r set choice = ${choice?.do ?? null}, choice_record = null
      where ${which} and r.verdict in ('new', 'update', 'duplicate')`.execute(tx)
    return Number(done.numAffectedRows)
  })
}

// The likeliest that is free, or the one that was named; it must be one that was found.
async function chooseLink(
  tx: Tx,
  which: ReturnType<typeof sql>,
  recordId: number | undefined,
): Promise<number> {
  const done = await sql`
    update import_row r set choice = 'link', choice_record = found.id
    from (
      select r.id as row_id, coalesce(
        case when r.verdict = 'update' and r.record_id = coalesce(${recordId ?? null}::bigint, r.record_id)
          then r.record_id end,
        (select (c ->> 'recordId')::bigint from jsonb_array_elements(r.candidates) with ordinality as o (c, place)
         where not (c ->> 'taken')::boolean
           and (${recordId ?? null}::bigint is null or (c ->> 'recordId')::bigint = ${recordId ?? null}::bigint)
         order by place limit 1)) as id
      from import_row r where ${which} and r.verdict in ('update', 'duplicate')
    ) found
    where found.row_id = r.id and found.id is not null`.execute(tx)
  const changed = Number(done.numAffectedRows)
  if (changed === 0 && recordId !== undefined) throw notACandidate()
  return changed
}

function notACandidate(): ProblemError {
  return new ProblemError(422, 'notACandidate', {
    en: 'This record is none of those that were found, or it is linked to another actor. Nothing was changed.',
    nl: 'Dit record is niet een van de gevonden records, of het is met een andere actor verbonden. Er is niets gewijzigd.',
  })
}
