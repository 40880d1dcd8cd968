import type { Kysely, RawBuilder } from 'kysely'
import type { SignedIn } from '../../contract.ts'
import type { Tables } from '../../store/tables.ts'

export type LinkStateName = 'inSync' | 'waiting' | 'conflict' | 'failed' | 'held'

/** What lists say of links, given by the area that has them; out of scope there is nothing to say (I28). */
export interface LinksSeen {
  /** The connections this user may use, by id. */
  connectionsInScope(db: Kysely<Tables>, user: SignedIn): Promise<ReadonlyMap<number, unknown>>
  /** SQL for the state of the link in scope as `alias`. */
  linkState(alias: string): RawBuilder<LinkStateName>
  /** SQL that is true of every link in this state, and quick to answer. */
  couldBe(state: LinkStateName, alias: string): RawBuilder<boolean>
}
