import { type RawBuilder, sql } from 'kysely'

/** Every live link is in exactly one of these; the numbers on every screen are counted with {@link linkState}. */
export type LinkStateName = 'inSync' | 'waiting' | 'conflict' | 'failed' | 'held'

/** SQL for the state of the link in scope as `alias`, worked out from the data. */
export function linkState(alias = 'link'): RawBuilder<LinkStateName> {
  const id = sql.ref(`${alias}.id`)
  return sql<LinkStateName>`case
    when ${sql.ref(`${alias}.heldAt`)} is not null then 'held'
    when ${sql.ref(`${alias}.brokenAt`)} is not null
      or exists (select from parked p where p.link_id = ${id} and p.resolved_at is null)
      or exists (select from field_error e where e.link_id = ${id}) then 'failed'
    when exists (select from conflict f where f.link_id = ${id} and f.resolved_at is null) then 'conflict'
    when exists (select from crm_change h where h.link_id = ${id})
      or exists (select from erp_write w where w.link_id = ${id})
      or exists (select from suspect s where s.link_id = ${id}) then 'waiting'
    else 'inSync' end`
}

/** SQL that is true of every link in this state, answered by indexes: what {@link linkState} need not be asked for. */
export function couldBe(state: LinkStateName, alias = 'link'): RawBuilder<boolean> {
  const id = sql.ref(`${alias}.id`)
  switch (state) {
    case 'held':
      return sql`${sql.ref(`${alias}.heldAt`)} is not null`
    case 'failed':
      return sql`(${sql.ref(`${alias}.brokenAt`)} is not null
        or ${id} in (select link_id from parked where resolved_at is null and link_id is not null union select link_id from field_error))`
    case 'conflict':
      return sql`${id} in (select link_id from conflict where resolved_at is null)`
    case 'waiting':
      return sql`${id} in (select link_id from crm_change union select link_id from erp_write union select link_id from suspect)`
    case 'inSync':
      return sql`true`
  }
}
