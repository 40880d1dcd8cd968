import { sql } from 'kysely'
import type { Db } from '../../server/src/store/index.ts'

// Names as a Benelux CRM has them: few that are very common, many that are rare, some in other scripts.
const lastNames =
  `Jansen|de Jong|de Vries|van den Berg|Bakker|van Dijk|Visser|Smit|Meijer|de Boer|Mulder|de Groot|Bos|Vos|Peters|Hendriks|van Leeuwen|Dekker|Brouwer|de Wit|Dijkstra|Smits|de Graaf|van der Meer|Kok|Jacobs|de Haan|Vermeulen|van den Heuvel|van der Veen|Peeters|Janssens|Maes|Willems|Mertens|Claes|Goossens|Wouters|De Smet|Dubois|Lambert|Dupont|Müller|Schröder|Øster|Łukasz|Yılmaz|Şahin|Nguyễn|O'Brien|Papadopoulos|Иванов|Петрова|田中|佐藤|حسن|Quax|Xhonneux|Zijlstra|Wuyts`.split(
    '|',
  )
const firstNames =
  `Jan|Anna|Pieter|Maria|Johan|Sophie|Daan|Emma|Luc|Marie|Bram|Lotte|Sem|Julia|Thijs|Zoë|René|Noémie|Søren|Élodie|Mehmet|Aylin|Ivan|Olga|太郎|Xander|Quinten|Ysbrand`.split(
    '|',
  )
const cities =
  `Amsterdam|Rotterdam|Antwerpen|Utrecht|Gent|Eindhoven|Brugge|Leuven|Groningen|Tilburg|Mechelen|Hasselt|Zwolle|'s-Hertogenbosch|Luik|Köln|Zürich|Knokke-Heist|Ieper|Xanten`.split(
    '|',
  )
const trades =
  `Bouw|Transport|Bakkerij|Installatie|Advies|Tuinen|Metaal|Software|Textiel|Zuivel|Logistiek|Drukkerij|Chocolaterie|Garage|Interieur|Quiltatelier`.split(
    '|',
  )
const forms = 'BV|NV|BVBA|VOF|& Zonen|Groep|Holding|International'.split('|')

/** A CRM of this size, the same each time; every third company is linked in one connection, some in a second. */
export async function fill(db: Db, companies: number, persons: number): Promise<void> {
  await fillRecords(db, companies, persons)
  await fillLinks(db, companies)
  for (const table of ['company', 'person', 'project', 'link', 'crm_change', 'conflict']) {
    await sql`vacuum analyze ${sql.table(table)}`.execute(db)
  }
}

/** The companies and persons alone. */
export async function fillRecords(db: Db, companies: number, persons: number): Promise<void> {
  await sql`select setseed(0.42)`.execute(db)
  await inSteps(companies, (from, to) => fillCompanies(db, from, to))
  await inSteps(persons, (from, to) => fillPersons(db, companies, from, to))
}

async function inSteps(count: number, add: (from: number, to: number) => Promise<void>): Promise<void> {
  const step = 20_000
  for (let from = 1; from <= count; from += step) await add(from, Math.min(count, from + step - 1))
}

// The first of a list far more often than the last.
const skewed = (list: readonly string[]) =>
  sql`(${list}::text[])[1 + floor(${sql.lit(list.length)} * power(random(), 2.5))::integer]`

// Syllables put together, so that there are more words than anybody lists.
const invented = sql`initcap((array['ba','ke','lo','ri','su','ta','vo','wi','ze','no','xa','qui','ha','mer','den'])[1+floor(15*random())::int]
  || (array['ron','lin','mak','del','vet','zor','pel','gat','bis','nox','ryk','fen'])[1+floor(12*random())::int]
  || (array['','a','o','us','ex','ia','ink','sen'])[1+floor(8*random())::int])`

async function fillCompanies(db: Db, from: number, to: number): Promise<void> {
  await sql`
    insert into company (name, number, vat_no, phone, email, postal_zip, postal_city, country, category, updated_at)
    select case when random() < 0.5 then ${skewed(lastNames)} || ' ' else '' end || ${invented} || ' ' || ${skewed(trades)}
        || ' ' || ${skewed(forms)},
      'K' || lpad(n::text, 7, '0'), 'NL' || lpad(((n * 7919::bigint) % 999999999)::text, 9, '0') || 'B01',
      '+31 ' || (10 + n % 80) || ' ' || lpad(((n * 104729::bigint) % 10000000)::text, 7, '0'),
      'info@' || lower(${invented}) || n % 5000 || '.nl', (1000 + n % 9000) || ' AB',
      case when random() < 0.95 then ${skewed(cities)} end,
      (select min(id) from crm_list_item where list = 'country') + floor(5 * power(random(), 3)),
      (select min(id) from crm_list_item where list = 'companyCategory') + floor(4 * power(random(), 2)),
      now() - random() * interval '900 days'
    from generate_series(${from}::integer, ${to}::integer) n`.execute(db)
}

async function fillPersons(db: Db, companies: number, from: number, to: number): Promise<void> {
  await sql`
    insert into person (company_id, first_name, last_name, number, phone_direct, phone_mobile, email, postal_city, position, updated_at)
    select case when random() < 0.9 then 1 + floor(${companies}::integer * power(random(), 2)) end,
      ${skewed(firstNames)}, case when random() < 0.8 then ${skewed(lastNames)} else ${invented} end,
      'P' || lpad(n::text, 7, '0'), '+31 ' || (10 + n % 80) || ' ' || lpad(((n * 7907::bigint) % 10000000)::text, 7, '0'),
      case when n % 3 = 0 then '06-' || lpad(((n * 15485863::bigint) % 100000000)::text, 8, '0') end,
      lower(${invented}) || n || '@' || lower(${invented}) || '.nl', case when random() < 0.5 then ${skewed(cities)} end,
      (select min(id) from crm_list_item where list = 'position') + floor(4 * random()),
      now() - random() * interval '900 days'
    from generate_series(${from}::integer, ${to}::integer) n`.execute(db)
}

async function fillLinks(db: Db, companies: number): Promise<void> {
  await sql`insert into connector (name, url) values ('Demo', 'builtin:demo')`.execute(db)
  await sql`insert into connection (connector_id, name, active) select 1, 'Bench ' || n, true from generate_series(1, 2) n`.execute(
    db,
  )
  await sql`insert into actor_type (connection_id, type, capabilities) select id, 'customer', '{}' from connection`.execute(
    db,
  )
  await sql`
    insert into link (connection_id, actor_type, actor_key, record_type, record_id)
    select c.id, 'customer', n::text, 'company', n from connection c, generate_series(1, ${companies}::integer) n
    where n % (3 * c.id) = 0`.execute(db)
  // Most are in sync: a few wait, fewer have a conflict.
  await sql`delete from crm_change where link_id % 200 <> 0`.execute(db)
  await sql`insert into conflict (link_id, erp_field, crm_field) select id, 'a', 'name' from link where id % 1000 = 1`.execute(
    db,
  )
}
