import type { Actor } from '@koppel/sdk'
import type { CreateCandidate } from '../../store/tables.ts'
import type { Found } from '../../sync/index.ts'

// What a look for an actor whose making was not answered means. Pure.

/** An ERP may show what it made only after a while: until then "not found" proves nothing. */
export const sureAfterMs = 90_000
const firstWaitMs = 2_000
const longestWaitMs = 30_000
/** After so many lost answers a person has a look. */
const mostAttempts = 5

/** What one look showed. */
export type Seen =
  /** The ERP was asked for the id of the create itself. */
  | { readonly by: 'marker'; readonly actor: Actor | undefined }
  /** `complete`: all that looked the same before the call are known. */
  | {
      readonly by: 'search'
      readonly found: Found
      readonly surely: Actor | undefined
      readonly complete: boolean
    }
  /** The ERP can neither be asked nor searched. */
  | { readonly by: 'nothing' }

export type AfterLook =
  | { readonly do: 'adopt'; readonly actor: Actor }
  /** Looked at again later. */
  | { readonly do: 'wait'; readonly candidates: readonly CreateCandidate[] }
  /** Nobody can be sure: a person decides. */
  | { readonly do: 'ask'; readonly candidates: readonly CreateCandidate[] }
  /** It was certainly not made. */
  | { readonly do: 'sendAgain' }

export interface SoFar {
  readonly sentAgoMs: number
  /** Looks before this one since the ERP was told. */
  readonly looks: number
  readonly attempts: number
}

export function afterLook(seen: Seen, { sentAgoMs, looks, attempts }: SoFar): AfterLook {
  if (seen.by === 'nothing') return { do: 'ask', candidates: [] }
  const actor = seen.by === 'marker' ? seen.actor : seen.surely
  if (actor) return { do: 'adopt', actor }
  const candidates = seen.by === 'marker' ? [] : seen.found.actors.map(candidateOf)
  // More than one that is the same: waiting does not tell them apart.
  if (candidates.filter(({ same }) => same).length > 0) return { do: 'ask', candidates }
  if (sentAgoMs < sureAfterMs || looks < 2) return { do: 'wait', candidates }
  const certain = seen.by === 'marker' || (seen.complete && candidates.length === 0)
  return certain && attempts < mostAttempts ? { do: 'sendAgain' } : { do: 'ask', candidates }
}

/** How long to wait after the look before: longer each time. */
export function waitBeforeLook(looks: number): number {
  return Math.min(firstWaitMs * 2 ** looks, longestWaitMs)
}

function candidateOf({ actor: { key, title, fields }, same }: Found['actors'][number]): CreateCandidate {
  return { key, title, fields, same }
}
