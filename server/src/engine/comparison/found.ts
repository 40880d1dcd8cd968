import type { Value } from '@koppel/sdk'
import { sql } from 'kysely'
import type { Tx } from '../../store/index.ts'
import type { DifferenceKind, Pair } from '../../sync/index.ts'
import { storable } from '../disagreements.ts'
import { recordset } from '../work.ts'

/** One difference of a link; of the whole actor when it has no fields. */
export interface Found {
  readonly linkId: number
  readonly kind: DifferenceKind | 'actorMissing'
  readonly erpField: string
  readonly crmField: string
  readonly base?: Pair | null
  readonly erp?: Value
  readonly crm?: Value
  /** When the link was last written: a change is missed only if nothing happened since. */
  readonly seenAt?: string | null
}

/**
 * Stores what was found. A change that nobody told of is handed to the passes: they read that actor, and the rule of
 * the mapping carries it over.
 */
export async function storeFound(tx: Tx, runId: number, found: readonly Found[]): Promise<void> {
  if (found.length === 0) return
  const rows = found.map(({ base, erp, crm, ...one }) => ({
    ...one,
    hasBase: Boolean(base),
    baseErp: shown(base?.[0]),
    baseCrm: shown(base?.[1]),
    erp: shown(erp),
    crm: shown(crm),
  }))
  await sql`
    insert into difference (run_id, link_id, erp_field, crm_field, kind, has_base, base_erp, base_crm, erp_value,
      crm_value)
    select ${runId}, "linkId", "erpField", "crmField", kind, "hasBase", "baseErp", "baseCrm", erp, crm
    from ${recordset(rows)} as x ("linkId" bigint, "erpField" text, "crmField" text, kind text, "hasBase" boolean, "baseErp" jsonb,
      "baseCrm" jsonb, erp jsonb, crm jsonb)
    on conflict do nothing`.execute(tx)
  const missed = found.flatMap(({ kind, linkId, seenAt }) => (kind === 'missed' ? [{ linkId, seenAt }] : []))
  if (missed.length > 0) await lookAgainAt(tx, missed)
}

/** Without its version nothing is taken for known of an actor: the next pass reads it. */
async function lookAgainAt(tx: Tx, missed: readonly object[]): Promise<void> {
  await sql`
    with nudged as (
      update link l set version = null
      from (select distinct * from ${recordset(missed)} as x ("linkId" bigint, "seenAt" timestamptz)) x
      where l.id = x."linkId" and l.synced_at is not distinct from x."seenAt" and l.ended_at is null
      returning l.id, l.connection_id
    ), marked as (
      insert into crm_change as c (link_id, connection_id) select id, connection_id from nudged order by id
      on conflict (link_id) do nothing
    )
    select pg_notify('koppel_crm_change', connection_id::text) from (select distinct connection_id from nudged) n`.execute(
    tx,
  )
}

function shown(value: Value | undefined): Value {
  return typeof value === 'string' ? storable(value) : (value ?? null)
}
