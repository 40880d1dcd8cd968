import type { Actor, Fields } from '@koppel/sdk'
import { sql } from 'kysely'
import {
  type Candidate,
  findMatches,
  type Match,
  type MatchKey,
  type NormalForms,
  normalForms,
  readRecords,
} from '../../crm/index.ts'
import type { TypeMapping } from '../../erp/index.ts'
import type { Db } from '../../store/index.ts'
import type { ImportProblem, ImportSettings, ImportWarning } from '../../store/tables.ts'
import type { ActorLinks } from './actor-links.ts'
import { type Judgement, judge, type Subject } from './judge.ts'
import { type NewRecord, newRecordMapping, newRecordOf } from './new-record.ts'
import type { AlsoCompared } from './slice.ts'
import { twinForms, twinsOf } from './twins.ts'

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
  /** The second time: the record it becomes, should it be new. The first time it would only be kept in memory. */
  readonly fresh: NewRecord | undefined
}

export interface JudgeOptions {
  readonly importId: number
  readonly settings: ImportSettings
  readonly mapping: TypeMapping
  readonly links: ActorLinks
  readonly also: readonly AlsoCompared[]
  /** When it is carried out: twins, and names that are only alike, were looked at in the preview. */
  readonly again?: SecondLook
}

/** Among which records is looked a second time; without, among all. */
export interface SecondLook {
  readonly among?: readonly number[]
}

/** What was found of some rows, before it is said what becomes of each. */
export interface LookedUp {
  readonly made: readonly Becoming[]
  readonly forms: NormalForms
  readonly matches: ReadonlyMap<string, readonly Match[]>
}

/** Looks rows up in a handful of statements, however many there are; at most a thousand at once. */
export async function lookUp(db: Db, rows: readonly RowToJudge[], options: JudgeOptions): Promise<LookedUp> {
  const { mapping, settings, links, again } = options
  const made = becoming(rows, options)
  const candidates = again?.among?.length === 0 ? [] : made.map((one) => candidateOf(one, settings.defaults))
  const forms = await normalForms(db, mapping.recordType, candidates, comparedBy(settings, again))
  // Who is linked already, or cannot be a record, need not be looked for.
  const open = new Set(
    made.flatMap(({ id, problem }) => (links.recordOf.has(id) || problem ? [] : [String(id)])),
  )
  const sought = candidates.filter(({ ref }) => open.has(ref))
  return { made, forms, matches: await matchesOf(db, sought, forms, options) }
}

/** Judges rows that were looked up: in their order, as one record is meant once. */
export async function judgeRows(
  db: Db,
  { made, forms, matches }: LookedUp,
  { mapping, settings, importId, links, again }: JudgeOptions,
): Promise<readonly Judged[]> {
  const found = [...new Set([...matches.values()].flat().map(({ recordId }) => recordId))]
  const known = await readRecords(db, mapping.recordType, found)
  const taken = await takenOf(db, mapping, importId, made, found)
  const formsOf = (id: number) => twinForms(forms.get(String(id)), settings)
  const twins = again
    ? noTwins
    : await twinsOf(
        db,
        importId,
        made.map(({ id, actor }) => ({ id, title: actor.title, ...formsOf(id) })),
      )

  return made.map(({ id, actor, record, fresh, fields, problem }) => {
    const subject: Subject = {
      rowId: id,
      actor,
      fields,
      linkedTo: links.recordOf.get(id),
      problem,
      companyId: record.companyId,
      matches: matches.get(String(id)) ?? [],
      twin: twins.get(id),
    }
    const judgement = judge(subject, { taken, recordOf: (one) => known.get(one) }, settings)
    // One record is meant once: who comes after finds it taken. The second time nobody takes what is found.
    if (!again && judgement.verdict === 'update' && judgement.recordId !== null) taken.add(judgement.recordId)
    return {
      ...judgement,
      ...{ id, actor, companyId: record.companyId, warnings: record.misfits, fresh },
      ...formsOf(id),
    }
  })
}

const noTwins: ReadonlyMap<number, string> = new Map()

interface Becoming extends RowToJudge {
  readonly record: Pick<NewRecord, 'fields' | 'companyId' | 'misfits'>
  readonly fresh: NewRecord | undefined
  /** With what does not travel, but is compared. */
  readonly fields: Fields
  readonly problem: ImportProblem | undefined
}

/** The records they would become. */
function becoming(
  rows: readonly RowToJudge[],
  { mapping, settings, links, also, again }: JudgeOptions,
): readonly Becoming[] {
  const newMapping = newRecordMapping(mapping)
  return rows.map(({ id, actor }) => {
    const companyId = links.companyOf.get(id)
    const made = newRecordOf(newMapping, actor, links.at, {
      fields: settings.defaults,
      ...(companyId === undefined ? {} : { companyId }),
    })
    const fields = also.length === 0 ? made.fields : { ...namedOf(also, actor), ...made.fields }
    const record = { fields: made.fields, companyId: made.companyId, misfits: made.misfits }
    return { id, actor, record, fresh: again && made, fields, problem: problemOf(mapping, actor, record) }
  })
}

function candidateOf({ id, fields, record }: Becoming, defaults: Fields): Candidate {
  return { ref: String(id), fields: comparable(fields, defaults, record.fields), companyId: record.companyId }
}

function namedOf(also: readonly AlsoCompared[], actor: Actor): Fields {
  return Object.fromEntries(also.map(({ key, crmField }) => [crmField, actor.fields[key] ?? null]))
}

// A default says nothing about whom this is.
function comparable(fields: Fields, defaults: Fields, record: Fields): Fields {
  if (Object.keys(defaults).length === 0) return fields
  const given = Object.entries(fields).filter(
    ([key]) => defaults[key] === undefined || record[key] !== defaults[key],
  )
  return Object.fromEntries(given)
}

/** By what is looked for; names that are only alike were looked at in the preview. */
function comparedBy({ keys, nearNames }: ImportSettings, again: SecondLook | undefined): readonly MatchKey[] {
  return nearNames && !again ? [...keys, 'name', 'nearName'] : keys
}

async function matchesOf(
  db: Db,
  candidates: readonly Candidate[],
  forms: NormalForms,
  { mapping, settings, links, again }: JudgeOptions,
): Promise<ReadonlyMap<string, readonly Match[]>> {
  const found = await findMatches(db, mapping.recordType, candidates, {
    ...{ keys: comparedBy(settings, again), forms, seenUntil: links.asOf },
    // By far the most work, so only where nothing else is found.
    last: (['name', 'nearName'] as const).filter(
      (key) => !(settings.keys as readonly MatchKey[]).includes(key),
    ),
    ...(again?.among ? { among: again.among } : {}),
  })
  return Map.groupBy(found, ({ ref }) => ref)
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

const nameOf = { company: 'name', person: 'lastName', project: 'name' } as const

function problemOf(
  { actorType, recordType }: TypeMapping,
  actor: Actor,
  { companyId, fields }: Pick<NewRecord, 'companyId' | 'fields'>,
): ImportProblem | undefined {
  if (actorType === 'person' && companyId === null) {
    return { code: actor.parent ? 'parentNotLinked' : 'parentUnknown' }
  }
  const crmField = nameOf[recordType]
  return (fields[crmField] ?? null) === null ? { code: 'mandatoryBlank', crmField } : undefined
}
