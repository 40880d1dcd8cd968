import type { Actor, Fields, Page } from '@koppel/sdk'
import pg from 'pg'
import { type Ask, asking, mostAtOnce } from './connector.ts'
import { copyIn, copyLine } from './copy.ts'
import { changing, lines } from './customers.ts'

// The limit: what nothing that brings these customers into these tables can be faster than. It knows no links, no
// base, no plan, no mapping but its own text, and one bad record would end it. docs/performance.md says the rest.

const columnOf = (crm: string) =>
  crm.replaceAll(/[A-Z\d]/g, (c) => (/\d/.test(c) ? c : `_${c.toLowerCase()}`))
const types = { text: 'text', list: 'bigint', decimal: 'numeric', date: 'date', integer: 'integer' } as const
const staged = lines.map(({ crm, type, custom }) => ({
  crm,
  column: columnOf(crm),
  type: types[type as keyof typeof types],
  custom: custom === true,
}))
const columns = staged.filter(({ custom }) => !custom).map(({ column }) => column)
const custom = `jsonb_strip_nulls(jsonb_build_object(${staged
  .filter((one) => one.custom)
  .map(({ crm, column, type }) => `'${crm}', s.${column}${type === 'numeric' ? '::text' : ''}`)
  .join()}))`

export class Limit {
  readonly #client: pg.Client
  readonly #ask: Ask
  readonly #countries = new Map<string, string>()
  #cursor: string | undefined

  constructor(databaseUrl: string, erpUrl: string) {
    this.#client = new pg.Client({ connectionString: databaseUrl, options: '-c TimeZone=UTC' })
    this.#ask = asking({ fetch }, erpUrl)
  }

  /** Its own index to find a customer by, and its own to find what was edited; a table for what was sent. */
  async prepare(): Promise<void> {
    await this.#client.connect()
    await this.#client.query(`create unique index limit_number on company (number)`)
    await this.#client.query(`create index limit_edited on company (updated_at)`)
    await this.#client.query(
      `create table limit_sent (company_id bigint primary key, version text, sent_at timestamptz)`,
    )
    await this.#client.query(
      `create temp table staged (${staged.map(({ column, type }) => `${column} ${type}`).join()})`,
    )
    const { rows } = await this.#client.query(`select erp_item, crm_item::text from list_item_mapping`)
    for (const { erp_item, crm_item } of rows) this.#countries.set(erp_item, crm_item)
  }

  /** ERP → CRM: the pages streamed with COPY, and one merge with audit rows. */
  async toCrm(): Promise<number> {
    await this.#client.query('begin')
    await copyIn(this.#client, 'copy staged from stdin', this.#pages())
    const { rows } = await this.#client.query<{ merged: string }>(merge)
    await this.#client.query('truncate staged')
    await this.#client.query('commit')
    return Number(rows[0]?.merged)
  }

  async *#pages(): AsyncIterable<string> {
    let next: Promise<Page & { more: boolean }> | undefined = this.#page()
    while (next !== undefined) {
      const { actors, cursor, more }: Page & { more: boolean } = await next
      this.#cursor = cursor
      next = more ? this.#page() : undefined
      yield actors.map((actor) => this.#line(actor)).join('')
    }
  }

  #page(): Promise<Page & { more: boolean }> {
    return this.#ask('/changes', { cursor: this.#cursor, limit: 1_000 })
  }

  #line({ fields }: Actor): string {
    return copyLine(
      lines.map(({ key, type }) =>
        type === 'list' ? this.#countries.get(String(fields[key])) : fields[key],
      ),
    )
  }

  /** Now that there are customers: what the ERP has of each is known. */
  async ready(): Promise<void> {
    await this.#client.query(`insert into limit_sent select id, '1', now() from company order by id`)
  }

  /** CRM → ERP: one query for the changed rows, the writes in batches, one update. */
  async toErp(since: string): Promise<number> {
    const names = changing.map((key) => [key, columnOf(lines.find((line) => line.key === key)?.crm ?? '')])
    const { rows } = await this.#client.query<Record<string, string>>(
      `select id, number, ${names.map(([key, column]) => `${column} as "${key}"`).join()} from company where updated_at > $1`,
      [since],
    )
    const versions: (string | undefined)[] = []
    for (let start = 0; start < rows.length; start += mostAtOnce) {
      const drafts = rows.slice(start, start + mostAtOnce).map((row) => ({
        kind: 'update',
        key: String(Number(row.number) - 100_000),
        fields: Object.fromEntries(changing.map((key) => [key, row[key]])) as Fields,
      }))
      const { outcomes } = await this.#ask<{ outcomes: { actor: Actor }[] }>('/write', { drafts })
      versions.push(...outcomes.map(({ actor }) => actor.version))
    }
    await this.#client.query(
      `with sent as (
         update limit_sent s set version = x.version, sent_at = clock_timestamp()
         from unnest($1::bigint[], $2::text[]) x (id, version) where s.company_id = x.id
       )
       insert into sync_log (run_id, connection_id, link_id, record_type, record_id, actor_type, actor_key, direction,
         erp_field, crm_field, new_value, rule)
       select 1, 1, 0, 'company', id, 'customer', '', 'toErp', field, field, to_jsonb(value), 'limit'
       from unnest($1::bigint[], $3::text[], $4::text[]) x (id, phone, street),
         lateral (values ('phone', phone), ('streetAddress1', street)) v (field, value)`,
      [rows.map(({ id }) => id), versions, ...changing.map((key) => rows.map((row) => row[key]))],
    )
    return rows.length
  }

  /** What the ERP will say of the limit's own writes is not news. */
  async skip(): Promise<void> {
    for await (const _ of this.#pages());
  }

  async end(): Promise<void> {
    await this.#client.end()
  }
}

const merge = `
  with compared as materialized (
    select c.id, s.* from staged s join company c on c.number = s.number
    where (${columns.map((column) => `c.${column}`).join()}, c.custom)
      is distinct from (${columns.map((column) => `s.${column}`).join()}, ${custom})
  ),
  before as (
    select c.id, v.* from compared s join company c on c.id = s.id
    cross join lateral (values ${staged
      .map(({ crm, column, custom }) =>
        custom
          ? `('${crm}', c.custom->'${crm}', to_jsonb(s.${column}))`
          : `('${crm}', to_jsonb(c.${column}), to_jsonb(s.${column}))`,
      )
      .join()}) v (field, old_value, new_value)
    where v.old_value is distinct from v.new_value
  ),
  updated as (
    update company c set ${columns.map((column) => `${column} = s.${column}`).join()}, custom = ${custom}, updated_by = 'limit'
    from compared s where c.id = s.id returning c.id
  ),
  inserted as (
    insert into company (${columns.join()}, custom, created_by, updated_by)
    select ${columns.map((column) => `s.${column}`).join()}, ${custom}, 'limit', 'limit' from staged s
    where not exists (select from company c where c.number = s.number)
    returning id, number
  ),
  audited as (
    insert into sync_log (run_id, connection_id, link_id, record_type, record_id, actor_type, actor_key, direction,
      erp_field, crm_field, old_value, new_value, rule)
    select 1, 1, 0, 'company', id, 'customer', '', 'toCrm', field, field, old_value, new_value, 'limit' from before
    union all
    select 1, 1, 0, 'company', id, 'customer', number, 'toCrm', '', '', null, null, 'created' from inserted
  )
  select (select count(*) from updated) + (select count(*) from inserted) as merged`
