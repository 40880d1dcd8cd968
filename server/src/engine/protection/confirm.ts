import { sql } from 'kysely'
import { ProblemError } from '../../problem.ts'
import { audit, type Store, type Tx } from '../../store/index.ts'
import { tell } from '../work.ts'

/** What stands where the sides differ: the ERP's values, or what the rules of the mapping say. */
export type Stands = 'erp' | 'rules'

/**
 * An administrator answers a connection that asked first: what was set aside is done, once, by the next pass.
 *
 * @throws ProblemError 409 `nothingToConfirm` if it no longer asks
 */
export async function confirm(
  store: Store,
  connectionId: number,
  stands: Stands,
  userId: string,
): Promise<void> {
  await store.transaction(async (tx) => {
    const { rows } = await sql<{ stateReason: { code: string } | null; suspects: number }>`
      select c.state_reason, (select count(*) from suspect s where s.connection_id = c.id) as suspects
      from connection c where c.id = ${connectionId} and c.deleted_at is null for update`.execute(tx)
    const found = rows[0]
    const code = found?.stateReason?.code
    if (!found || (code !== 'breaker' && code !== 'compareFirst')) throw nothingToConfirm()
    if (code === 'compareFirst' && stands === 'erp') await takeErpValues(tx, connectionId)
    await sql`update suspect set confirmed_at = now() where connection_id = ${connectionId}`.execute(tx)
    await sql`update protection set compare_reason = null, compare_since = null, compare_position = 0, compared_at = null
      where connection_id = ${connectionId}`.execute(tx)
    await sql`update connection set state = 'ok', state_reason = null, state_since = now(), attempts = 0, next_try_at = null
      where id = ${connectionId}`.execute(tx)
    await audit(tx, {
      ...{ userId, action: 'confirmSuspects', subject: `connection/${connectionId}` },
      ...{ old: { code }, new: { stands, links: found.suspects } },
    })
    await tell(tx, { kind: 'connections' })
    await sql`select pg_notify('koppel_crm_change', ${String(connectionId)})`.execute(tx)
  })
}

/** The fields that differ begin anew, with the value of the ERP; what was to be written there is dropped. */
async function takeErpValues(tx: Tx, connectionId: number): Promise<void> {
  await sql`
    with differing as (
      select s.link_id, array_agg(distinct f->>'erpField') as fields
      from suspect s, jsonb_array_elements(s.fields) f
      where s.connection_id = ${connectionId} and 'differs' = any(s.kinds) group by s.link_id
    ),
    dropped as (delete from erp_write where link_id in (select link_id from differing))
    update link l set base = l.base - d.fields,
      start = l.start || (select jsonb_object_agg(field, 'erp') from unnest(d.fields) field)
    from differing d where l.id = d.link_id and l.ended_at is null`.execute(tx)
}

function nothingToConfirm(): ProblemError {
  return new ProblemError(409, 'nothingToConfirm', {
    en: 'This ERP connection asks for no answer any more.',
    nl: 'Deze ERP-verbinding vraagt niet meer om een antwoord.',
  })
}
