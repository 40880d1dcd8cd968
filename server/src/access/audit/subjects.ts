import { type Text, textIn } from '@koppel/sdk'
import { sql } from 'kysely'
import type { Db } from '../../store/index.ts'

type Language = 'nl' | 'en'

/** What an audit row says it was done to, and what it told of it: names of what is gone stand there still. */
export interface Told {
  readonly subject: string
  readonly oldValue: unknown
  readonly newValue: unknown
}

/** Names of subjects, asked for in one go for a page of rows. */
export async function subjectNames(
  db: Db,
  rows: readonly Told[],
  language: Language,
): Promise<(row: Told) => string> {
  const found = await findNames(db, [...new Set(rows.map(({ subject }) => subject))])
  return (row) => {
    const name = found.get(row.subject) ?? toldName(row)
    if (name !== undefined) return textIn(name, language)
    const [kind = '', id = ''] = row.subject.split(/\/(.*)/)
    return `${textIn(kinds[kind] ?? kind, language)}${id ? ` ${id}` : ''}`
  }
}

/** The id of the connection a row is about. */
export function connectionOf(subject: string): string | undefined {
  return /^connection\/(\d{1,18})$/.exec(subject)?.[1]
}

// What it is called when nobody knows its name any more.
const kinds: Readonly<Record<string, Text>> = {
  user: { nl: 'gebruiker', en: 'user' },
  account: { nl: 'account', en: 'account' },
  group: { nl: 'groep', en: 'group' },
  apiKey: { nl: 'API-sleutel', en: 'API key' },
  connection: { nl: 'ERP-verbinding', en: 'ERP connection' },
  connector: { nl: 'Sync Connector', en: 'Sync Connector' },
  run: { nl: 'uitvoering', en: 'run' },
  link: { nl: 'verbinding', en: 'link' },
  import: { nl: 'import', en: 'import' },
  list: { nl: 'lijst', en: 'list' },
  field: { nl: 'veld', en: 'field' },
  engine: { nl: 'synchronisatie', en: 'sync' },
  company: { nl: 'bedrijf', en: 'company' },
  person: { nl: 'persoon', en: 'person' },
  project: { nl: 'project', en: 'project' },
  parked: { nl: 'apart gezette kaarten', en: 'parked records' },
  fieldErrors: { nl: 'veldfouten', en: 'field errors' },
}

function toldName({ subject, oldValue, newValue }: Told): Text | undefined {
  if (subject.startsWith('account/')) return subject.slice('account/'.length)
  const named = [newValue, oldValue].find(
    (value): value is { readonly name: Text } =>
      typeof value === 'object' && value !== null && 'name' in value && isText(value.name),
  )
  return named?.name
}

function isText(value: unknown): value is Text {
  if (typeof value === 'string') return value !== ''
  return typeof value === 'object' && value !== null && 'en' in value && typeof value.en === 'string'
}

/** What these subjects are called; those without a name are not in it. */
export async function findNames(db: Db, subjects: readonly string[]): Promise<ReadonlyMap<string, Text>> {
  const { rows } = await sql<{ subject: string; name: Text | null }>`
    with asked as (
      select subject, split_part(subject, '/', 1) as kind, substr(subject, strpos(subject, '/') + 1) as id
      from unnest(${[...subjects]}::text[]) as subject where strpos(subject, '/') > 0
    )
    select subject, case kind
      when 'user' then (select to_jsonb(name) from app_user where id = a.id)
      when 'list' then (select name from crm_list where key = a.id)
      when 'field' then (
        select label from custom_field
        where record_type = split_part(a.id, '/', 1) and key = split_part(a.id, '/', 2))
      else case when a.id ~ '^[0-9]{1,18}$' then case kind
        when 'group' then (select to_jsonb(name) from user_group where id = a.id::bigint)
        when 'apiKey' then (select to_jsonb(name) from api_key where id = a.id::bigint)
        when 'connection' then (select to_jsonb(name) from connection where id = a.id::bigint)
        when 'connector' then (select to_jsonb(name) from connector where id = a.id::bigint)
        when 'company' then (select to_jsonb(name) from company where id = a.id::bigint)
        when 'person' then (
          select to_jsonb(concat_ws(' ', first_name, middle_name, last_name)) from person where id = a.id::bigint)
        when 'project' then (select to_jsonb(name) from project where id = a.id::bigint)
        when 'link' then (
          select to_jsonb(concat_ws(' – ', coalesce(
            (select name from company where l.record_type = 'company' and id = l.record_id),
            (select concat_ws(' ', first_name, middle_name, last_name) from person
              where l.record_type = 'person' and id = l.record_id),
            (select name from project where l.record_type = 'project' and id = l.record_id)),
            (select name from connection where id = l.connection_id)))
          from link l where id = a.id::bigint)
        end end
      end as name
    from asked a`.execute(db)
  return new Map(rows.flatMap(({ subject, name }) => (name === null ? [] : [[subject, name] as const])))
}
