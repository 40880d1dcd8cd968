import type { Actor } from '@koppel/sdk'
import { sql } from 'kysely'
import type { CrmRecord } from '../crm/index.ts'
import type { TypeMapping } from '../erp/index.ts'
import type { Db, Tx } from '../store/index.ts'
import {
  arrived,
  type Base,
  isPutBack,
  type LinkState,
  type Overwrite,
  type Pair,
  type Plan,
  planLink,
  putBackOf,
  type Reason,
  roundsOf,
} from '../sync/index.ts'
import { knownFields, type LinkAlone, type LockedLink } from './links.ts'
import { beside, inTurns } from './turns.ts'
import { recordset, type Work } from './work.ts'

/** What planning takes of a record. */
export type PlannedRecord = Pick<CrmRecord, 'id' | 'fields' | 'updatedAt'>

/** A link with the plan for it. `actor` is missing if the ERP was not asked. */
export interface PlannedLink {
  readonly link: LockedLink
  readonly record: PlannedRecord
  readonly actor: Actor | undefined
  readonly plan: Plan
}

export interface Subject {
  readonly link: LockedLink
  readonly record: PlannedRecord
  readonly actor: Actor | undefined
}

type Rounds = Readonly<Record<string, number>>

/** Plans each link; one whose plan cannot be made is handed to `failed` and left out. */
export async function planAll(
  tx: Tx,
  { plan = planLink }: Pick<Work, 'plan'>,
  mapping: TypeMapping,
  subjects: readonly Subject[],
  failed: (subject: Subject, error: unknown) => void,
  logged?: Promise<Logged>,
): Promise<readonly PlannedLink[]> {
  const planEach = () =>
    inTurns(subjects, (subject) => {
      try {
        return [planOne(plan, mapping, subject)]
      } catch (error) {
        failed(subject, error)
        return []
      }
    })
  if (plan !== planLink) return await planEach()
  const [known, planned] = await beside(logged ?? ofEdits(tx, mapping, subjects), planEach)
  const rewritten = await rewrites(tx, mapping, planned, known)
  if (rewritten.size === 0) return planned
  return await inTurns(planned, (one) => {
    const rounds = rewritten.get(one.link.id)
    return [rounds ? planOne(plan, mapping, one, rounds) : one]
  })
}

function planOne(
  plan: (state: LinkState) => Plan,
  mapping: TypeMapping,
  subject: Subject,
  rounds: Rounds = {},
): PlannedLink {
  const { link, record, actor } = subject
  return { link, record, actor, plan: plan({ ...stateOf(mapping, subject), rounds }) }
}

/** What is known of a link when it is planned. */
export function stateOf(mapping: TypeMapping, { link, record, actor }: Subject): LinkState {
  return {
    fields: mapping.fields,
    base: actor ? { ...link.base, ...arrivedAt(mapping, link, actor) } : link.base,
    start: link.start,
    actor: actor ? actor.fields : knownFields(link),
    record: record.fields,
    times: {
      erp: (actor ? actor.modifiedAt : link.actorChangedAt) ?? null,
      crm: editedAt(link, record),
    },
  }
}

/**
 * What an unanswered call wrote after all. A field that begins anew has no base, and gets none from it; one that was
 * being put back is.
 */
function arrivedAt({ fields }: TypeMapping, link: LockedLink, actor: Actor): Base {
  const { base, start, waiting, sentAt } = link
  if (!sentAt || !waiting) return {}
  const sent = Object.entries(waiting).flatMap(([key, { value, crm, rule }]): [string, Pair][] =>
    Object.hasOwn(base, key) || (rule === 'undo' && isPutBack(start[key])) ? [[key, [value, crm]]] : [],
  )
  return arrived(fields, Object.fromEntries(sent), actor.fields)
}

// The record also moves when the sync itself writes it, and a link is also marked when its mapping changes:
// the earlier of the two is when somebody edited it.
function editedAt(link: LockedLink, record: PlannedRecord): string {
  return link.editedAt !== null && link.editedAt < record.updatedAt ? link.editedAt : record.updatedAt
}

interface LoggedWrite {
  readonly linkId: number
  readonly erpField: string
  readonly direction: 'toCrm' | 'toErp'
  readonly oldValue: Overwrite['before']
  readonly newValue: Overwrite['value']
}

/** By link: what the sync wrote to it, newest first. */
export type Logged = ReadonlyMap<number, readonly LoggedWrite[]>

/** By link: the fields about to be written again that the sides keep rewriting, with the number of rounds. */
async function rewrites(
  tx: Tx,
  mapping: TypeMapping,
  planned: readonly PlannedLink[],
  known: Logged | undefined,
): Promise<ReadonlyMap<number, Rounds>> {
  const writing = planned.filter(({ link, plan }) => link.syncedAt !== null && plan.reasons.length > 0)
  if (writing.length === 0) return new Map()
  const logged = known ?? (await loggedOf(tx, mapping, linksOf(writing)))
  const counted = await inTurns(writing, ({ link, plan }): [number, Rounds][] => {
    const rounds = roundsByField(plan.reasons, logged.get(link.id) ?? [])
    return Object.keys(rounds).length > 0 ? [[link.id, rounds]] : []
  })
  return new Map(counted)
}

/** Of links that were all edited most will be written: what was is asked for while they are planned. */
async function ofEdits(
  tx: Tx,
  mapping: TypeMapping,
  subjects: readonly Subject[],
): Promise<Logged | undefined> {
  const edited = subjects.length > 0 && subjects.every(({ link }) => link.seq !== null)
  return edited ? await loggedOf(tx, mapping, linksOf(subjects)) : undefined
}

function linksOf(subjects: readonly Subject[]): LockedLink[] {
  return subjects.map(({ link }) => link)
}

/** What was written to links lately. */
export async function loggedOf(
  db: Db,
  { recordType }: TypeMapping,
  given: readonly LinkAlone[],
): Promise<Logged> {
  const links = given.map(({ id, recordId }) => ({ id, recordId }))
  const { rows } = await sql<LoggedWrite>`
    /* kept */
    select s.link_id, s.erp_field, s.direction, s.old_value, s.new_value
    from ${recordset(links)} as l (id bigint, "recordId" bigint)
    cross join lateral (
      select id, link_id, erp_field, direction, old_value, new_value from sync_log
      where record_type = ${recordType} and record_id = l."recordId" and link_id = l.id
      order by at desc limit 60
    ) s order by s.link_id, s.id desc`.execute(db)
  return Map.groupBy(rows, ({ linkId }) => linkId)
}

function roundsByField(reasons: readonly Reason[], logged: readonly LoggedWrite[]): Rounds {
  const byField = Map.groupBy(logged, ({ erpField }) => erpField)
  return Object.fromEntries(
    reasons.flatMap(({ erpField, target, before, why }) => {
      const past = (byField.get(erpField) ?? []).map(overwriteOf)
      const putBack = why === 'restored' ? putBackOf(target, before, past) : 0
      const rounds = Math.max(roundsOf(past), putBack)
      return rounds > 0 ? [[erpField, rounds]] : []
    }),
  )
}

function overwriteOf({ direction, oldValue, newValue }: LoggedWrite): Overwrite {
  return { target: targetOf[direction], value: newValue, before: oldValue }
}

const targetOf = { toCrm: 'crm', toErp: 'erp' } as const
