import { type Planted, type PlantedKind, plantedKinds, type TrapKind, trapKinds } from './import-planted.ts'

/** What a preview said of one customer. */
export interface Verdict {
  readonly actorKey: string
  readonly verdict: string
  readonly matchedBy: string | null
  readonly recordId: number | null
  readonly candidates: readonly { readonly recordId: number; readonly keys: readonly string[] }[]
}

export interface Scores {
  /** Of those that are the same: how many were found, by themselves or as a candidate. */
  readonly recall: Readonly<Record<PlantedKind, number>>
  /** Of the records a key took by itself, or near names offered: how many were the right ones. */
  readonly precision: Readonly<Record<string, number>>
  /** Of what only looks the same: how many were linked all the same. */
  readonly linkedWrongly: Readonly<Record<TrapKind, number>>
  /** Of what is in nobody's CRM: how many were called a possible duplicate. */
  readonly asked: number
}

/** How well the planted duplicates were told from what only looks like them. */
export function score(
  planted: readonly (Planted & { readonly recordId: number })[],
  verdicts: readonly Verdict[],
): Scores {
  const truth = new Map(planted.map((one) => [one.actorKey, one]))
  const byKey = new Map(verdicts.map((one) => [one.actorKey, one]))
  const share = (some: readonly boolean[]) =>
    some.length === 0 ? 1 : some.filter(Boolean).length / some.length
  const right = (one: Verdict, recordId: number | null) =>
    truth.get(one.actorKey)?.same === true && truth.get(one.actorKey)?.recordId === recordId
  const found = (one: Planted & { readonly recordId: number }) => {
    const verdict = byKey.get(one.actorKey)
    return (
      verdict?.recordId === one.recordId ||
      verdict?.candidates.some(({ recordId }) => recordId === one.recordId) === true
    )
  }
  const taken = Map.groupBy(
    verdicts.filter(({ verdict }) => verdict === 'update'),
    ({ matchedBy }) => matchedBy ?? '',
  )
  const near = verdicts.filter(({ candidates }) => candidates[0]?.keys[0] === 'nearName')
  const others = verdicts.filter(({ actorKey }) => !truth.has(actorKey))
  const of = (kind: string) => planted.filter((one) => one.kind === kind)
  return {
    recall: Object.fromEntries(
      plantedKinds.map((kind) => [kind, share(of(kind).map(found))]),
    ) as Scores['recall'],
    precision: {
      ...Object.fromEntries(
        [...taken].map(([key, some]) => [key, share(some.map((one) => right(one, one.recordId)))]),
      ),
      nearName: share(near.map((one) => right(one, one.candidates[0]?.recordId ?? null))),
    },
    linkedWrongly: Object.fromEntries(
      trapKinds.map((kind) => [
        kind,
        of(kind).length - of(kind).filter((one) => byKey.get(one.actorKey)?.verdict !== 'update').length,
      ]),
    ) as Scores['linkedWrongly'],
    asked:
      others.length === 0
        ? 0
        : others.filter(({ verdict }) => verdict === 'duplicate').length / others.length,
  }
}
