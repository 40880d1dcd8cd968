import { sql } from 'kysely'
import { addToSelection, saveRecordSelection } from '../../crm/index.ts'
import type { Db, Tx } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import { recordTypeOf } from '../../sync/index.ts'
import { stored } from './rights.ts'
import { toDo } from './to-do.ts'

export interface Ended {
  readonly importId: number
  readonly language: 'nl' | 'en'
}

/** Saves the two lists, and tells that an import is carried out as far as it goes. */
export async function endOfImport(tx: Tx, ended: Ended, state: 'done' | 'stopped'): Promise<void> {
  await saveSelections(tx, ended)
  if (state === 'stopped') return
  await sql`
    update import i set state = 'done' where i.id = ${ended.importId} and i.state = 'started'
      and not exists (select from import_row r where r.import_id = i.id and ${toDo})`.execute(tx)
}

/** The records an import made and updated so far, as saved selections of whoever began it. May be said again. */
export async function saveSelections(db: Db | Tx, { importId, language }: Ended): Promise<void> {
  const found = await stored(db, importId)
  if (!found) return
  const { rows } = await sql<{ name: string; created: number | null; updated: number | null; day: string }>`
    select c.name, i.created_selection as created, i.updated_selection as updated,
      to_char(i.created_at, 'YYYY-MM-DD') as day
    from import i join connection c on c.id = i.connection_id where i.id = ${importId}
      and exists (select from app_user u where u.id = i.created_by)`.execute(db)
  const [one] = rows
  if (!one) return
  for (const outcome of ['created', 'updated'] as const) {
    const records = sql`select record_id from import_row where import_id = ${importId} and outcome = ${outcome}`
    const known = one[outcome]
    if (known !== null) await addToSelection(db, known, records)
    else if (await any(db, importId, outcome)) {
      const name = `${names[language][outcome]} ${one.name} ${one.day}`
      const made = { userId: found.createdBy, recordType: typeOf(found.actorType), name }
      const id = await saveRecordSelection(db, made, records)
      const column = outcome === 'created' ? sql`created_selection` : sql`updated_selection`
      await sql`update import set ${column} = ${id} where id = ${importId}`.execute(db)
    }
  }
}

async function any(db: Db | Tx, importId: number, outcome: string): Promise<boolean> {
  const { rows } = await sql`
    select from import_row where import_id = ${importId} and outcome = ${outcome} limit 1`.execute(db)
  return rows.length > 0
}

function typeOf(actorType: keyof typeof recordTypeOf): RecordType {
  return recordTypeOf[actorType]
}

const names = {
  nl: { created: 'Nieuw uit', updated: 'Bijgewerkt uit' },
  en: { created: 'New from', updated: 'Updated from' },
} as const
