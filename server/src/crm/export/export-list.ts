import { type Text, textIn } from '@koppel/sdk'
import type { Env } from '../../contract.ts'
import { audit, type Store } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import {
  type TableColumn,
  type TableFormat,
  type TableRow,
  type TableValue,
  tableFile,
} from '../../table-file.ts'
import type { ListColumn } from '../search/columns.ts'
import type { ListQuery } from '../search/contract.ts'
import type { Looker } from '../search/filters.ts'
import { findWhole } from '../search/find.ts'
import { namedItems } from '../search/named-items.ts'
import { type FoundRow, readRows } from '../search/rows.ts'

type Language = Env['Variables']['language']

export interface ExportRequest {
  readonly recordType: RecordType
  readonly query: ListQuery
  readonly format: TableFormat
  readonly looker: Looker
  readonly language: Language
}

const rowsAtOnce = 1_000

/**
 * A list as a file.
 *
 * Which records it holds is asked once; they are then read a thousand at a time, each time by a short question of its own.
 * So no transaction stays open however slowly the file is taken, and nothing is asked any more when nobody takes it.
 */
export async function exportList(store: Store, request: ExportRequest) {
  const { recordType, query, format, looker, language } = request
  const { columns, sort, ids } = await store.transaction(async (tx) => {
    const whole = await findWhole(tx, recordType, query, looker)
    const { q, filters } = query
    await audit(tx, {
      userId: looker.userId,
      action: 'exportRecords',
      subject: `records/${recordType}`,
      new: {
        name: names[recordType],
        records: whole.ids.length,
        format,
        ...(q ? { q } : {}),
        ...(filters.length > 0 ? { filters } : {}),
        columns: whole.columns.map(({ key }) => key),
      },
    })
    return { ...whole, ids: Float64Array.from(whole.ids) }
  })
  const named = await namedItems(store.db, columns, language)
  async function* pages() {
    for (let from = 0; from < ids.length; from += rowsAtOnce) {
      const some = [...ids.subarray(from, from + rowsAtOnce)]
      const rows = await readRows(store.db, recordType, some, columns, sort, looker)
      yield rows.map((row) => cellsOf({ ...row, values: named(row.values) }, columns, language))
    }
  }
  return tableFile(format, {
    name: textIn(names[recordType], language),
    columns: [idColumn, titleColumn, ...columns.map(columnOf)].map(({ label, type }) => ({
      head: textIn(label, language),
      type,
    })),
    language,
    pages: pages(),
  })
}

const names: Record<RecordType, Text> = {
  company: { nl: 'bedrijven', en: 'companies' },
  person: { nl: 'personen', en: 'contacts' },
  project: { nl: 'projecten', en: 'projects' },
}

interface Head {
  readonly label: Text
  readonly type: TableColumn['type']
}

const idColumn: Head = { label: { nl: 'Kaartnummer', en: 'Record number' }, type: 'integer' }
const titleColumn: Head = { label: { nl: 'Naam', en: 'Name' }, type: 'text' }

function columnOf({ label, type }: ListColumn): Head {
  return { label, type: type === 'list' || type === 'company' || type === 'link' ? 'text' : type }
}

function cellsOf(row: FoundRow, columns: readonly ListColumn[], language: Language): TableRow {
  const cell = ({ key, type }: ListColumn): TableValue => {
    if (type === 'company') return row.company?.name ?? null
    if (type === 'link') return row.link && textIn(stateNames[row.link], language)
    return row.values[key] ?? null
  }
  return [row.id, row.title, ...columns.map(cell)]
}

const stateNames: Record<NonNullable<FoundRow['link']>, Text> = {
  inSync: { nl: 'Gelijk', en: 'In sync' },
  waiting: { nl: 'Wacht op synchronisatie', en: 'Waiting for sync' },
  conflict: { nl: 'Conflict', en: 'Conflict' },
  failed: { nl: 'Mislukt', en: 'Failed' },
  held: { nl: 'Vastgehouden', en: 'Held' },
}
