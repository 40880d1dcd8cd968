import { type ActorTypeName, actorTypes, type Text, textIn } from '@koppel/sdk'
import { sql } from 'kysely'
import { crmFields } from '../../crm/index.ts'
import type { Db } from '../../store/index.ts'
import { recordTypeOf } from '../../sync/index.ts'
import { connectionOf, type Told } from './subjects.ts'

interface ToldField {
  readonly key: string
  readonly crmField?: unknown
  /** Of a default value; of a field with a list the key of an item. */
  readonly value?: unknown
}

/** What a change of mappings, default values or ranks tells: fields by their keys, which nobody reads. */
interface ToldFields {
  readonly actorType: ActorTypeName
  readonly fields: readonly (string | ToldField)[]
}

/** The same value, told by the labels of its fields; what has no label any more stays as it was. */
export type FieldNames = (told: unknown, row: Pick<Told, 'subject'>) => unknown

interface Labelled {
  readonly connectionId: number
  readonly actorType: string
  readonly key: string
  readonly label: Text
}

/** The labels of the fields that these rows tell of, asked for in one go for a page. */
export async function fieldNames(db: Db, rows: readonly Told[], language: 'nl' | 'en'): Promise<FieldNames> {
  const told = rows.filter(({ oldValue, newValue }) => isToldFields(oldValue) || isToldFields(newValue))
  if (told.length === 0) return (one) => one
  const connections = [...new Set(told.flatMap(({ subject }) => connectionOf(subject) ?? []))]
  const erp = await erpLabels(db, connections)
  const items = await itemLabels(db, connections, told.flatMap(valuesTold))
  const crm = await crmLabels(db)
  const inWords = (labels: ReadonlyMap<string, Text>, place: string, key: string) => {
    const label = labels.get(`${place}/${key}`)
    return label === undefined ? key : textIn(label, language)
  }

  return (one, { subject }) => {
    if (!isToldFields(one)) return one
    const place = `${connectionOf(subject)}/${one.actorType}`
    const names = apart(
      one.fields.map((field) => (typeof field === 'string' ? field : field.key)),
      (key) => inWords(erp, place, key),
    )
    const fields = one.fields.map((field) => {
      if (typeof field === 'string') return names.get(field) ?? field
      const key = names.get(field.key) ?? field.key
      if (typeof field.value === 'string')
        return { ...field, key, value: inWords(items, `${place}/${field.key}`, field.value) }
      if (typeof field.crmField !== 'string') return { ...field, key }
      return { ...field, key, crmField: inWords(crm, recordTypeOf[one.actorType], field.crmField) }
    })
    return { ...one, fields }
  }
}

/** Where two are called the same, the key says which. */
function apart(keys: readonly string[], nameOf: (key: string) => string): ReadonlyMap<string, string> {
  const times = new Map<string, number>()
  for (const key of keys) times.set(nameOf(key), (times.get(nameOf(key)) ?? 0) + 1)
  return new Map(
    keys.map((key) => [key, (times.get(nameOf(key)) ?? 0) > 1 ? `${nameOf(key)} (${key})` : nameOf(key)]),
  )
}

async function erpLabels(db: Db, connections: readonly string[]): Promise<ReadonlyMap<string, Text>> {
  const { rows } = await sql<Labelled>`
    select connection_id, actor_type, key, label from erp_field
    where connection_id = any(${[...connections]}::bigint[])`.execute(db)
  return new Map(
    rows.map(({ connectionId, actorType, key, label }) => [`${connectionId}/${actorType}/${key}`, label]),
  )
}

function valuesTold({ oldValue, newValue }: Told): string[] {
  const fields = [oldValue, newValue].filter(isToldFields).flatMap((told) => told.fields)
  return fields.flatMap((field) =>
    typeof field === 'object' && typeof field.value === 'string' ? field.value : [],
  )
}

/** The items of the lists that fields take their value from. */
async function itemLabels(
  db: Db,
  connections: readonly string[],
  keys: readonly string[],
): Promise<ReadonlyMap<string, Text>> {
  if (keys.length === 0) return new Map()
  const { rows } = await sql<Labelled & { item: string }>`
    select f.connection_id, f.actor_type, f.key, i.key as item, i.label
    from erp_field f join erp_list_item i on i.connection_id = f.connection_id and i.list = f.list
    where f.connection_id = any(${[...connections]}::bigint[]) and i.key = any(${[...keys]}::text[])`.execute(
    db,
  )
  return new Map(
    rows.map(({ connectionId, actorType, key, item, label }) => [
      `${connectionId}/${actorType}/${key}/${item}`,
      label,
    ]),
  )
}

async function crmLabels(db: Db): Promise<ReadonlyMap<string, Text>> {
  const all = await Promise.all(
    (['company', 'person', 'project'] as const).map(async (recordType) =>
      (await crmFields(db, recordType, 'ever')).map(
        ({ key, label }) => [`${recordType}/${key}`, label] as const,
      ),
    ),
  )
  return new Map(all.flat())
}

function isToldFields(value: unknown): value is ToldFields {
  if (typeof value !== 'object' || value === null || !('fields' in value) || !('actorType' in value))
    return false
  const { fields, actorType } = value
  return actorTypes.some((type) => type === actorType) && Array.isArray(fields) && fields.every(isField)
}

function isField(value: unknown): boolean {
  if (typeof value === 'string') return true
  return typeof value === 'object' && value !== null && 'key' in value && typeof value.key === 'string'
}
