import type { Actor } from '@koppel/sdk'
import type { Starts } from '../../sync/index.ts'
import type { Beside } from './new-record.ts'

/** What becomes of an actor that has no link yet. */
export type Decision =
  /** A new record is made from it. */
  | ({ readonly do: 'create' } & Beside)
  /** It belongs to a record that is there; `start` says whose values stand, by ERP field. */
  | { readonly do: 'link'; readonly recordId: number; readonly start?: Starts }
  | { readonly do: 'skip' }

/** Decides for the actors of one page; one that is left out is skipped. Asked again if the page is read again. */
export type Decide = (actors: readonly Actor[]) => Promise<ReadonlyMap<string, Decision>>

export const createAll: Decide = async (actors) => new Map(actors.map(({ key }) => [key, { do: 'create' }]))
