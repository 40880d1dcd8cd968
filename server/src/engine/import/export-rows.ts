import { type Text, textIn } from '@koppel/sdk'
import { audit, type Store } from '../../store/index.ts'
import {
  type TableColumn,
  type TableFile,
  type TableFormat,
  type TableRow,
  tableFile,
} from '../../table-file.ts'
import { nextShownRows, type RowFilter, type Shown, shownLabels } from './list-rows.ts'
import type { StoredImport } from './rights.ts'

type Language = 'nl' | 'en'

interface Asked {
  readonly of: StoredImport
  readonly filter: RowFilter
  readonly format: TableFormat
  readonly userId: string
  readonly language: Language
}

const rowsAtOnce = 500

/** The rows of an import as a file, read a part at a time as fast as it is taken. */
export async function exportRows(
  store: Store,
  { of, filter, format, userId, language }: Asked,
): Promise<TableFile> {
  await store.transaction((tx) =>
    audit(tx, {
      ...{ userId, action: 'exportImport', subject: `import/${of.id}` },
      new: { format, ...filter },
    }),
  )
  const labels = await shownLabels(store.db, of, language)
  async function* pages() {
    for (let after = 0; ; ) {
      const rows = await nextShownRows(store.db, of, { ...filter, after, limit: rowsAtOnce }, language)
      const last = rows.at(-1)
      if (!last) return
      after = last.id
      yield rows.map((row) => cellsOf(row, language))
    }
  }
  const column = (head: string, type: TableColumn['type'] = 'text') => ({ head, type })
  const named = (heads: readonly Head[]) =>
    heads.map(({ label, type }) => column(textIn(label, language), type))
  return tableFile(format, {
    name: `import-${of.id}`,
    columns: [...named(before), ...labels.map((label) => column(label)), ...named(behind)],
    language,
    pages: pages(),
  })
}

interface Head {
  readonly label: Text
  readonly type?: TableColumn['type']
}

const before: readonly Head[] = [
  { label: { nl: 'ERP-actor', en: 'ERP actor' } },
  { label: { nl: 'Sleutel in het ERP', en: 'Key in the ERP' } },
]

const behind: readonly Head[] = [
  { label: { nl: 'Oordeel', en: 'Verdict' } },
  { label: { nl: 'Gevonden op', en: 'Found by' } },
  { label: { nl: 'Kaartnummer', en: 'Record number' }, type: 'integer' },
  { label: { nl: 'Kaart', en: 'Card' } },
  { label: { nl: 'Wat er wijzigt', en: 'What changes' } },
  { label: { nl: 'Mogelijke kaarten', en: 'Possible cards' } },
  { label: { nl: 'Aangevinkt', en: 'Ticked' }, type: 'checkbox' },
  { label: { nl: 'Keuze', en: 'Choice' } },
  { label: { nl: 'Resultaat', en: 'Result' } },
  { label: { nl: 'Reden', en: 'Reason' } },
  { label: { nl: 'Weggelaten waarden', en: 'Values left out' } },
]

function cellsOf(row: Shown, language: Language): TableRow {
  const word = (texts: Readonly<Record<string, Text>>, key: string | null | undefined) =>
    key == null ? null : textIn(texts[key] ?? key, language)
  const changes = row.changes.map(({ label, from, to }) => `${label}: ${from || '–'} → ${to || '–'}`)
  const candidates = row.candidates.map(({ title, recordId }) => `${title} (${recordId})`)
  return [
    row.title,
    row.actorKey,
    ...row.fields.map(({ text }) => text),
    word(verdicts, row.verdict),
    word(keys, row.matchedBy),
    row.record?.id ?? null,
    row.record?.title ?? null,
    changes.join('; '),
    candidates.join('; '),
    row.ticked,
    choiceText(row, language),
    word(outcomes, row.outcome),
    row.problem?.title ?? null,
    row.warnings.map(({ title }) => title).join(' '),
  ]
}

function choiceText({ choice, candidates }: Shown, language: Language): string | null {
  if (choice === null) return null
  const text = textIn(choices[choice.do], language)
  if (choice.do !== 'link') return text
  const { recordId } = choice
  const title = candidates.find((one) => one.recordId === recordId)?.title
  return `${text}: ${title ?? ''} (${recordId})`
}

const choices = {
  link: { nl: 'Deze kaart', en: 'This card' },
  create: { nl: 'Nieuwe kaart maken', en: 'Make a new card' },
  skip: { nl: 'Overslaan', en: 'Skip' },
} as const

const verdicts: Readonly<Record<string, Text>> = {
  new: { nl: 'Nieuw', en: 'New' },
  update: { nl: 'Bijwerken', en: 'Update' },
  linked: { nl: 'Al verbonden', en: 'Already linked' },
  duplicate: { nl: 'Mogelijk dubbel', en: 'Possible duplicate' },
  error: { nl: 'Fout', en: 'Error' },
}

const outcomes: Readonly<Record<string, Text>> = {
  created: { nl: 'Nieuw', en: 'New' },
  updated: { nl: 'Bijgewerkt', en: 'Updated' },
  linked: { nl: 'Was al verbonden', en: 'Was linked already' },
  failed: { nl: 'Mislukt', en: 'Failed' },
  undone: { nl: 'Ongedaan gemaakt', en: 'Undone' },
}

const keys: Readonly<Record<string, Text>> = {
  number: { nl: 'Nummer', en: 'Number' },
  vatNo: { nl: 'Btw-nummer', en: 'VAT number' },
  email: { nl: 'E-mailadres', en: 'E-mail address' },
  nameAndZip: { nl: 'Naam en postcode', en: 'Name and postcode' },
  phone: { nl: 'Telefoonnummer', en: 'Telephone number' },
  name: { nl: 'Naam', en: 'Name' },
}
