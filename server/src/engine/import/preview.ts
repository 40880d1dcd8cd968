import { type Actor, type ActorTypeName, ConnectorError, type Fields } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import { z } from '../../contract.ts'
import type { TypeMapping } from '../../erp/index.ts'
import type { Tx } from '../../store/index.ts'
import { longWorkKind, type WorkItem } from '../long-work/kind.ts'
import { pageSize } from '../read-erp.ts'
import { mappingOf, recordset, type Work } from '../work.ts'
import { actorLinks } from './actor-links.ts'
import {
  type Judged,
  type JudgeOptions,
  judgeRows,
  type LookedUp,
  lookUp,
  type RowToJudge,
} from './look-up.ts'
import { type Slice, sliceOf } from './slice.ts'
import { unjudged } from './to-do.ts'

const options = z.object({ importId: z.int() })
type Options = z.output<typeof options>

/** A row of an import with its actor as it is stored. */
export interface ActorRow extends WorkItem {
  readonly actor: Actor
}

/** Rows of an import that were looked up; what becomes of each is said in their order. */
export interface ToJudge {
  readonly options: JudgeOptions
  readonly on: JudgedOn
  readonly lookedUp: LookedUp
}

/** Judges the rows of an import that are not judged yet, a thousand at a time. It reads the database only. */
export const importPreview = longWorkKind<Options, null, ActorRow, ToJudge>({
  kind: 'importPreview',
  writes: false,
  options,
  items: {
    count: ({ importId }) => sql`select count(*) as count from import_row r where ${unjudged(importId)}`,
    next: ({ parts, options: { importId } }, after) => actorRows(parts.store.db, unjudged(importId), after),
  },

  async prepare(work, rows) {
    const slice = await sliceOf(work, work.options.importId)
    return await lookUpAmongAll(work, slice, mappingFor(work, slice.found.actorType), rows)
  },

  async batch(work, rows, { options, on, lookedUp }) {
    const judged = await judgeRows(work.parts.store.db, lookedUp, options)
    work.counts.read += rows.length
    return { store: (tx) => storeJudged(tx, judged, on) }
  },
})

/** What has to be known of rows before they are judged. */
export async function lookUpAmongAll(
  { parts, mappingVersion }: Work,
  { found, also }: Slice,
  mapping: TypeMapping,
  rows: readonly RowToJudge[],
): Promise<ToJudge> {
  const { db } = parts.store
  const links = await actorLinks(db, mapping, rows)
  const options: JudgeOptions = { importId: found.id, settings: found.settings, mapping, links, also }
  return {
    options,
    on: { judgedAsOf: links.asOf, mappingVersion },
    lookedUp: await lookUp(db, rows, options),
  }
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

/** How its actors are mapped now; one that is no longer synchronised ends the work with that reason. */
export function mappingFor(work: Work, actorType: ActorTypeName): TypeMapping {
  const mapping = mappingOf(work, actorType)
  if (mapping) return mapping
  throw new ConnectorError('misconfigured', {
    en: 'This actor type is no longer synchronised in this ERP connection. Enable it in Mappings, then go on.',
    nl: 'Dit actor-type wordt in deze ERP-verbinding niet meer gesynchroniseerd. Zet het aan bij Toewijzingen en ga dan verder.',
  })
}

/** On what a judgement stands: what was written before, and what the mapping of this version made of the actor. */
export interface JudgedOn {
  readonly judgedAsOf: string
  readonly mappingVersion: number
}

/** Stores what was judged; what somebody decided stays. */
export async function storeJudged(tx: Tx, judged: readonly Judged[], on: JudgedOn | null): Promise<void> {
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
      candidates = x.candidates, problem = x.problem, warnings = x.warnings, vat_form = x.vat, name_form = x.name,
      judged_as_of = ${on?.judgedAsOf ?? null}, judged_mapping = ${on?.mappingVersion ?? null}
    from ${recordset(rows)} as x (id bigint, verdict text, record bigint, by text, company bigint, candidates jsonb,
      problem jsonb, warnings jsonb, vat text, name text)
    where r.id = x.id`.execute(tx)
}
