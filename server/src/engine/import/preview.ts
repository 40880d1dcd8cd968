import { type Actor, type ActorTypeName, ConnectorError, type Fields } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import { z } from '../../contract.ts'
import type { TypeMapping } from '../../erp/index.ts'
import { notFound } from '../../problem.ts'
import type { Tx } from '../../store/index.ts'
import { longWorkKind, type WorkItem } from '../long-work/kind.ts'
import { pageSize } from '../read-erp.ts'
import { mappingOf, recordset, type Work } from '../work.ts'
import { type Judged, judgeRows } from './look-up.ts'
import { type StoredImport, stored } from './rights.ts'

const options = z.object({ importId: z.int() })
type Options = z.output<typeof options>

/** A row of an import with its actor as it is stored. */
export interface ActorRow extends WorkItem {
  readonly actor: Actor
}

/** Judges the rows of an import that are not judged yet, a thousand at a time. It reads the database only. */
export const importPreview = longWorkKind<Options, null, ActorRow>({
  kind: 'importPreview',
  writes: false,
  options,
  items: {
    count: ({ importId }) => sql`select count(*) as count from import_row r where ${unjudged(importId)}`,
    next: ({ parts, options: { importId } }, after) => actorRows(parts.store.db, unjudged(importId), after),
  },

  async batch(work, rows) {
    const { importId } = work.options
    const found = await importOf(work, importId)
    const mapping = mappingFor(work, found.actorType)
    const judged = await judgeRows(work.parts.store.db, rows, { importId, settings: found.settings, mapping })
    work.counts.read += rows.length
    return { store: (tx) => storeJudged(tx, judged) }
  },
})

function unjudged(importId: number): RawBuilder<unknown> {
  return sql`r.import_id = ${importId} and r.verdict is null and r.outcome is null`
}

/** At most a thousand rows after this one, in order. */
export async function actorRows(
  db: Work['parts']['store']['db'],
  where: RawBuilder<unknown>,
  after: number,
): Promise<readonly ActorRow[]> {
  const { rows } = await sql<StoredActor>`
    select r.id, r.actor_key, r.title, r.parent_type, r.parent_key, r.fields from import_row r
    where ${where} and r.id > ${after} order by r.id limit ${pageSize}`.execute(db)
  return rows.map((row) => ({ id: row.id, actor: actorOf(row) }))
}

interface StoredActor {
  readonly id: number
  readonly actorKey: string
  readonly title: string
  readonly parentType: ActorTypeName | null
  readonly parentKey: string | null
  readonly fields: Fields
}

export function actorOf({ actorKey, title, parentType, parentKey, fields }: Omit<StoredActor, 'id'>): Actor {
  const parent = parentType === null || parentKey === null ? undefined : { type: parentType, key: parentKey }
  return { key: actorKey, title, fields, ...(parent ? { parent } : {}) }
}

/** The import some work is for. */
export async function importOf({ parts }: Work, id: number): Promise<StoredImport> {
  const found = await stored(parts.store.db, id)
  if (!found) throw notFound()
  return found
}

/** How its actors are mapped now; one that is no longer synchronised ends the work with that reason. */
export function mappingFor(work: Work, actorType: ActorTypeName): TypeMapping {
  const mapping = mappingOf(work, actorType)
  if (mapping) return mapping
  throw new ConnectorError('misconfigured', {
    en: 'This actor type is no longer synchronised in this ERP connection. Enable it in Mappings, then go on.',
    nl: 'Dit actor-type wordt in deze ERP-verbinding niet meer gesynchroniseerd. Zet het aan bij Toewijzingen en ga dan verder.',
  })
}

/** Stores what was judged; what somebody decided stays. */
export async function storeJudged(tx: Tx, judged: readonly Judged[]): Promise<void> {
  const rows = judged.map((one) => ({
    id: one.id,
    verdict: one.verdict,
    record: one.recordId,
    by: one.matchedBy,
    company: one.companyId,
    candidates: one.candidates,
    problem: one.problem,
    warnings: one.warnings,
    vat: one.vatForm,
    name: one.nameForm,
  }))
  await sql`
    update import_row r set verdict = x.verdict, record_id = x.record, matched_by = x.by, company_id = x.company,
      candidates = x.candidates, problem = x.problem, warnings = x.warnings, vat_form = x.vat, name_form = x.name
    from ${recordset(rows)} as x (id bigint, verdict text, record bigint, by text, company bigint, candidates jsonb,
      problem jsonb, warnings jsonb, vat text, name text)
    where r.id = x.id`.execute(tx)
}
