import { type RawBuilder, sql } from 'kysely'
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

interface Titled extends TwinForms {
  readonly id: number
  readonly title: string
}

/**
 * Of each row another one of this import with the same VAT number, or the same name and postcode: its title. Those of a
 * batch, in their order, look among the ones before them and among all that were judged before.
 */
export async function twinsOf(
  db: Db,
  importId: number,
  rows: readonly Titled[],
): Promise<ReadonlyMap<number, string>> {
  const given = rows.filter(({ vatForm, nameForm }) => vatForm !== null || nameForm !== null)
  if (given.length === 0) return new Map()
  const forms = given.map(({ id, vatForm, nameForm }) => ({ id, vatForm, nameForm }))
  // Rows that are not judged have no forms: who is judged later finds who was judged before, whichever was added first.
  const { rows: stored } = await sql<{ id: number; title: string }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(forms)}::jsonb) as g (id bigint, "vatForm" text, "nameForm" text)
    ),
    others as (
      select g.id, r.title, r.id as other from given g cross join lateral (${first(importId, sql`r.vat_form = g."vatForm"`)}) r
      union all
      select g.id, r.title, r.id from given g cross join lateral (${first(importId, sql`r.name_form = g."nameForm"`)}) r
    )
    select distinct on (id) id, title from others order by id, other`.execute(db)
  return new Map([...twinsAmong(given), ...stored.map(({ id, title }): [number, string] => [id, title])])
}

// One by one, by the index: joined with all of them, each thousand would read the whole import.
function first(importId: number, isSame: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select t.id, t.title from (
      select r.id, r.title from import_row r
      where r.import_id = ${importId} and ${isSame} and r.id <> g.id
      offset 0
    ) t order by t.id limit 1`
}

function twinsAmong(rows: readonly Titled[]): ReadonlyMap<number, string> {
  const first = new Map<string, string>()
  const twins = new Map<number, string>()
  for (const { id, title, vatForm, nameForm } of rows) {
    const forms = [
      vatForm === null ? [] : `vat ${vatForm}`,
      nameForm === null ? [] : `name ${nameForm}`,
    ].flat()
    const [twin] = forms.flatMap((form) => first.get(form) ?? [])
    if (twin !== undefined) twins.set(id, twin)
    for (const form of forms) if (!first.has(form)) first.set(form, title)
  }
  return twins
}
