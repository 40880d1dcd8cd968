import { sql } from 'kysely'
import { addStandardLists, crmListItems, insertRecord } from '../../src/crm/index.ts'
import { type Db, openStore, type Store } from '../../src/store/index.ts'
import { installClock, resetClock } from './clock.ts'
import { countries, customers, fieldIn, type Kind, kinds } from './fields.ts'
import type { Schedule } from './schedule.ts'

/** A database that simulations share; each has a connection and companies of its own in it. */
export interface Ground {
  /**
   * Lives by the simulation's clock, and gives up at once where somebody else holds a lock: whoever holds it stands still
   * until the step that asks for it is over.
   */
  readonly store: Store
  /** CRM items by ERP item, and the other way round. */
  readonly items: readonly { readonly erp: string; readonly crm: string }[]
  close(): Promise<void>
}

export async function prepareGround(given: Store): Promise<Ground> {
  await installClock(given)
  await addStandardLists(given.db)
  await given.transaction(async (tx) => {
    await sql`insert into custom_field (record_type, key, label, type)
      select type, 'simCredit', '"Credit"', 'decimal' from unnest(array['company', 'person', 'project']) as type`.execute(
      tx,
    )
    await sql`create table sim_crm_history (
      id bigint generated always as identity, record_type text, record_id bigint, origin text, before jsonb, after jsonb,
      at bigint default nextval('sim.moments'))`.execute(tx)
    await sql`create index on sim_crm_history (record_id)`.execute(tx)
    await sql`create function sim_remember() returns trigger language plpgsql as $$ begin
      insert into sim_crm_history (record_type, record_id, origin, before, after)
      values (tg_table_name, new.id, current_setting('koppel.origin', true), to_jsonb(old), to_jsonb(new));
      return null; end $$`.execute(tx)
    await sql`create table sim_log_moment (log_id bigint primary key, at bigint default nextval('sim.moments'))`.execute(
      tx,
    )
    await sql`create function sim_remember_log() returns trigger language plpgsql as $$ begin
      insert into sim_log_moment (log_id) values (new.id);
      return null; end $$`.execute(tx)
    await sql`create trigger sim_remembers after insert on sync_log for each row execute function sim_remember_log()`.execute(
      tx,
    )
    for (const { recordType } of Object.values(kinds))
      await sql`create trigger sim_remembers after update on ${sql.table(recordType)}
        for each row execute function sim_remember()`.execute(tx)
  })
  const store = impatientStore(given.url)
  const items = (await crmListItems(store.db, ['country'])).get('country') ?? []
  return {
    store,
    items: countries.map((erp, index) => ({ erp, crm: items[index]?.key ?? '' })),
    close: () => store.close(),
  }
}

function impatientStore(url: string): Store {
  const store = openStore({ url, applicationName: 'koppel simulation' })
  store.pool.on('connect', (client) => {
    client.query('set lock_timeout = 5').catch(() => undefined)
  })
  return store
}

/** What one simulation left behind does not bear on the next: a connection that decides a field, or a time. */
export async function clear({ store }: Ground): Promise<void> {
  await sql`update connection set deleted_at = now(), active = false where deleted_at is null`.execute(
    store.db,
  )
  await resetClock(store)
}

/** An active connection with the mapping the schedule begins with; its id. */
export async function makeConnection({ store, items }: Ground, schedule: Schedule): Promise<number> {
  return await store.transaction(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      with c as (
        insert into connector (name, url) values ('Simulated', 'builtin:simulated')
        on conflict (url) where deleted_at is null do update set name = excluded.name returning id
      )
      insert into connection (connector_id, name, active) select id, 'Simulated ' || gen_random_uuid(), true from c
      returning id`.execute(tx)
    const id = rows[0]?.id ?? 0
    await makeType(tx, id, customers, schedule)
    await sql`insert into erp_list_item (connection_id, list, key, label, position)
      select ${id}, 'COUNTRIES', key, to_jsonb(key), n from unnest(${items.map(({ erp }) => erp)}::text[])
      with ordinality as x (key, n)`.execute(tx)
    const mapped = items.slice(0, -1)
    await sql`insert into list_item_mapping (connection_id, erp_list, crm_list, erp_item, crm_item)
      select ${id}, 'COUNTRIES', 'country', x.erp, x.crm::bigint
      from jsonb_to_recordset(${JSON.stringify(mapped)}::jsonb) as x (erp text, crm text)`.execute(tx)
    return id
  })
}

/** One of its actor types, enabled. */
export async function makeType(
  tx: Db,
  id: number,
  kind: Kind,
  schedule: Pick<Schedule, 'personality' | 'making' | 'directions' | 'rules'>,
): Promise<void> {
  const { versions, deletions } = schedule.personality
  const idempotentCreate = schedule.making?.marker ?? false
  const capabilities = { create: true, update: true, versions, deletions, idempotentCreate }
  await sql`insert into actor_type (connection_id, type, capabilities, enabled)
      values (${id}, ${kind.actorType}, ${JSON.stringify(capabilities)}, true)`.execute(tx)
  await sql`insert into erp_field (connection_id, actor_type, key, label, type, access, max_length, decimals, list,
        position, rank, crm_field, to_crm, to_erp, conflict_rule)
      select ${id}, ${kind.actorType}, key, to_jsonb(key), type, access, "maxLength", decimals, list, n, n, crm,
        "toCrm", "toErp", rule
      from jsonb_to_recordset(${JSON.stringify(fieldRows(kind, schedule))}::jsonb) as x (key text, type text, access text,
        "maxLength" int, decimals int, list text, n int, crm text, "toCrm" boolean, "toErp" boolean, rule text)`.execute(
    tx,
  )
}

function fieldRows({ fields }: Kind, { directions, rules }: Pick<Schedule, 'directions' | 'rules'>) {
  return fields.map(({ erp, crm, type, access, maxLength, decimals, list }, n) => ({
    ...{ key: erp, type, access: access ?? 'normal', n, rule: rules[erp] ?? 'newest' },
    crm: directions[erp] ? crm : null,
    ...{ maxLength: maxLength ?? null, decimals: decimals ?? null, list: list ?? null },
    toCrm: ['both', 'toCrm'].includes(directions[erp] ?? ''),
    toErp: ['both', 'toErp'].includes(directions[erp] ?? ''),
  }))
}

export async function makeCompany(db: Db, name: string): Promise<number> {
  return await insertRecord(
    db,
    'company',
    { fields: { name, phone: `p0${name}`, simCredit: '7.00' }, companyId: null },
    { userId: 'user' },
  )
}

/** A person or a project of a company. */
export async function makeOf(db: Db, kind: Kind, name: string, companyId: number): Promise<number> {
  const [nameField, phoneField] = [fieldIn(kind, 'NAME').crm, fieldIn(kind, 'PHONE').crm]
  const fields = { [nameField]: name, [phoneField]: `p0${name}`, simCredit: '7.00' }
  return await insertRecord(db, kind.recordType, { fields, companyId }, { userId: 'user' })
}
