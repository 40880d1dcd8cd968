import { type Text, textIn, type Value } from '@koppel/sdk'
import { sql } from 'kysely'
import { crmFields, crmListItems, recordTitles } from '../crm/index.ts'
import type { Db } from '../store/index.ts'
import type { RecordType } from '../store/tables.ts'

/** Where a value stands, as the log, conflicts and parked records name it. */
export interface Place {
  readonly connectionId: number
  readonly actorType: string
  readonly recordType: RecordType
  readonly recordId: number
}

type FieldPlace = Place & { readonly erpField: string; readonly crmField: string }

/** Names and values as a person reads them. */
export interface Texts {
  connection(place: Place): { id: number; name: string }
  record(place: Place): { recordType: RecordType; id: number; title: string | null }
  erpField(place: FieldPlace): { key: string; label: string }
  crmField(place: FieldPlace): { key: string; label: string }
  inErp(place: FieldPlace, value: Value): string
  inCrm(place: FieldPlace, value: Value): string
}

interface Described {
  readonly label: string
  readonly type: string
  readonly list: string | undefined
}

type Language = 'nl' | 'en'

/** Looks up in a few statements what is needed to show these places. */
export async function textsFor(db: Db, places: readonly Place[], language: Language): Promise<Texts> {
  const connectionIds = [...new Set(places.map(({ connectionId }) => connectionId))]
  const recordTypes = [...new Set(places.map(({ recordType }) => recordType))]
  const names = await connectionNames(db, connectionIds)
  const erp = await erpFieldsOf(db, connectionIds, language)
  const erpItems = await erpItemsOf(db, connectionIds, language)
  const crm = await crmFieldsOf(db, recordTypes, language)
  const crmItems = await crmItemsOf(db, [...crm.values()], language)
  const titles = await titlesOf(db, recordTypes, places)

  const erpFieldAt = (place: FieldPlace) => erp.get(key(place.connectionId, place.actorType, place.erpField))
  const crmFieldAt = (place: FieldPlace) => crm.get(key(place.recordType, place.crmField))
  return {
    connection: ({ connectionId }) => ({ id: connectionId, name: names.get(connectionId) ?? '' }),
    record: ({ recordType, recordId }) => ({
      recordType,
      id: recordId,
      title: titles.get(key(recordType, recordId)) ?? null,
    }),
    erpField: (place) => ({ key: place.erpField, label: erpFieldAt(place)?.label ?? place.erpField }),
    crmField: (place) => ({ key: place.crmField, label: crmFieldAt(place)?.label ?? place.crmField }),
    inErp: (place, value) => {
      const list = erpFieldAt(place)?.list
      const item = list === undefined ? undefined : erpItems.get(key(place.connectionId, list, value))
      return item ?? plain(value, language)
    },
    inCrm: (place, value) => {
      const list = crmFieldAt(place)?.list
      const item = list === undefined ? undefined : crmItems.get(key(list, value))
      return item ?? plain(value, language)
    },
  }
}

const yesNo = { nl: ['nee', 'ja'], en: ['no', 'yes'] } as const

function plain(value: Value, language: Language): string {
  if (typeof value === 'boolean') return yesNo[language][value ? 1 : 0]
  return value === null ? '' : String(value)
}

function key(...parts: readonly Value[]): string {
  return JSON.stringify(parts)
}

async function connectionNames(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const { rows } = await sql<{ id: number; name: string }>`
    select id, name from connection where id = any(${[...ids]}::bigint[])`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

async function erpFieldsOf(db: Db, ids: readonly number[], language: Language) {
  const { rows } = await sql<{
    connectionId: number
    actorType: string
    key: string
    label: Text
    type: string
    list: string | null
  }>`
    select connection_id, actor_type, key, label, type, list from erp_field
    where connection_id = any(${[...ids]}::bigint[])`.execute(db)
  return new Map(
    rows.map(({ connectionId, actorType, key: field, label, type, list }): [string, Described] => [
      key(connectionId, actorType, field),
      { label: textIn(label, language), type, list: list ?? undefined },
    ]),
  )
}

async function erpItemsOf(db: Db, ids: readonly number[], language: Language) {
  const { rows } = await sql<{ connectionId: number; list: string; key: string; label: Text }>`
    select connection_id, list, key, label from erp_list_item
    where connection_id = any(${[...ids]}::bigint[])`.execute(db)
  return new Map(
    rows.map(({ connectionId, list, key: item, label }) => [
      key(connectionId, list, item),
      textIn(label, language),
    ]),
  )
}

async function crmFieldsOf(db: Db, recordTypes: readonly RecordType[], language: Language) {
  const found = new Map<string, Described>()
  for (const recordType of recordTypes) {
    for (const { key: field, label, type, list } of await crmFields(db, recordType)) {
      found.set(key(recordType, field), { label: textIn(label, language), type, list })
    }
  }
  return found
}

async function crmItemsOf(db: Db, fields: readonly Described[], language: Language) {
  const lists = [...new Set(fields.flatMap(({ list }) => (list === undefined ? [] : [list])))]
  const items = await crmListItems(db, lists)
  return new Map(
    [...items].flatMap(([list, ofList]) =>
      ofList.map(({ key: item, name }) => [key(list, item), textIn(name, language)] as const),
    ),
  )
}

async function titlesOf(db: Db, recordTypes: readonly RecordType[], places: readonly Place[]) {
  const titles = new Map<string, string>()
  for (const recordType of recordTypes) {
    const ids = places.flatMap((place) => (place.recordType === recordType ? [place.recordId] : []))
    for (const [id, title] of await recordTitles(db, recordType, ids)) titles.set(key(recordType, id), title)
  }
  return titles
}
