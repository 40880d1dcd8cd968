import type { ActorTypeName } from '@koppel/sdk'
import { type Blocked, blockedDirection, type CrmField, type ErpField } from './compatible.ts'
import type { Direction } from './mapping.ts'

/** The configuration of a connection, as far as activating depends on it. */
export interface Configuration {
  readonly actorTypes: readonly ActorTypeSetup[]
  readonly lists: readonly ListSetup[]
}

export interface ActorTypeSetup {
  readonly actorType: ActorTypeName
  readonly enabled: boolean
  /** The ERP still offers this actor type. */
  readonly inErp: boolean
  readonly canCreate: boolean
  readonly canUpdate: boolean
  readonly fields: readonly FieldSetup[]
  readonly crmFields: readonly CrmField[]
}

export interface FieldSetup {
  readonly erp: ErpField
  readonly crmField: string | null
  readonly direction: Direction | null
  /** A default value is set, or the user is asked for it. */
  readonly hasDefault: boolean
  /** The name of another connection that writes the CRM field already. */
  readonly writtenByConnection: string | null
}

export interface ListSetup {
  readonly erpList: string
  readonly crmList: string
  readonly items: readonly { readonly erpItem: string; readonly crmItem: string | null }[]
}

/** One thing to mend before a connection can be activated, and where. */
export type ActivationError =
  | { readonly code: 'noActorType' }
  | { readonly code: 'actorTypeNotInErp'; readonly actorType: ActorTypeName }
  /** `mappable`: there is a CRM field it could be mapped to. */
  | (At & { readonly code: 'mandatoryField'; readonly mappable: boolean })
  | (At & { readonly code: 'notInErp' })
  | (At & { readonly code: 'noCrmField'; readonly crmField: string | null })
  /** The direction cannot be had any more; `blocked` is why the arrow is grey. */
  | (At & {
      readonly code: 'directionNotPossible'
      readonly blocked: Blocked
      readonly direction: Direction
      /** The name of the other connection, where that is why. */
      readonly connection: string | null
    })
  | (At & { readonly code: 'crmFieldWrittenTwice'; readonly crmField: string; readonly other: string })
  | {
      readonly code: 'duplicateListItem'
      readonly erpList: string
      readonly crmList: string
      readonly crmItem: string
    }

interface At {
  readonly actorType: ActorTypeName
  readonly erpField: string
}

/** Everything that stands in the way of activating; empty if nothing does. */
export function activationErrors({ actorTypes, lists }: Configuration): readonly ActivationError[] {
  const enabled = actorTypes.filter((actorType) => actorType.enabled)
  const none: ActivationError[] = enabled.length === 0 ? [{ code: 'noActorType' }] : []
  return [...none, ...enabled.flatMap(errorsOfType), ...lists.flatMap(errorsOfList)]
}

function errorsOfType(setup: ActorTypeSetup): readonly ActivationError[] {
  const { actorType, fields } = setup
  if (!setup.inErp) return [{ code: 'actorTypeNotInErp', actorType }]
  return [...fields.flatMap((field) => errorsOfField(field, setup)), ...writtenTwice(setup)]
}

function errorsOfField(field: FieldSetup, setup: ActorTypeSetup): readonly ActivationError[] {
  const at: At = { actorType: setup.actorType, erpField: field.erp.key }
  if (field.direction === null)
    return setup.canCreate && neverFilled(field)
      ? [{ ...at, code: 'mandatoryField', mappable: mappable(field.erp, setup) }]
      : []
  if (!field.erp.inErp) return [{ ...at, code: 'notInErp' }]

  const crm = setup.crmFields.find(({ key }) => key === field.crmField)
  if (!crm) return [{ ...at, code: 'noCrmField', crmField: field.crmField }]

  const blocked = blockedDirection(field.direction, field.erp, crm, {
    canUpdate: setup.canUpdate,
    writtenBy: field.writtenByConnection === null ? undefined : 'connection',
  })
  if (!blocked) return []
  const connection = blocked === 'writtenByConnection' ? field.writtenByConnection : null
  return [{ ...at, code: 'directionNotPossible', blocked, direction: field.direction, connection }]
}

function mappable(erp: ErpField, { crmFields, canUpdate }: ActorTypeSetup): boolean {
  const directions = ['toCrm', 'toErp', 'both'] as const
  return crmFields.some((crm) =>
    directions.some(
      (direction) => blockedDirection(direction, erp, crm, { canUpdate, writtenBy: undefined }) === null,
    ),
  )
}

// Only a new actor needs every mandatory field; an ERP that takes no new ones never misses it.
// Any direction will do: a mapped value is filled in when an actor is made, whichever way it travels afterwards.
function neverFilled({ erp, hasDefault }: FieldSetup): boolean {
  return erp.inErp && erp.access === 'mandatory' && !hasDefault
}

function writtenTwice({ actorType, fields }: ActorTypeSetup): readonly ActivationError[] {
  const writerOf = new Map<string, string>()
  return fields.flatMap(({ erp, crmField, direction }): ActivationError[] => {
    if (crmField === null || direction === null || direction === 'toErp') return []
    const other = writerOf.get(crmField)
    writerOf.set(crmField, other ?? erp.key)
    return other ? [{ code: 'crmFieldWrittenTwice', actorType, erpField: erp.key, crmField, other }] : []
  })
}

function errorsOfList({ erpList, crmList, items }: ListSetup): readonly ActivationError[] {
  const used = items.flatMap(({ crmItem }) => crmItem ?? [])
  const twice = new Set(used.filter((item, index) => used.indexOf(item) !== index))
  return [...twice].map((crmItem) => ({ code: 'duplicateListItem', erpList, crmList, crmItem }))
}
