import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import { nextOwed, owedNow } from './links.ts'
import { lookAt } from './look.ts'
import { pageSize } from './read-erp.ts'
import { transact, type Work } from './work.ts'

/**
 * Asks again for actors of which the last answer left out a field that begins: without a base nobody would notice what
 * it has before one side changes.
 *
 * Soon at first, then more and more seldom: an ERP may never tell a field.
 */
export async function askForOwed(work: Work): Promise<void> {
  for (const mapping of work.mappings) await lookAt(work, mapping, await owedLinks(work, mapping))
}

/** When they are asked for next is stored before they are now, whatever comes of it. */
async function owedLinks(work: Work, { actorType }: TypeMapping): Promise<readonly number[]> {
  return await transact(work, async (tx) => {
    const { rows } = await sql<{ id: number }>`
      with owed as (
        select l.id from link l
        where l.connection_id = ${work.connectionId} and l.actor_type = ${actorType} and ${owedNow('l')}
        order by l.id limit ${pageSize} for no key update
      )
      update link set owed_tries = owed_tries + 1, owed_at = ${nextOwed}
      where id = any(array(select id from owed)) returning id`.execute(tx)
    return rows.map(({ id }) => id)
  })
}
