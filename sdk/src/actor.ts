import type { Text } from './text.ts'
import type { Fields } from './value.ts'

/** The kinds of record an ERP can offer; the list is closed (spec §1). */
export const actorTypes = ['customer', 'supplier', 'person', 'project'] as const
export type ActorTypeName = (typeof actorTypes)[number]

/** Points at one actor of one type. */
export interface ActorRef {
  readonly type: ActorTypeName
  readonly key: string
}

/** A record in the ERP, with the fields that were asked for. */
export interface Actor {
  /**
   * Identifies the actor within its type for ever: renaming a customer does not change it.
   * Text, also where the ERP counts: `007` and `7` are two keys. Never empty.
   */
  readonly key: string

  /** What a person recognises it by in a list of hits, e.g. its name. */
  readonly title: string

  /**
   * Changes whenever the actor changes. Handed back as `Update.version`, so that a write planned on
   * an older state is answered `outdated`. Leave out if the ERP has nothing of the kind: the engine
   * then compares values right before it writes.
   */
  readonly version?: string

  /** When it last changed, ISO UTC with a `Z`. Leave out if the ERP does not know. */
  readonly modifiedAt?: string

  /** The customer or supplier a person belongs to, where the ERP knows it. */
  readonly parent?: ActorRef

  readonly fields: Fields
}

/** One field of an actor type, as it is in this ERP today. */
export interface Field {
  /** Stable; known keys map by themselves (spec §2, automatic mapping). */
  readonly key: string
  readonly label: Text
  readonly help?: Text
  readonly type: 'text' | 'password' | 'integer' | 'decimal' | 'checkbox' | 'list' | 'date' | 'datetime'

  /**
   * `mandatory`: a new actor is refused without it. `readOnly`: never sent.
   * Default `normal`.
   */
  readonly access?: 'normal' | 'mandatory' | 'readOnly'

  /** The field is the actor's id: shown, never synchronised. */
  readonly identifies?: boolean

  /** Longest text the ERP takes, in characters (code points). Left out: no limit. */
  readonly maxLength?: number

  /** Digits after the point the ERP keeps of a `decimal`. Left out: all. */
  readonly decimals?: number

  /** For `list`: the name to ask `lists` for. */
  readonly list?: string

  /** May be used in the criteria of a search. */
  readonly searchable?: boolean
}

/** What this ERP can do with one actor type. What is left out, it cannot. */
export interface Capabilities {
  /**
   * New actors can be made through `write`, and a search finds them within a minute: without
   * `idempotentCreate` that is how the engine finds out what became of a create whose answer was lost.
   */
  readonly create?: boolean

  /** Actors can be changed through `write`. Without it every field counts as read-only. */
  readonly update?: boolean

  /** `changes` names deleted actors in `gone`. Without it the engine finds out when it touches one. */
  readonly deletions?: boolean

  /**
   * A second `create` with the same `id` answers with the first actor, also when two are sent at once, and
   * `created` finds it.
   */
  readonly idempotentCreate?: boolean

  /** Every actor carries `version`, and a write on an older version is answered `outdated`. */
  readonly versions?: boolean
}

/** An actor type this ERP client offers. */
export interface ActorType {
  readonly type: ActorTypeName
  readonly capabilities: Capabilities
  /** In the order a person would fill them in. */
  readonly fields: readonly Field[]
}

/** One choice of a list field. */
export interface ListItem {
  readonly key: string
  readonly label: Text
  /** Still in use by actors, no longer to be chosen. */
  readonly inactive?: boolean
}
