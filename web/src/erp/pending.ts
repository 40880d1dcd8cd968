import type { Filled, NewActorField } from './create-queries.ts'
import type { ActorType, ComparedField, Comparison } from './queries.ts'

// What was chosen in the ERP tab and not saved yet. Pure.

export type Side = 'erp' | 'crm'
/** ERP field key → whose value stands. */
export type Choices = Readonly<Record<string, Side>>

/** What is to happen in one connection once it is saved. */
export type Pending =
  | { readonly kind: 'disconnect'; readonly linkId: number }
  | {
      readonly kind: 'connect'
      readonly actorType: ActorType
      readonly actorKey: string
      readonly title: string
      readonly fields: Comparison['fields']
      readonly choices: Choices
    }
  | {
      readonly kind: 'create'
      readonly actorType: ActorType
      readonly title: string
      readonly fields: readonly NewActorField[]
      readonly filled: Filled
    }

/** Connection → what is to happen there; one thing at most. */
export type PendingByConnection = ReadonlyMap<number, Pending>

export function set(all: PendingByConnection, connectionId: number, pending: Pending): PendingByConnection {
  return new Map([...all, [connectionId, pending]])
}

export function drop(all: PendingByConnection, connectionId: number): PendingByConnection {
  return new Map([...all].filter(([id]) => id !== connectionId))
}

/** What is proposed where there is something to choose. */
export function proposed(fields: readonly ComparedField[]): Choices {
  return Object.fromEntries(fields.filter(isOpen).map(({ erpField, proposed }) => [erpField, proposed]))
}

/** Whether the sides differ and a value of one of them fits the other. */
function isOpen({ same, choices }: ComparedField): boolean {
  return !same && choices.length > 0
}

/** Everything from one side, as far as it may be chosen. */
export function allOf(fields: readonly ComparedField[], side: Side): Choices {
  return Object.fromEntries(
    fields
      .filter(isOpen)
      .map(({ erpField, choices, proposed }) => [erpField, choices.includes(side) ? side : proposed]),
  )
}

/** The value both sides will have; null when neither value fits the other side and both stay as they are. */
export function resultOf(field: ComparedField, choices: Choices): string | null {
  if (!field.same && !isOpen(field)) return null
  return (choices[field.erpField] ?? field.proposed) === 'erp' ? field.erpText : field.crmText
}
