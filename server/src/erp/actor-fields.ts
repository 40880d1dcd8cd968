import { type Actor, type ActorTypeName, type Field, type Text, textIn, type Value } from '@koppel/sdk'
import type { Db } from '../store/index.ts'
import { type ItemName, valueText } from './value-text.ts'

/** A field of an actor type that the ERP still has. Passwords are never shown and not among them. */
export interface ActorField {
  readonly key: string
  readonly label: Text
  readonly type: Field['type']
  readonly access: 'normal' | 'mandatory' | 'readOnly'
  readonly identifies: boolean
  readonly list: string | null
  readonly searchable: boolean
  readonly showInSearch: boolean
  readonly showInTab: boolean
}

/** In the order of their rank. */
export async function actorFields(
  db: Db,
  connectionId: number,
  actorType: ActorTypeName,
): Promise<ActorField[]> {
  return await db
    .selectFrom('erpField')
    .select(['key', 'label', 'type', 'access', 'identifies', 'list'])
    .select(['searchable', 'showInSearch', 'showInTab'])
    .where('connectionId', '=', connectionId)
    .where('actorType', '=', actorType)
    .where('inErp', '=', true)
    .where('type', '<>', 'password')
    .orderBy('rank')
    .orderBy('position')
    .execute()
}

/** One value of an actor on a screen. */
export interface LiveField {
  readonly key: string
  readonly label: string
  readonly type: string
  readonly value: Value
  readonly text: string
}

export function liveFields(
  fields: readonly ActorField[],
  actor: Pick<Actor, 'fields'>,
  nameOf: ItemName,
  language: string,
): LiveField[] {
  return fields.map((field) => {
    const value = actor.fields[field.key] ?? null
    return {
      key: field.key,
      label: textIn(field.label, language),
      type: field.type,
      value,
      text: valueText(field, value, nameOf, language),
    }
  })
}
