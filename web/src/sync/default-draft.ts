import type { Value } from '../ui/field.ts'
import type { Defaults } from './defaults-query.ts'

// What a new actor is given in one field, while it is being changed. Pure.

export type DefaultField = Defaults['fields'][number]
export type Behaviour = Pick<DefaultField, 'hasDefault' | 'value' | 'askUser' | 'mandatory'>
/** The change of one field; without a behaviour nothing is set for it any more. */
export interface FieldChange {
  readonly key: string
  readonly behaviour: Behaviour | undefined
}

export function behaviourOf({ hasDefault, value, askUser, mandatory }: DefaultField): Behaviour {
  return { hasDefault, value, askUser, mandatory }
}

export const nothingSet: Behaviour = { hasDefault: false, value: null, askUser: false, mandatory: false }

export function isSet({ hasDefault, askUser, mandatory }: Behaviour): boolean {
  return hasDefault || askUser || mandatory
}

export function sameBehaviour(one: Behaviour, other: Behaviour): boolean {
  return (
    one.hasDefault === other.hasDefault &&
    one.askUser === other.askUser &&
    one.mandatory === other.mandatory &&
    (!one.hasDefault || one.value === other.value)
  )
}

/** A default value of a checkbox is yes or no; of another field it is to be filled in. */
export function withDefault(field: DefaultField, behaviour: Behaviour, hasDefault: boolean): Behaviour {
  const value = field.type === 'checkbox' ? behaviour.value === true : behaviour.value
  return { ...behaviour, hasDefault, value: hasDefault ? value : behaviour.value }
}

/** What is still to be done before it can be saved. */
export type Missing = 'behaviour' | 'value' | 'oneOfTwo'

export function missingIn(field: DefaultField, behaviour: Behaviour): Missing | undefined {
  if (behaviour.hasDefault && isBlank(behaviour.value)) return 'value'
  if (field.locked || behaviour.hasDefault || behaviour.askUser) return undefined
  return behaviour.mandatory ? 'oneOfTwo' : 'behaviour'
}

function isBlank(value: Value): boolean {
  return value === null || (typeof value === 'string' && value.trim() === '')
}

/** All that is set for an actor type after the change, as the server takes it. */
export function afterChange(defaults: Defaults, change: FieldChange) {
  return defaults.fields.flatMap((field) => {
    const behaviour = field.key === change.key ? change.behaviour : behaviourOf(field)
    if (!behaviour || !isSet(behaviour)) return []
    const { hasDefault, value, askUser, mandatory } = behaviour
    return [{ key: field.key, hasDefault, value: hasDefault ? value : null, askUser, mandatory }]
  })
}
