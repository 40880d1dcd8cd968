import { textIn } from '@koppel/sdk'
import type { Env } from '../../contract.ts'
import type { Db } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import { crmFields } from '../fields.ts'
import { crmListItems } from '../lists.ts'

/** The fields of a record type as the web shows them. */
export async function fieldsForCard(
  db: Db,
  recordType: RecordType,
  language: Env['Variables']['language'],
  which: 'inUse' | 'ever' = 'inUse',
) {
  const fields = await crmFields(db, recordType, which)
  const items = await crmListItems(
    db,
    fields.flatMap(({ list }) => list ?? []),
  )
  return fields.map(({ list, label, help, maxLength, decimals, outOfUse: _, ...field }) => ({
    ...field,
    label: textIn(label, language),
    help: help === undefined ? null : textIn(help, language),
    maxLength: maxLength ?? null,
    decimals: decimals ?? null,
    items: list
      ? (items.get(list) ?? []).map(({ key, name, inactive }) => ({
          key,
          name: textIn(name, language),
          inactive,
        }))
      : null,
  }))
}
