import type { ActorTypeName, Text, Value } from '@koppel/sdk'
import { sql } from 'kysely'
import type { Db } from '../store/index.ts'
import type { NewActorField } from '../sync/index.ts'
import { shapeOf } from './mapping.ts'

/** One field of a new actor, with what it is called. */
export interface NamedNewField extends NewActorField {
  readonly label: Text
  readonly help: Text | null
  readonly list: string | null
  readonly choices: readonly { readonly key: string; readonly label: Text }[]
  readonly searchable: boolean
}

interface Row {
  readonly key: string
  readonly label: Text
  readonly help: Text | null
  readonly type: NewActorField['shape']['type']
  readonly access: string
  readonly maxLength: number | null
  readonly decimals: number | null
  readonly list: string | null
  readonly searchable: boolean
  readonly hasDefault: boolean
  readonly defaultValue: Value
  readonly askUser: boolean
  readonly mandatory: boolean
  readonly choices: NamedNewField['choices'] | null
}

/** The fields a new actor may be given, in rank order: none the ERP fills in itself, and no secrets. */
export async function newActorFields(
  db: Db,
  connectionId: number,
  actorType: ActorTypeName,
): Promise<NamedNewField[]> {
  const { rows } = await sql<Row>`
    select f.key, f.label, f.help, f.type, f.access, f.max_length, f.decimals, f.list, f.searchable, f.has_default,
      f.default_value, f.ask_user, f.mandatory,
      (select jsonb_agg(jsonb_build_object('key', i.key, 'label', i.label) order by i.position)
       from erp_list_item i where i.connection_id = f.connection_id and i.list = f.list and i.in_erp) as choices
    from erp_field f
    where f.connection_id = ${connectionId} and f.actor_type = ${actorType} and f.in_erp
      and f.access <> 'readOnly' and not f.identifies and f.type <> 'password'
    order by f.rank, f.position`.execute(db)
  return rows.map(fieldOf)
}

function fieldOf(row: Row): NamedNewField {
  const { key, label, help, list, searchable } = row
  const choices = row.choices ?? []
  return {
    key,
    label,
    help,
    list,
    choices,
    searchable,
    shape: { ...shapeOf(row), mandatory: row.access === 'mandatory' },
    ...(row.type === 'list' ? { items: new Set(choices.map((choice) => choice.key)) } : {}),
    ...(row.hasDefault ? { preset: { value: row.defaultValue } } : {}),
    ask: row.askUser,
    mandatory: row.mandatory || row.access === 'mandatory',
  }
}
