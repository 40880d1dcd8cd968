import type { Actor, Fields } from '@koppel/sdk'
import { likeliest, type Match, type MatchKey, verdictOf } from '../../crm/index.ts'
import type { ImportCandidate, ImportProblem, ImportSettings, ImportVerdict } from '../../store/tables.ts'

/** What is known of an actor when it is judged. */
export interface Subject {
  readonly rowId: number
  readonly actor: Actor
  /** The record it would become. */
  readonly fields: Fields
  /** The record it is linked to already. */
  readonly linkedTo: number | undefined
  /** Why it can be no record, whatever matches. */
  readonly problem: ImportProblem | undefined
  /** Of a person or project: the company its parent is linked to. */
  readonly companyId: number | null
  readonly matches: readonly Match[]
  /** Another actor of this import that may be the same, of those that would be new. */
  readonly twin: string | undefined
}

/** What is known of the records that were found. */
export interface Found {
  /** Linked to another actor of this connection, or meant for one of this import. */
  readonly taken: ReadonlySet<number>
  readonly recordOf: (
    id: number,
  ) => { readonly fields: Fields; readonly companyId: number | null } | undefined
}

export interface Judgement {
  readonly verdict: ImportVerdict
  readonly recordId: number | null
  readonly matchedBy: MatchKey | null
  readonly candidates: readonly ImportCandidate[]
  readonly problem: ImportProblem | null
}

type Keys = Pick<ImportSettings, 'keys' | 'nearNames'>

/**
 * Decides what becomes of one actor. What is not sure is left to a person: several records, a name that is only alike,
 * or a record found by a lesser key whose number or VAT number is another one.
 *
 * A record that another actor of the ERP has already is somebody else, unless its number or VAT number is the same.
 */
export function judge(subject: Subject, found: Found, { keys, nearNames }: Keys): Judgement {
  if (subject.linkedTo !== undefined) return { ...plain('linked'), recordId: subject.linkedTo }
  if (subject.problem) return { ...plain('error'), problem: subject.problem }
  const matches = subject.matches.filter((match) => isMeant(match, found.taken))
  const candidates = candidatesOf(matches, found.taken)
  const verdict = verdictOf(matches, keys)
  const [only] = candidates
  if (verdict.kind === 'several') return { ...plain('duplicate'), candidates }
  if (verdict.kind === 'one') {
    const why = doubt(subject, found, verdict, keys)
    if (why) return { ...plain('duplicate'), candidates, problem: { code: why } }
    return { ...plain('update'), recordId: verdict.recordId, matchedBy: verdict.key, candidates: [] }
  }
  if (only && nearNames) return { ...plain('duplicate'), candidates }
  if (subject.twin !== undefined)
    return { ...plain('duplicate'), problem: { code: 'twinInImport', detail: subject.twin } }
  return plain('new')
}

function plain(verdict: ImportVerdict): Judgement {
  return { verdict, recordId: null, matchedBy: null, candidates: [], problem: null }
}

const identifying: readonly MatchKey[] = ['number', 'vatNo']
const identified = { number: 'number', vatNo: 'vatNo' } as const

function isMeant({ recordId, key }: Match, taken: ReadonlySet<number>): boolean {
  return identifying.includes(key) || !taken.has(recordId)
}

function candidatesOf(matches: readonly Match[], taken: ReadonlySet<number>): readonly ImportCandidate[] {
  return likeliest(matches)
    .slice(0, 5)
    .map(({ recordId, keys, similarity }) => ({ recordId, keys, similarity, taken: taken.has(recordId) }))
}

/** Why the one record that was found may be somebody else all the same. */
function doubt(
  { fields, companyId }: Subject,
  { taken, recordOf }: Found,
  { recordId, key }: { readonly recordId: number; readonly key: MatchKey },
  order: readonly MatchKey[],
): string | undefined {
  if (taken.has(recordId)) return 'candidateTaken'
  const record = recordOf(recordId)
  if (!record) return undefined
  if (companyId !== null && record.companyId !== null && record.companyId !== companyId) return 'otherCompany'
  const before = order.slice(0, order.indexOf(key))
  const differs = before.some((one) => {
    const field = one === 'number' || one === 'vatNo' ? identified[one] : undefined
    return field !== undefined && hasText(fields[field]) && hasText(record.fields[field])
  })
  return differs ? 'numbersDiffer' : undefined
}

function hasText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}
