import { type Text, textIn } from '@koppel/sdk'
import { csvStream } from '../../csv.ts'
import type { Db } from '../../store/index.ts'
import type { Reading } from './changes.ts'
import { type AuditFilter, type AuditRow, readAudit } from './list.ts'

const rowsAtOnce = 500

const heads: readonly Text[] = [
  { nl: 'Tijd (UTC)', en: 'Time (UTC)' },
  { nl: 'Wie', en: 'Who' },
  { nl: 'API-sleutel', en: 'API key' },
  { nl: 'Wat', en: 'What' },
  { nl: 'Veld', en: 'Field' },
  { nl: 'Oude waarde', en: 'Old value' },
  { nl: 'Nieuwe waarde', en: 'New value' },
  { nl: 'Code', en: 'Code' },
  { nl: 'Onderwerp', en: 'Subject' },
]

/** The audit as CSV, newest first: one line a field that changed, or one for what changed none. */
export function exportAudit(db: Db, filter: AuditFilter, reading: Reading): ReadableStream<Uint8Array> {
  const { language } = reading
  let before: number | undefined
  let ended = false
  return csvStream(
    heads.map((head) => textIn(head, language)),
    language,
    async () => {
      if (ended) return undefined
      const { rows, next } = await readAudit(db, filter, { before, limit: rowsAtOnce }, reading)
      before = next ?? undefined
      ended = next === null
      return rows.flatMap(linesOf)
    },
  )
}

const nothing = { field: '', old: '', new: '' }

function linesOf({ at, user, apiKey, text, changes, action, subject }: AuditRow): string[][] {
  return (changes.length > 0 ? changes : [nothing]).map((change) => [
    at.slice(0, 19).replace('T', ' '),
    user?.name ?? '',
    apiKey?.name ?? '',
    text,
    change.field,
    change.old ?? '',
    change.new ?? '',
    action,
    subject.ref,
  ])
}
