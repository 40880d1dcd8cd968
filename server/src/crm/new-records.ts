import type { Fields, Value } from '@koppel/sdk'
import { type CopyValue, copyLine, type Db } from '../store/index.ts'
import type { RecordType } from '../store/tables.ts'
import { type CrmField, crmFields } from './fields.ts'
import { type Writer, writerName } from './records.ts'

/** A record to be made under an id that was reserved for it; `fields` fit. */
export interface NewRecord {
  readonly id: number
  readonly fields: Fields
  readonly companyId: number | null
}

/** How many records are made at once: a row for each, to be copied in with this statement. */
export interface RecordRows {
  readonly statement: string
  readonly line: (record: NewRecord) => string
}

export async function newRecords(db: Db, recordType: RecordType, by: Writer): Promise<RecordRows> {
  const fields = await crmFields(db, recordType)
  const standard = fields.filter(({ custom }) => !custom).map(({ key }) => key)
  const custom = fields.filter((field) => field.custom)
  const owner = recordType === 'company' ? [] : ['company_id']
  const columns = ['id', ...owner, ...standard.map(columnOf), 'custom', 'created_by', 'updated_by']
  const writer = writerName(by)
  return {
    statement: `copy ${recordType} (${columns.map((column) => `"${column}"`).join()}) from stdin`,
    line: ({ id, fields: values, companyId }) =>
      copyLine([
        id,
        ...(recordType === 'company' ? [] : [companyId]),
        ...standard.map((key): CopyValue => values[key] ?? null),
        JSON.stringify(customOf(custom, values)),
        writer,
        writer,
      ]),
  }
}

function customOf(fields: readonly CrmField[], values: Fields): Record<string, Value> {
  const found: Record<string, Value> = {}
  for (const { key } of fields) {
    const value = values[key]
    if (value !== null && value !== undefined) found[key] = value
  }
  return found
}

function columnOf(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
