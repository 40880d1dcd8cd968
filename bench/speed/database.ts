import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import { migrate, openStore, type Store, startEmbedded } from '../../server/src/store/index.ts'
import { lines } from './customers.ts'

/** A PostgreSQL as in production, with databases that are gone afterwards. */
export interface Databases {
  readonly version: string
  /** A database with Koppel's tables and a connection to the bench ERP. */
  make(): Promise<string>
  drop(url: string): Promise<void>
  stop(): Promise<void>
}

export async function openDatabases(): Promise<Databases> {
  const given = process.env.KOPPEL_BENCH_DATABASE_URL
  const data = join(import.meta.dirname, '../../.cache/bench-postgres')
  const server = given ? { url: given, stop: async () => undefined } : await startEmbedded({ data })
  const admin = new pg.Client({ connectionString: server.url })
  await admin.connect()
  const mine = `koppel_bench_${process.pid}`
  const template = await makeTemplate()
  const made = new Set<string>()

  async function makeTemplate(): Promise<string> {
    const { rows } = await admin.query(`select datname from pg_database where datname like 'koppel_bench_%'`)
    for (const { datname } of rows) await admin.query(`drop database ${datname} with (force)`)
    await admin.query(`create database ${mine}_template template template0`)
    const store = openStore({ url: urlOf(`${mine}_template`) })
    await migrate(store)
    await prepare(store)
    await store.close()
    await admin.query(`alter database ${mine}_template with allow_connections false`)
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${mine}_template'`,
    )
    return `${mine}_template`
  }

  function urlOf(name: string): string {
    const url = new URL(server.url)
    url.pathname = `/${name}`
    return url.href
  }

  async function drop(url: string): Promise<void> {
    const name = new URL(url).pathname.slice(1)
    await admin.query(`drop database if exists ${name} with (force)`)
    made.delete(url)
  }

  const { rows } = await admin.query<{ server_version: string }>('show server_version')
  return {
    version: rows[0]?.server_version ?? '',
    async make() {
      const name = `${mine}_${randomBytes(3).toString('hex')}`
      await admin.query(`create database ${name} template ${template}`)
      await admin.query('checkpoint')
      made.add(urlOf(name))
      return urlOf(name)
    },
    drop,
    async stop() {
      for (const url of made) await drop(url)
      await admin.query(`drop database if exists ${template} with (force)`)
      await admin.end()
      await server.stop()
    },
  }
}

/** The connection, its mapping, the user-defined fields and the country list. */
async function prepare({ pool }: Store): Promise<void> {
  await pool.query(`insert into connector (name, url) values ('Bench ERP', 'builtin:bench')`)
  await pool.query(`insert into connection (connector_id, name, active) values (1, 'Bench', true)`)
  await pool.query(`insert into actor_type (connection_id, type, capabilities, enabled)
    values (1, 'customer', '{"update":true,"deletions":true,"versions":true}', true)`)
  await pool.query(
    `insert into crm_list (key, name) values ('country', '{"en":"Country"}') on conflict do nothing`,
  )
  for (const { crm, type, custom } of lines) {
    if (custom) {
      await pool.query(
        `insert into custom_field (record_type, key, label, type) values ('company', $1, '{"en":"x"}', $2)`,
        [crm, type],
      )
    }
  }
  for (const item of ['NL', 'BE']) {
    await pool.query(
      `with item as (insert into crm_list_item (list, name) values ('country', $1) returning id)
       insert into list_item_mapping (connection_id, erp_list, crm_list, erp_item, crm_item)
       select 1, 'country', 'country', $2, id from item`,
      [JSON.stringify({ en: item }), item],
    )
  }
  for (const [position, { key, crm, type }] of lines.entries()) {
    await pool.query(
      `insert into erp_field (connection_id, actor_type, key, label, type, list, position, rank, crm_field, to_crm, to_erp)
       values (1, 'customer', $1, '{"en":"x"}', $2, $3, $4, $4, $5, true, true)`,
      [key, type, type === 'list' ? 'country' : null, position, crm],
    )
  }
}
