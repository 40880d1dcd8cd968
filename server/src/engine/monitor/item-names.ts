import { sql } from 'kysely'
import { crmFields } from '../../crm/index.ts'
import type { Db } from '../../store/index.ts'

/** Keys of list items, and the fields that may hold them. */
interface ItemKeys {
  readonly fields: readonly string[]
  readonly keys: readonly string[]
}

export interface NamedItems {
  readonly erp: ItemKeys
  readonly crm: ItemKeys
}

/** The list items whose name holds this text, in any language; undefined if there are none. */
export async function itemsNamed(db: Db, text: string): Promise<NamedItems | undefined> {
  const erp = (
    await sql<{ field: string; key: string }>`
      select f.key as field, i.key from erp_list_item i
      join erp_field f on f.connection_id = i.connection_id and f.list = i.list
      where ${named('i.label', text)}`.execute(db)
  ).rows
  const crm = (
    await sql<{ list: string; key: string }>`
      select list, id::text as key from crm_list_item i where ${named('i.name', text)}`.execute(db)
  ).rows
  if (erp.length + crm.length === 0) return undefined
  const lists = new Set(crm.map(({ list }) => list))
  const fields = await Promise.all(
    (['company', 'person', 'project'] as const).map((t) => crmFields(db, t, 'ever')),
  )
  const holding = fields.flat().filter(({ list }) => list !== undefined && lists.has(list))
  return {
    erp: { fields: erp.map(({ field }) => field), keys: erp.map(({ key }) => key) },
    crm: { fields: holding.map(({ key }) => key), keys: crm.map(({ key }) => key) },
  }
}

// A text is one for all languages, or one for each.
function named(column: string, text: string) {
  const label = sql.ref(column)
  const each = sql`case jsonb_typeof(${label}) when 'object' then ${label} else jsonb_build_object('', ${label}) end`
  return sql`exists (select from jsonb_each_text(${each}) t where position(lower(${text}) in lower(t.value)) > 0)`
}
