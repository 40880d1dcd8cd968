import type { Fields } from '@koppel/sdk'
import { type Kysely, sql } from 'kysely'
import type { RecordType, Tables } from '../store/tables.ts'
import { crmListItems } from './lists.ts'
import { insertRecord } from './records.ts'

// Many of these are customers of the demo ERP too, some spelled or phoned differently there: something to link and compare.

const companies = table(`
  name | street | zip | city | country | phone | domain | category | business
  Bakkerij De Gouden Korst | Langestraat 41 | 3811 GH | Amersfoort | NL | 033 461 20 18 | goudenkorst.example | Customer | Food
  Van den Berg Installaties | Atoomweg 63 | 3542 AD | Utrecht | NL | 030 241 77 00 | vdberg-installaties.example | Customer | Construction
  Scheepswerf Noordzee | Nieuwe Diep 12 | 1781 AT | Den Helder | NL | - | werfnoordzee.example | Customer | Manufacturing
  Hoveniersbedrijf Groenrijk | Kanaalstraat 8 | 7311 KL | Apeldoorn | NL | 055 521 33 90 | hoveniergroenrijk.example | Customer | Construction
  Zorggroep Twente | Haaksbergerstraat 55 | 7511 JM | Enschede | NL | 053 480 12 12 | zorggroeptwente.example | Customer | Health care
  Datawijs ICT | Torenallee 20 | 5612 AZ | Eindhoven | NL | 040 209 55 55 | datawijs.example | Partner | IT
  Hotel Zeezicht | Boulevard Barnaart 9 | 2042 LK | Zandvoort | NL | 023 571 30 40 | zeezichthotel.example | Prospect | Food
  Kaashandel Alkmaar | Waagplein 6 | 1811 JP | Alkmaar | NL | 072 511 42 84 | kaashandelalkmaar.example | Customer | Wholesale
  Drukkerij Van Loon | Spoorlaan 210 | 5038 CB | Tilburg | NL | 013 543 99 10 | drukkerijvanloon.example | Customer | Manufacturing
  Jachthaven Lemmer | Plattedijk 16 | 8531 PA | Lemmer | NL | 0514 56 12 03 | jachthavenlemmer.example | Prospect | Retail
  Peeters Metaalwerken | Noorderlaan 147 | 2030 | Antwerpen | BE | +32 3 541 20 20 | peeters-metaal.example | Customer | Manufacturing
  Chocolaterie Léonie | Katelijnestraat 24 | 8000 | Brugge | BE | +32 50 33 12 77 | leonie-chocolade.example | Customer | Food
  Logistiek Centrum Limburg | Henry Fordlaan 46 | 3600 | Genk | BE | - | lclimburg.example | Customer | Transport and logistics
  Müller & Söhne GmbH | Hohe Straße 52 | 50667 | Köln | DE | +49 221 998 41 0 | mueller-soehne.example | Customer | Construction
  Østlandet Bygg AS | Schweigaards gate 15 | 0184 | Oslo | NO | +47 22 40 51 51 | ostlandetbygg.example | Prospect | Construction
  Malmö Möbler AB | Stortorget 8 | 211 20 | Malmö | SE | +46 40 611 20 30 | malmomobler.example | Customer | Retail
  Kantoorvakhandel Bos | Rokin 88 | 1012 KZ | Amsterdam | NL | 020 620 18 18 | kantoorbos.example | Supplier | Wholesale
  Staalimport De Maas | Maashaven 7 | 6041 TD | Roermond | NL | 0475 33 41 41 | staaldemaas.example | Supplier | Manufacturing
  Cloudhaven Hosting | Science Park 400 | 1098 XH | Amsterdam | NL | 020 592 60 00 | cloudhaven.example | Supplier | IT
  Snelpost Koeriers | Ravenswade 54 | 3439 LG | Nieuwegein | NL | 030 600 12 34 | snelpost.example | Supplier | Transport and logistics
  Fietsfabriek Vooruit | Stationsweg 3 | 8441 AB | Heerenveen | NL | 0513 62 20 20 | fietsvooruit.example | Prospect | Manufacturing
  Museum De Lakenkade | Oude Singel 28 | 2312 RA | Leiden | NL | 071 516 53 60 | lakenkade.example | Prospect | Government
`)

const persons = table(`
  company | first | middle | last | position | mobile | birth
  Bakkerij De Gouden Korst | Anna | de | Vries | Director | 06 12 90 44 18 | 1974-05-12
  Bakkerij De Gouden Korst | Bram | - | Jansen | Buyer | 06 28 11 02 93 | -
  Van den Berg Installaties | Femke | van den | Berg | Director | 06 51 77 20 04 | 1969-11-30
  Scheepswerf Noordzee | Daan | de | Boer | Engineer | - | -
  Hoveniersbedrijf Groenrijk | Eva | - | Mulder | Administration | 06 19 28 37 46 | 1988-02-29
  Zorggroep Twente | Chloé | van | Dijk | Buyer | - | 1981-08-03
  Datawijs ICT | Sanne | - | Peters | Project manager | 06 44 31 20 11 | -
  Hotel Zeezicht | Joris | ter | Horst | Director | 06 30 81 55 27 | 1965-01-17
  Kaashandel Alkmaar | Lotte | - | Hendriks | Salesperson | - | -
  Drukkerij Van Loon | Pieter | van | Loon | Director | 06 22 60 73 85 | 1958-09-09
  Peeters Metaalwerken | Marc | - | Peeters | Director | +32 475 22 18 40 | -
  Chocolaterie Léonie | Léonie | - | Dubois | Director | +32 476 90 11 02 | 1979-12-06
  Müller & Söhne GmbH | Jürgen | - | Müller | Buyer | +49 171 554 20 88 | -
  Østlandet Bygg AS | Ingrid | - | Nørgaard | Project manager | - | 1990-06-21
  Kantoorvakhandel Bos | Tom | - | Bos | Salesperson | 06 53 92 14 70 | -
  Fietsfabriek Vooruit | Wietske | - | Dekker | Engineer | - | -
`)

const projects = table(`
  name | company | status | end | text
  Webwinkel vernieuwen | Kaashandel Alkmaar | In progress | 2027-03-31 | Overstap naar een nieuw platform, met koppeling naar de voorraad
  Zonnepanelen hal 3 | Drukkerij Van Loon | Planned | 2027-06-15 | 420 panelen en een omvormer
  Onderhoud schepen 2026 | Scheepswerf Noordzee | In progress | 2026-12-31 | Jaarlijks onderhoud van de vloot
  Nieuw magazijn Venlo | Logistiek Centrum Limburg | Planned | 2027-09-01 | Inrichting van het nieuwe magazijn
  Invoering CRM | - | In progress | 2026-12-20 | Klantgegevens bij elkaar brengen
  Verbouwing kantoor Utrecht | Van den Berg Installaties | Completed | 2026-05-01 | Tweede verdieping, veertig werkplekken
`)

/** Fills an empty CRM with companies, persons and projects to look around in; one that holds a company is left alone. */
export async function loadDemoData(db: Kysely<Tables>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // Two servers that start at once on an empty database must not both fill it.
    await sql`select pg_advisory_xact_lock(hashtext('koppel demo data'))`.execute(tx)
    if (!(await tx.selectFrom('company').select('id').limit(1).executeTakeFirst())) await load(tx)
  })
}

async function load(db: Kysely<Tables>): Promise<void> {
  const item = await itemFinder(db)
  const ids = new Map<string | null, number>()
  const add = (recordType: RecordType, fields: Fields, company: string | null) =>
    insertRecord(db, recordType, { fields, companyId: ids.get(company) ?? null }, { userId: 'demo' })
  for (const row of companies) ids.set(row('name'), await add('company', companyFields(row, item), null))
  for (const row of persons) await add('person', personFields(row, item), row('company'))
  for (const row of projects) await add('project', projectFields(row, item), row('company'))
}

/** The value in a column; `-` stands for blank. */
type Row = (column: string) => string | null
type Item = (list: string, english: string | null) => string | null

function table(text: string): readonly Row[] {
  const [columns = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' | '))
  return rows.map((row) => (column) => {
    const value = row[columns.indexOf(column)]
    return value === undefined || value === '-' ? null : value
  })
}

const languageOf: Record<string, string> = { NL: 'Dutch', BE: 'Dutch', DE: 'German' }

function companyFields(row: Row, item: Item): Fields {
  const country = row('country') ?? 'NL'
  const address = { address1: row('street'), zip: row('zip'), city: row('city') }
  return {
    name: row('name'),
    phone: row('phone'),
    email: `info@${row('domain')}`,
    web: `https://www.${row('domain')}`,
    country: item('country', new Intl.DisplayNames('en', { type: 'region' }).of(country) ?? null),
    language: item('language', languageOf[country] ?? 'English'),
    category: item('companyCategory', row('category')),
    business: item('business', row('business')),
    streetAddress1: address.address1,
    streetZip: address.zip,
    streetCity: address.city,
    postalAddress1: address.address1,
    postalZip: address.zip,
    postalCity: address.city,
  }
}

function personFields(row: Row, item: Item): Fields {
  const domain = companies.find((company) => company('name') === row('company'))?.('domain')
  const mailbox = `${row('first')}.${row('last')}`.normalize('NFD').replace(/[^A-Za-z.]/g, '')
  return {
    firstName: row('first'),
    middleName: row('middle'),
    lastName: row('last'),
    position: item('position', row('position')),
    phoneMobile: row('mobile'),
    birthDate: row('birth'),
    email: `${mailbox.toLowerCase()}@${domain}`,
  }
}

function projectFields(row: Row, item: Item): Fields {
  return {
    name: row('name'),
    status: item('projectStatus', row('status')),
    endDate: row('end'),
    text: row('text'),
  }
}

async function itemFinder(db: Kysely<Tables>): Promise<Item> {
  const lists = await crmListItems(db, [
    'companyCategory',
    'business',
    'country',
    'language',
    'position',
    'projectStatus',
  ])
  return (list, english) =>
    lists.get(list)?.find(({ name }) => typeof name !== 'string' && name.en === english)?.key ?? null
}
