import { sql } from 'kysely'
import type { NormalForm } from '../../crm/index.ts'
import type { Db } from '../../store/index.ts'
import type { ImportSettings } from '../../store/tables.ts'

/** By what two actors of one import are taken for the same. */
export interface TwinForms {
  readonly vatForm: string | null
  readonly nameForm: string | null
}

export function twinForms(form: NormalForm | undefined, { keys }: ImportSettings): TwinForms {
  const zip = form?.zips[0]
  const named = form?.name != null && zip !== undefined && keys.includes('nameAndZip')
  return {
    vatForm: keys.includes('vatNo') ? (form?.vatNo ?? null) : null,
    nameForm: named ? `${form.name} ${zip}` : null,
  }
}

/** Of each row another one before it, in this import, with the same VAT number or the same name and postcode: its title. */
export async function twinsOf(
  db: Db,
  importId: number,
  rows: readonly ({ readonly id: number } & TwinForms)[],
): Promise<ReadonlyMap<number, string>> {
  const given = rows.filter(({ vatForm, nameForm }) => vatForm !== null || nameForm !== null)
  if (given.length === 0) return new Map()
  const { rows: twins } = await sql<{ id: number; title: string }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (id bigint, "vatForm" text, "nameForm" text)
    ),
    others as (
      select g.id, r.title, r.id as other from given g
      join import_row r on r.import_id = ${importId} and r.vat_form = g."vatForm" and r.id < g.id
      union all
      select g.id, r.title, r.id from given g
      join import_row r on r.import_id = ${importId} and r.name_form = g."nameForm" and r.id < g.id
      union all
      select g.id, r.title, r.id from given g join given o on o.id < g.id
        and (o."vatForm" = g."vatForm") join import_row r on r.id = o.id
      union all
      select g.id, r.title, r.id from given g join given o on o.id < g.id
        and (o."nameForm" = g."nameForm") join import_row r on r.id = o.id
    )
    select distinct on (id) id, title from others order by id, other`.execute(db)
  return new Map(twins.map(({ id, title }) => [id, title]))
}
