import type { Actor, Page } from '@koppel/sdk'
import pg from 'pg'
import { asking } from './connector.ts'
import { lines } from './customers.ts'

/**
 * What people write instead: for each customer a select, a comparison, an insert or update, and an audit row.
 *
 * @returns milliseconds a record, over the first `most` customers
 */
export async function rowByRow(databaseUrl: string, erpUrl: string, most: number): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query('create unique index if not exists script_number on company (number)')
  const ask = asking({ fetch }, erpUrl)
  let [done, cursor, more] = [0, undefined as string | undefined, true]
  const began = performance.now()
  while (more && done < most) {
    const page = await ask<Page & { more: boolean }>('/changes', { cursor, limit: 1_000 })
    for (const actor of page.actors) await bringIn(client, actor)
    done += page.actors.length
    ;({ cursor, more } = page)
  }
  const each = (performance.now() - began) / done
  await client.end()
  return each
}

const texts = lines.filter(({ type }) => type === 'text')
const columns = texts.map(({ crm }) => crm.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))

async function bringIn(client: pg.Client, { fields }: Actor): Promise<void> {
  const values = texts.map(({ key }) => fields[key])
  const { rows } = await client.query('select * from company where number = $1', [fields.NUMBER])
  if (rows[0] && columns.every((column, index) => rows[0][column] === values[index])) return
  const { rows: written } = rows[0]
    ? await client.query(
        `update company set ${columns.map((column, index) => `${column} = $${index + 2}`).join()} where id = $1 returning id`,
        [rows[0].id, ...values],
      )
    : await client.query(
        `insert into company (${columns.join()}) values (${columns.map((_, index) => `$${index + 1}`).join()}) returning id`,
        values,
      )
  await client.query(
    `insert into sync_log (run_id, connection_id, link_id, record_type, record_id, actor_type, actor_key, direction,
       erp_field, crm_field, new_value, rule)
     values (1, 1, 0, 'company', $1, 'customer', $2, 'toCrm', '', '', $3, 'script')`,
    [written[0].id, fields.NUMBER, JSON.stringify(fields)],
  )
}
