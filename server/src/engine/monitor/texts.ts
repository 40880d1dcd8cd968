import { type Field, type Text, textIn, type Value } from '@koppel/sdk'
import { sql } from 'kysely'
import { crmFields, recordTitles } from '../../crm/index.ts'
import { crmItemNames, erpItemNames, type ItemName, valueText } from '../../erp/index.ts'
import type { Db } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'

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
  knowsCrmField(recordType: RecordType, field: string): boolean
}

interface Described {
  readonly label: string
  readonly type: Field['type']
  readonly list: string | undefined
}

type Language = 'nl' | 'en'

/** Looks up in a few statements what is needed to show these places. */
export async function textsFor(db: Db, places: readonly Place[], language: Language): Promise<Texts> {
  const connectionIds = [...new Set(places.map(({ connectionId }) => connectionId))]
  const recordTypes = [...new Set(places.map(({ recordType }) => recordType))]
  const connections = await connectionNames(db, connectionIds)
  const titles = await titlesOf(db, recordTypes, places)
  const erp = await erpFieldsOf(db, connectionIds, language)
  const crm = await crmFieldsOf(db, recordTypes, language)
  const lists = [...crm.values()].flatMap(({ list }) => (list === undefined ? [] : [list]))
  const crmItems = await crmItemNames(db, [...new Set(lists)])
  const erpItems = new Map<number, ItemName>()
  for (const id of connectionIds) erpItems.set(id, await erpItemNames(db, id))

  const unknown = (key: string): Described => ({ label: key, type: 'text', list: undefined })
  const erpAt = (place: FieldPlace) =>
    erp.get(placeKey(place.connectionId, place.actorType, place.erpField)) ?? unknown(place.erpField)
  const crmAt = (place: FieldPlace) =>
    crm.get(placeKey(place.recordType, place.crmField)) ?? unknown(place.crmField)
  return {
    connection: ({ connectionId }) => ({ id: connectionId, name: connections.get(connectionId) ?? '' }),
    record: ({ recordType, recordId }) => ({
      recordType,
      id: recordId,
      title: titles.get(placeKey(recordType, recordId)) ?? null,
    }),
    erpField: (place) => ({ key: place.erpField, label: erpAt(place).label }),
    knowsCrmField: (recordType, field) => crm.has(placeKey(recordType, field)),
    crmField: (place) => ({ key: place.crmField, label: crmAt(place).label }),
    inErp: (place, value) =>
      valueText(erpAt(place), value, erpItems.get(place.connectionId) ?? (() => undefined), language),
    inCrm: (place, value) => valueText(crmAt(place), value, crmItems, language),
  }
}

function placeKey(...parts: readonly Value[]): string {
  return JSON.stringify(parts)
}

async function connectionNames(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const { rows } = await sql<{ id: number; name: string }>`
    select id, name from connection where id = any(${[...ids]}::bigint[])`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

interface ErpFieldRow {
  readonly connectionId: number
  readonly actorType: string
  readonly key: string
  readonly label: Text
  readonly type: Field['type']
  readonly list: string | null
}

async function erpFieldsOf(db: Db, ids: readonly number[], language: Language) {
  const { rows } = await sql<ErpFieldRow>`
    select connection_id, actor_type, key, label, type, list from erp_field
    where connection_id = any(${[...ids]}::bigint[])`.execute(db)
  return new Map(
    rows.map(({ connectionId, actorType, key, label, type, list }): [string, Described] => [
      placeKey(connectionId, actorType, key),
      { label: textIn(label, language), type, list: list ?? undefined },
    ]),
  )
}

async function crmFieldsOf(db: Db, recordTypes: readonly RecordType[], language: Language) {
  const found = new Map<string, Described>()
  for (const recordType of recordTypes) {
    for (const { key, label, type, list } of await crmFields(db, recordType, 'ever')) {
      found.set(placeKey(recordType, key), { label: textIn(label, language), type, list })
    }
  }
  return found
}

async function titlesOf(db: Db, recordTypes: readonly RecordType[], places: readonly Place[]) {
  const titles = new Map<string, string>()
  for (const recordType of recordTypes) {
    const ids = places.flatMap((place) => (place.recordType === recordType ? [place.recordId] : []))
    for (const [id, title] of await recordTitles(db, recordType, ids)) {
      titles.set(placeKey(recordType, id), title)
    }
  }
  return titles
}
