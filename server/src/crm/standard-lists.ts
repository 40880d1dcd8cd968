import type { Text } from '@koppel/sdk'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../store/tables.ts'

/** Adds the lists every installation starts with; lists that are there are left as their administrator made them. */
export async function addStandardLists(db: Kysely<Tables>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // Two programs that start at once on an empty database must not both add them.
    await sql`select pg_advisory_xact_lock(hashtext('koppel standard lists'))`.execute(tx)
    const present = new Set((await tx.selectFrom('crmList').select('key').execute()).map(({ key }) => key))
    await add(
      tx,
      standardLists.filter(({ key }) => !present.has(key)),
    )
  })
}

async function add(tx: Kysely<Tables>, lists: typeof standardLists): Promise<void> {
  if (lists.length === 0) return
  await tx
    .insertInto('crmList')
    .values(lists.map(({ key, name }) => ({ key, name: JSON.stringify(name) })))
    .execute()
  const items = lists.flatMap(({ key, items }) =>
    items.map((name, rank) => ({ list: key, name: JSON.stringify(name), rank })),
  )
  await tx.insertInto('crmListItem').values(items).execute()
}

function both(...pairs: readonly (readonly [nl: string, en: string])[]): Text[] {
  return pairs.map(([nl, en]) => ({ nl, en }))
}

function named(type: 'region' | 'language', codes: string): Text[] {
  const nl = new Intl.DisplayNames('nl', { type })
  const en = new Intl.DisplayNames('en', { type })
  const names = codes.split(' ').map((code) => ({ nl: nl.of(code) ?? code, en: en.of(code) ?? code }))
  return names.sort((a, b) => a.nl.localeCompare(b.nl, 'nl'))
}

// ISO 3166 and ISO 639; the names come from the Unicode CLDR that Node carries.
const countries =
  'AD AE AL AR AT AU BA BE BG BR BY CA CH CL CN CO CY CZ DE DK EE EG ES FI FR GB GE GR HK HR HU ID IE IL IN IS IT JP KE KR ' +
  'LI LT LU LV MA MC MD ME MK MT MX MY NG NL NO NZ PE PH PK PL PT QA RO RS SA SE SG SI SK SM SR TH TN TR TW UA US VA VN ZA'
const languages = 'nl en de fr es it pt da sv nb fi pl cs sk hu ro bg el tr uk'

const standardLists: readonly { key: string; name: Text; items: readonly Text[] }[] = [
  {
    key: 'companyCategory',
    name: { nl: 'Bedrijfscategorie', en: 'Company category' },
    items: both(
      ['Klant', 'Customer'],
      ['Prospect', 'Prospect'],
      ['Leverancier', 'Supplier'],
      ['Partner', 'Partner'],
      ['Concurrent', 'Competitor'],
    ),
  },
  {
    key: 'business',
    name: { nl: 'Branche', en: 'Business' },
    items: both(
      ['Bouw', 'Construction'],
      ['Groothandel', 'Wholesale'],
      ['Detailhandel', 'Retail'],
      ['Industrie', 'Manufacturing'],
      ['Transport en logistiek', 'Transport and logistics'],
      ['Zakelijke dienstverlening', 'Business services'],
      ['ICT', 'IT'],
      ['Voeding', 'Food'],
      ['Zorg', 'Health care'],
      ['Overheid', 'Government'],
    ),
  },
  { key: 'country', name: { nl: 'Land', en: 'Country' }, items: named('region', countries) },
  { key: 'language', name: { nl: 'Taal', en: 'Language' }, items: named('language', languages) },
  {
    key: 'position',
    name: { nl: 'Functie', en: 'Position' },
    items: both(
      ['Directeur', 'Director'],
      ['Inkoper', 'Buyer'],
      ['Verkoper', 'Salesperson'],
      ['Administratie', 'Administration'],
      ['Projectleider', 'Project manager'],
      ['Technicus', 'Engineer'],
    ),
  },
  {
    key: 'projectStatus',
    name: { nl: 'Projectstatus', en: 'Project status' },
    items: both(
      ['Gepland', 'Planned'],
      ['Lopend', 'In progress'],
      ['Afgerond', 'Completed'],
      ['Stilgelegd', 'On hold'],
    ),
  },
]
