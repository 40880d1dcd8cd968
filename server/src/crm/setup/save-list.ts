import { type Text, textIn } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../../contract.ts'
import { type Fault, notFound, ProblemError } from '../../problem.ts'
import type { Store, Tx } from '../../store/index.ts'
import { moved, reordered } from '../../sync/index.ts'
import { readItems, readLists } from './crm-lists.ts'
import { keyFor } from './key.ts'
import { type Names, sameName } from './names.ts'
import { tell, toldOfOrder } from './told.ts'

/** Adds an empty list; its key. */
export async function createList(store: Store, user: SignedIn, name: Names): Promise<string> {
  return await store.transaction(async (tx) => {
    await lockLists(tx)
    const lists = await tx.selectFrom('crmList').select(['key', 'name']).execute()
    checkName(name, lists)
    const key = keyFor(name.en, new Set(lists.map((list) => list.key)))
    await tx
      .insertInto('crmList')
      .values({ key, name: JSON.stringify(name) })
      .execute()
    await tell(tx, user, { action: 'createList', subject: `list/${key}`, new: { name } })
    return key
  })
}

export async function renameList(store: Store, user: SignedIn, key: string, name: Names): Promise<void> {
  await store.transaction(async (tx) => {
    await lockLists(tx)
    const lists = await tx.selectFrom('crmList').select(['key', 'name']).execute()
    const old = lists.find((list) => list.key === key)
    if (!old) throw notFound()
    checkName(
      name,
      lists.filter((list) => list !== old),
    )
    await tx
      .updateTable('crmList')
      .set({ name: JSON.stringify(name) })
      .where('key', '=', key)
      .execute()
    await tell(tx, user, {
      action: 'changeList',
      subject: `list/${key}`,
      old: { name: old.name },
      new: { name },
    })
  })
}

/** Deletes a list with its items; one that something uses is refused, saying what. */
export async function deleteList(store: Store, user: SignedIn, key: string): Promise<void> {
  await store.transaction(async (tx) => {
    await lockLists(tx)
    // A field that is given this list waits, and finds it gone.
    await sql`select from crm_list where key = ${key} for update`.execute(tx)
    const [nl, en] = [await readLists(tx, 'nl'), await readLists(tx, 'en')]
    const list = en.find((one) => one.key === key)
    if (!list) throw notFound()
    const inDutch = nl.find((one) => one.key === key)
    const faults = [
      ...list.fields.map((field, index) =>
        fault(
          `${recordTypes[field.recordType].en}: ${field.label}`,
          `${recordTypes[field.recordType].nl}: ${inDutch?.fields[index]?.label ?? field.label}`,
        ),
      ),
      ...list.uses.map(({ connection, text }) =>
        fault(`${connection.name}: ${text}`, `${connection.name}: ${text}`),
      ),
    ]
    if (faults.length > 0) throw inUse(list.name, faults)
    await tx.deleteFrom('listMapping').where('crmList', '=', key).execute()
    await tx.deleteFrom('crmListItem').where('list', '=', key).execute()
    await tx.deleteFrom('crmList').where('key', '=', key).execute()
    await tell(tx, user, { action: 'deleteList', subject: `list/${key}`, old: { name: list.name } })
  })
}

const recordTypes = {
  company: { en: 'Company', nl: 'Bedrijf' },
  person: { en: 'Contact', nl: 'Persoon' },
  project: { en: 'Project', nl: 'Project' },
} as const

function fault(en: string, nl: string): Fault {
  return { code: 'listInUse', explanation: { en, nl } }
}

function inUse(name: Names, faults: readonly Fault[]): ProblemError {
  return new ProblemError(
    409,
    'listInUse',
    {
      en: `${name.en} cannot be deleted while it is used here:`,
      nl: `${name.nl} kan niet worden verwijderd zolang de lijst hier wordt gebruikt:`,
    },
    { faults },
  )
}

/** Adds an item at the end of a list; its id. */
export async function createItem(store: Store, user: SignedIn, list: string, name: Names): Promise<number> {
  return await store.transaction(async (tx) => {
    await lockLists(tx)
    const items = await readItems(tx, list, 'en')
    checkName(
      name,
      items.filter(({ inactive }) => !inactive),
    )
    const { id } = await tx
      .insertInto('crmListItem')
      .values({
        ...{ list, name: JSON.stringify(name), deletedAt: null },
        rank: sql<number>`(select coalesce(max(rank), 0) + 1 from crm_list_item where list = ${list})`,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await tell(tx, user, { action: 'createListItem', subject: `list/${list}`, new: { id, name } })
    return id
  })
}

export async function renameItem(store: Store, user: SignedIn, id: number, name: Names): Promise<void> {
  await store.transaction(async (tx) => {
    const { list, items, item } = await itemOf(tx, id)
    checkName(
      name,
      items.filter((other) => other.id !== id && !other.inactive),
    )
    await tx
      .updateTable('crmListItem')
      .set({ name: JSON.stringify(name) })
      .where('id', '=', id)
      .execute()
    await tell(tx, user, {
      action: 'changeListItem',
      subject: `list/${list}`,
      old: { id, name: item.name },
      new: { id, name },
    })
  })
}

/** Deletes an item nothing uses; one that is used only goes out of use. Whether it is gone. */
export async function deleteItem(store: Store, user: SignedIn, id: number): Promise<boolean> {
  return await store.transaction(async (tx) => {
    // Nobody maps or chooses it while it is looked for.
    await sql`select from crm_list_item where id = ${id} for update`.execute(tx)
    const { list, item } = await itemOf(tx, id)
    const gone = item.records === 0 && item.uses.length === 0
    if (gone) await tx.deleteFrom('crmListItem').where('id', '=', id).execute()
    else if (!item.inactive) {
      await tx
        .updateTable('crmListItem')
        .set({ deletedAt: sql<string>`now()` })
        .where('id', '=', id)
        .execute()
    }
    const action = gone ? 'deleteListItem' : 'deactivateListItem'
    await tell(tx, user, { action, subject: `list/${list}`, old: { id, name: item.name } })
    return gone
  })
}

export async function restoreItem(store: Store, user: SignedIn, id: number): Promise<void> {
  await store.transaction(async (tx) => {
    const { list, items, item } = await itemOf(tx, id)
    checkName(
      item.name,
      items.filter((other) => other.id !== id && !other.inactive),
    )
    await tx.updateTable('crmListItem').set({ deletedAt: null }).where('id', '=', id).execute()
    await tell(tx, user, { action: 'restoreListItem', subject: `list/${list}`, new: { id, name: item.name } })
  })
}

export async function orderItems(
  store: Store,
  user: SignedIn,
  list: string,
  ids: readonly number[],
): Promise<void> {
  await store.transaction(async (tx) => {
    await lockLists(tx)
    const names = new Map((await readItems(tx, list, 'en')).map(({ id, name }) => [id, name]))
    const before = [...names.keys()]
    const after = reordered(before, ids)
    await sql`
      update crm_list_item i set rank = g.rank from unnest(${after}::bigint[]) with ordinality as g(id, rank)
      where i.id = g.id`.execute(tx)
    const told = toldOfOrder('items', moved(before, after), names)
    await tell(tx, user, { action: 'orderListItems', subject: `list/${list}`, ...told })
  })
}

// Two lists or items of one name must not be made at once.
async function lockLists(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('koppel lists'))`.execute(tx)
}

async function itemOf(tx: Tx, id: number) {
  await lockLists(tx)
  const found = await tx.selectFrom('crmListItem').select('list').where('id', '=', id).executeTakeFirst()
  if (!found) throw notFound()
  const items = await readItems(tx, found.list, 'en')
  const item = items.find((one) => one.id === id)
  if (!item) throw notFound()
  return { list: found.list, items, item }
}

function checkName(name: Names, others: readonly { readonly name: Text }[]): void {
  if (!others.some((other) => sameName(other.name, name))) return
  const explanation = {
    en: `${textIn(name, 'en')} is there already. Choose another name.`,
    nl: `${textIn(name, 'nl')} bestaat al. Kies een andere naam.`,
  }
  throw new ProblemError(409, 'nameTaken', explanation, {
    faults: [{ code: 'nameTaken', explanation, at: 'name' }],
  })
}
