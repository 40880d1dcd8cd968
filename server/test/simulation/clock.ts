import { sql } from 'kysely'
import type { Store } from '../../src/store/index.ts'

/**
 * Gives a database a clock of its own, which moves by a millisecond whenever it is asked for the time and otherwise
 * only when the simulation says so. Sessions opened from now on see it as `now()` and `clock_timestamp()`.
 */
export async function installClock({ db }: Store): Promise<void> {
  await sql`create schema sim`.execute(db)
  await sql`create sequence sim.ticks start 1000`.execute(db)
  await sql`create sequence sim.moments`.execute(db)
  await sql`create function sim.clock_timestamp() returns timestamptz volatile language sql as
    $$ select timestamptz '2030-01-01 00:00:00Z' + nextval('sim.ticks') * interval '1 millisecond' $$`.execute(
    db,
  )
  await sql`create function sim.now() returns timestamptz volatile language sql as
    $$ select timestamptz '2030-01-01 00:00:00Z' + last_value * interval '1 millisecond' from sim.ticks $$`.execute(
    db,
  )
  // Defaults were bound to the real clock when their table was made.
  await sql.raw(bindDefaults).execute(db)
  await sql
    .raw(
      `do $$ begin execute format('alter database %I set search_path = sim, public, pg_catalog', current_database()); end $$`,
    )
    .execute(db)
}

const bindDefaults = `do $$ declare one record; begin
  for one in
    select c.oid::regclass as tab, a.attname as col, pg_get_expr(d.adbin, d.adrelid) as expr
    from pg_attrdef d join pg_class c on c.oid = d.adrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    where n.nspname = 'public' and pg_get_expr(d.adbin, d.adrelid) in ('now()', 'clock_timestamp()')
  loop
    execute format('alter table %s alter column %I set default sim.%s', one.tab, one.col, one.expr);
  end loop;
end $$`

/** Time goes by, or is set back, on the clock of the database. */
export async function moveClock({ db }: Store, seconds: number): Promise<void> {
  await sql`select setval('sim.ticks', greatest(1, last_value + ${seconds * 1000}::bigint)) from sim.ticks`.execute(
    db,
  )
}

/** The clock stands where it stands at the beginning of every run. */
export async function resetClock({ db }: Store): Promise<void> {
  await sql`select setval('sim.ticks', 1000000000)`.execute(db)
}
