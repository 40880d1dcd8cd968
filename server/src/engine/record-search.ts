import { type RawBuilder, sql } from 'kysely'

/** SQL: the record of the link in scope as `alias` contains these words, as the CRM's own search finds them. */
export function recordMatches(alias: string, search: string): RawBuilder<boolean> {
  const [type, id] = [sql.ref(`${alias}.recordType`), sql.ref(`${alias}.recordId`)]
  const words = search.split(/\s+/).filter((word) => word !== '')
  const contains = sql.join(
    words.map((word) => sql`position(search_text(${word}) in r.search) > 0`),
    sql` and `,
  )
  if (words.length === 0) return sql<boolean>`true`
  const found = (recordType: string) =>
    sql`exists (select from ${sql.table(recordType)} r where ${type} = ${recordType} and r.id = ${id} and ${contains})`
  return sql<boolean>`(${found('company')} or ${found('person')} or ${found('project')})`
}
