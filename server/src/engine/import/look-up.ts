import type { Actor, Fields } from '@koppel/sdk'
import { sql } from 'kysely'
import { findMatches, type Match, type MatchKey, normalForms, readRecords } from '../../crm/index.ts'
import type { TypeMapping } from '../../erp/index.ts'
import { type Db, measureAnew } from '../../store/index.ts'
import type { ImportProblem, ImportSettings, ImportWarning } from '../../store/tables.ts'
import { comparedFields } from './add-rows.ts'
import { type Judgement, judge, type Subject } from './judge.ts'
import { type NewRecord, newRecordMapping, newRecordOf } from './new-record.ts'

/** An actor of an import that is to be judged. */
export interface RowToJudge {
  readonly id: number
  readonly actor: Actor
}

export interface Judged extends Judgement {
  readonly id: number
  readonly actor: Actor
  readonly companyId: number | null
  readonly warnings: readonly ImportWarning[]
  readonly vatForm: string | null
  readonly nameForm: string | null
  /** The record it would become, should it be new. */
  readonly fresh: NewRecord
}

export interface JudgeOptions {
  readonly importId: number
  readonly settings: ImportSettings
  readonly mapping: TypeMapping
  /** When it is carried out: names that are only alike were looked at in the preview. */
  readonly again?: boolean
}

/** Judges rows of an import in a handful of statements, however many there are; at most a thousand at once. */
export async function judgeRows(
  db: Db,
  rows: readonly RowToJudge[],
  options: JudgeOptions,
): Promise<readonly Judged[]> {
  const { mapping, settings, importId } = options
  const { recordType } = mapping
  const links = await linksOf(db, mapping, rows)
  const also = await alsoCompared(db, mapping)
  const fresh = newRecordMapping(mapping)
  const beside = (id: number) => ({
    fields: settings.defaults,
    companyId: links.companyOf.get(id) ?? undefined,
  })
  const made = rows.map(({ id, actor }) => {
    const { companyId, ...rest } = beside(id)
    const record = newRecordOf(fresh, actor, links.at, {
      ...rest,
      ...(companyId === undefined ? {} : { companyId }),
    })
    return { id, actor, record, fields: { ...namedOf(also, actor), ...record.fields } }
  })
  const candidates = made.map(({ id, fields, record }) => ({
    ref: String(id),
    fields: comparable(fields, settings.defaults, record.fields),
    companyId: record.companyId,
  }))
  const forms = await normalForms(db, recordType, candidates)
  await measureAnew(db, recordType)
  // Who is linked already, or cannot be a record, need not be looked for.
  const open = made.filter(
    ({ id, actor, record }) => !links.recordOf.has(id) && !problemOf(mapping, actor, record),
  )
  const openRefs = new Set(open.map(({ id }) => String(id)))
  const sought = candidates.filter(({ ref }) => openRefs.has(ref))
  const matches = await matchesOf(db, mapping, sought, options)
  const found = [...new Set([...matches.values()].flat().map(({ recordId }) => recordId))]
  const known = await readRecords(db, recordType, found)
  const taken = await takenOf(db, mapping, importId, rows, found)
  const twins = await twinsOf(
    db,
    importId,
    made.map(({ id }) => ({ id, ...formsOf(forms.get(String(id)), settings) })),
  )

  return made.map(({ id, actor, record, fields }) => {
    const subject: Subject = {
      rowId: id,
      actor,
      fields,
      linkedTo: links.recordOf.get(id),
      problem: problemOf(mapping, actor, record),
      companyId: record.companyId,
      matches: matches.get(String(id)) ?? [],
      twin: options.again ? undefined : twins.get(id),
    }
    const judgement = judge(subject, { taken, recordOf: (one) => known.get(one) }, settings)
    // One record is meant once: who comes after finds it taken.
    if (judgement.verdict === 'update' && judgement.recordId !== null) taken.add(judgement.recordId)
    return {
      ...judgement,
      ...{ id, actor, companyId: record.companyId, warnings: record.misfits, fresh: record },
      ...formsOf(forms.get(String(id)), settings),
    }
  })
}

interface Links {
  readonly recordOf: ReadonlyMap<number, number>
  readonly companyOf: ReadonlyMap<number, number>
  readonly at: string
}

/** Which actors are linked, and to which companies their parents are. */
async function linksOf(
  db: Db,
  { connectionId, actorType }: TypeMapping,
  rows: readonly RowToJudge[],
): Promise<Links> {
  const given = rows.map(({ id, actor }) => ({
    id,
    key: actor.key,
    parentType: actor.parent?.type ?? null,
    parentKey: actor.parent?.key ?? null,
  }))
  const found = await sql<{ id: number; recordId: number | null; companyId: number | null; at: string }>`
    select g.id, l.record_id, p.record_id as company_id, clock_timestamp() as at
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
      as g (id bigint, key text, "parentType" text, "parentKey" text)
    left join link l on l.connection_id = ${connectionId} and l.actor_type = ${actorType} and l.actor_key = g.key
      and l.ended_at is null
    left join link p on p.connection_id = ${connectionId} and p.actor_type = g."parentType"
      and p.actor_key = g."parentKey" and p.record_type = 'company' and p.ended_at is null`.execute(db)
  const pairs = (of: 'recordId' | 'companyId') =>
    found.rows.flatMap((row): [number, number][] => (row[of] === null ? [] : [[row.id, row[of]]]))
  return {
    recordOf: new Map(pairs('recordId')),
    companyOf: new Map(pairs('companyId')),
    at: found.rows[0]?.at ?? '',
  }
}

interface AlsoCompared {
  readonly key: string
  readonly crmField: string
}

/** ERP fields that are said to be a CRM field by which records are found, without travelling. */
async function alsoCompared(
  db: Db,
  { connectionId, actorType }: TypeMapping,
): Promise<readonly AlsoCompared[]> {
  const { rows } = await sql<AlsoCompared>`
    select key, crm_field from erp_field
    where connection_id = ${connectionId} and actor_type = ${actorType} and in_erp and type = 'text'
      and not to_crm and not to_erp and crm_field = any(${comparedFields}::text[])`.execute(db)
  return rows
}

function namedOf(also: readonly AlsoCompared[], actor: Actor): Fields {
  return Object.fromEntries(also.map(({ key, crmField }) => [crmField, actor.fields[key] ?? null]))
}

// A default says nothing about whom this is.
function comparable(fields: Fields, defaults: Fields, record: Fields): Fields {
  const given = Object.entries(fields).filter(
    ([key]) => defaults[key] === undefined || record[key] !== defaults[key],
  )
  return Object.fromEntries(given)
}

async function matchesOf(
  db: Db,
  { recordType }: TypeMapping,
  candidates: readonly { readonly ref: string; readonly fields: Fields; readonly companyId: number | null }[],
  { settings, again }: JudgeOptions,
): Promise<ReadonlyMap<string, readonly Match[]>> {
  const exact: readonly MatchKey[] = settings.keys
  const found = exact.length > 0 ? await findMatches(db, recordType, candidates, { keys: exact }) : []
  const byRef = Map.groupBy(found, ({ ref }) => ref)
  if (!settings.nearNames || again) return byRef
  // By far the most work, so only where nothing else was found.
  const others = candidates.filter(({ ref }) => !byRef.has(ref))
  const near = await findMatches(db, recordType, others, { keys: ['name', 'nearName'] })
  for (const [ref, matches] of Map.groupBy(near, (match) => match.ref)) byRef.set(ref, matches)
  return byRef
}

/** Records that cannot be taken: linked in this connection, or meant for an earlier actor of this import. */
async function takenOf(
  db: Db,
  { connectionId, recordType }: TypeMapping,
  importId: number,
  rows: readonly RowToJudge[],
  found: readonly number[],
): Promise<Set<number>> {
  if (found.length === 0) return new Set()
  const { rows: taken } = await sql<{ recordId: number }>`
    select record_id from link where connection_id = ${connectionId} and record_type = ${recordType}
      and record_id = any(${[...found]}::bigint[]) and ended_at is null
    union
    select record_id from import_row where import_id = ${importId} and record_id = any(${[...found]}::bigint[])
      and verdict = 'update' and outcome is null and id <> all(${rows.map(({ id }) => id)}::bigint[])`.execute(
    db,
  )
  return new Set(taken.map(({ recordId }) => recordId))
}

interface Forms {
  readonly vatForm: string | null
  readonly nameForm: string | null
}

function formsOf(
  form:
    | { readonly vatNo: string | null; readonly name: string | null; readonly zip: string | null }
    | undefined,
  { keys }: ImportSettings,
): Forms {
  const named = form?.name != null && form.zip !== null && keys.includes('nameAndZip')
  return {
    vatForm: keys.includes('vatNo') ? (form?.vatNo ?? null) : null,
    nameForm: named ? `${form.name} ${form.zip}` : null,
  }
}

/** Of each row another one before it, in this import, with the same VAT number or the same name and postcode: its title. */
async function twinsOf(
  db: Db,
  importId: number,
  rows: readonly ({ readonly id: number } & Forms)[],
): Promise<ReadonlyMap<number, string>> {
  const given = rows.filter(({ vatForm, nameForm }) => vatForm !== null || nameForm !== null)
  if (given.length === 0) return new Map()
  const { rows: twins } = await sql<{ id: number; title: string }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (id bigint, "vatForm" text, "nameForm" text)
    ),
    others as (
      select g.id, r.title, r.id as other from given g
      join import_row r on r.import_id = ${importId} and r.vat_form = g."vatForm" and r.id < g.id
      union all
      select g.id, r.title, r.id from given g
      join import_row r on r.import_id = ${importId} and r.name_form = g."nameForm" and r.id < g.id
      union all
      select g.id, r.title, r.id from given g join given o on o.id < g.id
        and (o."vatForm" = g."vatForm") join import_row r on r.id = o.id
      union all
      select g.id, r.title, r.id from given g join given o on o.id < g.id
        and (o."nameForm" = g."nameForm") join import_row r on r.id = o.id
    )
    select distinct on (id) id, title from others order by id, other`.execute(db)
  return new Map(twins.map(({ id, title }) => [id, title]))
}

const nameOf = { company: 'name', person: 'lastName', project: 'name' } as const

function problemOf(
  { actorType, recordType }: TypeMapping,
  actor: Actor,
  { companyId, fields }: NewRecord,
): ImportProblem | undefined {
  if (actorType === 'person' && companyId === null) {
    return { code: actor.parent ? 'parentNotLinked' : 'parentUnknown' }
  }
  const crmField = nameOf[recordType]
  return (fields[crmField] ?? null) === null ? { code: 'mandatoryBlank', crmField } : undefined
}
