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

/** Connection → what is to happen there; one thing at most. */
export type PendingByConnection = ReadonlyMap<number, Pending>

export function set(all: PendingByConnection, connectionId: number, pending: Pending): PendingByConnection {
  return new Map([...all, [connectionId, pending]])
}

export function drop(all: PendingByConnection, connectionId: number): PendingByConnection {
  return new Map([...all].filter(([id]) => id !== connectionId))
}

/** What is proposed where the two sides differ. */
export function proposed(fields: readonly ComparedField[]): Choices {
  return Object.fromEntries(
    fields.filter(({ same }) => !same).map(({ erpField, proposed }) => [erpField, proposed]),
  )
}

/** Everything from one side, as far as it may be chosen. */
export function allOf(fields: readonly ComparedField[], side: Side): Choices {
  return Object.fromEntries(
    fields
      .filter(({ same }) => !same)
      .map(({ erpField, choices, proposed }) => [erpField, choices.includes(side) ? side : proposed]),
  )
}

/** The value both sides will have. */
export function resultOf(field: ComparedField, choices: Choices): string {
  return (choices[field.erpField] ?? field.proposed) === 'erp' ? field.erpText : field.crmText
}
