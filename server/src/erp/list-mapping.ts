import type { z } from '@hono/zod-openapi'
import { type ActorTypeName, type Text, textIn } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../contract.ts'
import { type CrmListItem, crmFields, crmListItems } from '../crm/index.ts'
import { notFound, ProblemError } from '../problem.ts'
import type { Db, Tx } from '../store/index.ts'
import { recordTypeOf } from '../sync/index.ts'
import { changedBy, namesOfUsers } from './changed-by.ts'
import type { listMapping as listMappingSchema } from './contract.ts'
import type { ErpParts } from './parts.ts'
import { tell } from './save-connection.ts'
import { actorTypeNames } from './texts.ts'
import { toldOfItems } from './told.ts'

export type ListMappingAnswer = z.infer<typeof listMappingSchema>

/** An ERP list and the CRM list it is mapped to, because list fields that use them are. */
interface MappedList {
  readonly erpList: string
  readonly crmList: string
  /** What the fields that use it are called, by actor type. */
  readonly labels: Map<string, Set<ActorTypeName>>
}

/** The lists of mapped list fields, with a CRM item of the same name as suggestion. */
export async function readListMappings(
  db: Db,
  connectionId: number,
  language: string,
): Promise<ListMappingAnswer[]> {
  const lists = await mappedLists(db, connectionId, language)
  const crmItems = await crmListItems(
    db,
    lists.map(({ crmList }) => crmList),
  )
  const { rows } = await sql<ItemRow>`
    select i.list, i.key, i.label, i.in_erp, i.is_new, m.crm_list, m.crm_item::text as crm_item
    from erp_list_item i
    left join list_item_mapping m
      on m.connection_id = i.connection_id and m.erp_list = i.list and m.erp_item = i.key
    where i.connection_id = ${connectionId} order by i.list, i.position, i.key`.execute(db)
  const saved = await db
    .selectFrom('listMapping')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .execute()
  const names = await namesOfUsers(
    db,
    saved.map((one) => one.changedBy),
  )
  const labels = labelsApart(lists, language)
  return lists.map((list, index) => {
    const last = saved.find(({ erpList, crmList }) => erpList === list.erpList && crmList === list.crmList)
    return {
      ...listAnswer(list, rows, crmItems.get(list.crmList) ?? [], language),
      label: labels[index] ?? list.erpList,
      version: last?.version ?? 0,
      changed: last ? changedBy(last, names) : null,
    }
  })
}

interface ItemRow {
  readonly list: string
  readonly key: string
  readonly label: Text
  readonly inErp: boolean
  readonly isNew: boolean
  readonly crmList: string | null
  readonly crmItem: string | null
}

function listAnswer(
  { erpList, crmList }: MappedList,
  rows: readonly ItemRow[],
  choices: readonly CrmListItem[],
  language: string,
): Omit<ListMappingAnswer, 'label' | 'version' | 'changed'> {
  const items = new Map<string, ItemRow>()
  for (const row of rows) {
    if (row.list !== erpList) continue
    const here = row.crmList === crmList ? row : { ...row, crmItem: null }
    if (!items.get(row.key)?.crmItem) items.set(row.key, here)
  }
  const suggest = suggestionsFor(choices)
  return {
    erpList,
    crmList,
    items: [...items.values()].map(({ key, label, inErp, isNew, crmItem }) => ({
      erpItem: key,
      label: textIn(label, language),
      inErp,
      isNew,
      crmItem,
      suggestion: suggest(label),
    })),
    crmItems: choices.map(({ key, name, inactive }) => ({ key, label: textIn(name, language), inactive })),
  }
}

/** What each list is called; lists of one name by the actor types that use them as well. */
function labelsApart(lists: readonly MappedList[], language: string): string[] {
  const plain = lists.map(({ labels }) => [...labels.keys()].join(', '))
  return lists.map(({ labels }, index) => {
    const name = plain[index] ?? ''
    if (plain.indexOf(name) === plain.lastIndexOf(name)) return name
    const types = new Set([...labels.values()].flatMap((all) => [...all]))
    return `${name} (${[...types].map((type) => textIn(actorTypeNames[type], language)).join(', ')})`
  })
}

/** Finds the CRM item that has one of the names of an ERP item, in whatever language. */
function suggestionsFor(choices: readonly CrmListItem[]): (label: Text) => string | null {
  const byName = new Map<string, string>()
  for (const { key, name, inactive } of choices) {
    if (inactive) continue
    for (const one of namesOf(name)) if (!byName.has(one)) byName.set(one, key)
  }
  return (label) =>
    namesOf(label)
      .map((one) => byName.get(one))
      .find((key) => key !== undefined) ?? null
}

function namesOf(text: Text): string[] {
  const all = typeof text === 'string' ? [text] : Object.values(text)
  return all.map((name) => name.trim().normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase())
}

interface Place {
  readonly connectionId: number
  readonly erpList: string
  readonly crmList: string
}

export interface ListMappingChange {
  readonly version: number
  readonly items: readonly { readonly erpItem: string; readonly crmItem: string | null }[]
}

/** Sets which CRM item each item of an ERP list stands for. */
export async function saveListMapping(
  parts: ErpParts,
  user: SignedIn,
  place: Place,
  { version, items }: ListMappingChange,
): Promise<void> {
  const { connectionId, erpList, crmList } = place
  const pairs = items.flatMap(({ erpItem, crmItem }) => (crmItem === null ? [] : [{ erpItem, crmItem }]))
  const twice = [...repeated(pairs, 'crmItem'), ...repeated(pairs, 'erpItem')]
  if (twice.length > 0) throw duplicate(twice)

  await parts.store.transaction(async (tx) => {
    const list = (await mappedLists(tx, connectionId, 'en')).find(
      (one) => one.erpList === erpList && one.crmList === crmList,
    )
    if (!list) throw notFound()
    await sql`select from connection where id = ${connectionId} for no key update`.execute(tx)
    await nextVersion(tx, user, place, version)
    const before = await tx
      .deleteFrom('listItemMapping')
      .where('connectionId', '=', connectionId)
      .where('erpList', '=', erpList)
      .where('crmList', '=', crmList)
      .returning(['erpItem', 'crmItem'])
      .execute()
    await sql`
      insert into list_item_mapping (connection_id, erp_list, crm_list, erp_item, crm_item)
      select ${connectionId}::bigint, ${erpList}, ${crmList}, g."erpItem", c.id
      from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as g("erpItem" text, "crmItem" text)
      join crm_list_item c on c.list = ${crmList}
        and c.id = case when g."crmItem" ~ '^[0-9]{1,18}$' then g."crmItem"::bigint end
      join erp_list_item i on i.connection_id = ${connectionId} and i.list = ${erpList} and i.key = g."erpItem"`.execute(
      tx,
    )
    await tx
      .updateTable('erpListItem')
      .set({ isNew: false })
      .where('connectionId', '=', connectionId)
      .where('list', '=', erpList)
      .where('isNew', '=', true)
      .execute()
    await sql`update connection set mapping_version = mapping_version + 1 where id = ${connectionId}`.execute(
      tx,
    )
    const told = toldOfItems(
      before.map(({ erpItem, crmItem }) => ({ erpItem, crmItem: String(crmItem) })),
      pairs,
    )
    const lists = { erpList, crmList }
    await tell(
      ...([tx, user, 'changeListMapping', connectionId] as const),
      ...[
        { ...lists, ...told.old },
        { ...lists, ...told.new },
      ],
    )
  })
}

/** Nobody else mapped this list since `version`; 0: nobody did before. */
async function nextVersion(tx: Tx, user: SignedIn, place: Place, version: number): Promise<void> {
  const row = { ...place, version: version + 1, changedAt: sql<string>`now()`, changedBy: user.id }
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('listMapping')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['connectionId', 'erpList', 'crmList'])
        .doUpdateSet({ version: row.version, changedAt: row.changedAt, changedBy: row.changedBy })
        .where('listMapping.version', '=', version),
    )
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 1n) return
  throw new ProblemError(409, 'listMappingChanged', {
    en: 'This list mapping has been changed meanwhile; nothing was saved.',
    nl: 'Deze lijsttoewijzing is intussen gewijzigd; er is niets opgeslagen.',
  })
}

async function mappedLists(db: Db, connectionId: number, language: string): Promise<MappedList[]> {
  const fields = await db
    .selectFrom('erpField')
    .innerJoin('connection', 'connection.id', 'erpField.connectionId')
    .select(['actorType', 'label', 'list', 'crmField'])
    .where('connectionId', '=', connectionId)
    .where('deletedAt', 'is', null)
    .where('type', '=', 'list')
    .where('crmField', 'is not', null)
    .orderBy('actorType')
    .orderBy('position')
    .execute()
  const found = new Map<string, MappedList>()
  for (const { actorType, label, list, crmField } of fields) {
    const known = await crmFields(db, recordTypeOf[actorType])
    const crmList = known.find(({ key }) => key === crmField)?.list
    if (list === null || crmList === undefined) continue
    const place = JSON.stringify([list, crmList])
    const entry = found.get(place) ?? { erpList: list, crmList, labels: new Map() }
    const name = textIn(label, language)
    entry.labels.set(name, (entry.labels.get(name) ?? new Set()).add(actorType))
    found.set(place, entry)
  }
  return [...found.values()]
}

interface Pair {
  readonly erpItem: string
  readonly crmItem: string
}

/** The pairs in which one side occurs more than once. */
function repeated(pairs: readonly Pair[], side: keyof Pair): readonly Pair[] {
  const groups = Map.groupBy(pairs, (pair) => pair[side])
  return [...groups.values()].filter(({ length }) => length > 1).flat()
}

function duplicate(twice: readonly Pair[]): ProblemError {
  const explanation = {
    en: 'Each {crm} item can be mapped to one ERP item only, and each ERP item once.',
    nl: 'Elk {crm}-item kan aan slechts één ERP-item worden toegewezen, en elk ERP-item eenmaal.',
  }
  const faults = twice.map(({ erpItem }) => ({ code: 'duplicateListItem', explanation, at: erpItem }))
  return new ProblemError(422, 'duplicateListItem', explanation, { faults })
}
