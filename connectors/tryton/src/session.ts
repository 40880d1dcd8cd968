import { type ActorTypeName, ConnectorError, type ErpSession, type Host, type ListItem } from '@koppel/sdk'
import { assertThere, openCatalog } from './catalog.ts'
import { changesOf } from './feed.ts'
import { type Kind, kindOf, kindsIn } from './kinds.ts'
import { itemsOf } from './lists.ts'
import { readRecords, readsFor, toActor } from './records.ts'
import { signIn } from './rpc.ts'
import { searchIn } from './search.ts'
import { accountIn, type TrytonSettings } from './settings.ts'
import { idOfKey } from './wire.ts'
import { writeAll } from './write.ts'

/** Keys that go into one reading. */
const BATCH = 500

/** Signs in and offers what this database has. */
export async function openSession(settings: TrytonSettings, host: Host): Promise<ErpSession> {
  const account = accountIn(settings)
  if (!account) throw incomplete
  const rpc = await signIn(account, host)
  const roles = [settings.customerCategory, settings.supplierCategory].filter((key) => key !== undefined)
  await assertThere(
    rpc,
    'party.category',
    roles.flatMap((key) => idOfKey(key) ?? []),
  )
  const catalog = openCatalog(rpc, settings)
  const { language } = account
  const kinds = new Map<ActorTypeName, Promise<Kind>>()
  const known = new Map<string, Promise<readonly ListItem[]>>()

  let lastWrite: Promise<unknown> = Promise.resolve()

  const kind = (type: ActorTypeName) => {
    const found = kinds.get(type) ?? kindOf(type, catalog, settings).then((one) => one ?? notOffered(type))
    kinds.set(type, found)
    return found
  }
  const lists = (name: string) => itemsOf(rpc, name, language, roles)
  const items = (name: string) => {
    const found = known.get(name) ?? lists(name)
    known.set(name, found)
    return found
  }

  return {
    async describe() {
      const offered = await kindsIn(catalog, settings)
      return offered.map(({ type, capabilities, columns }) => ({
        type,
        capabilities,
        fields: columns.map((column) => column.field),
      }))
    },

    async *changes(type, cursor, options) {
      yield* changesOf(rpc, await kind(type), cursor, options, language)
    },

    async get(type, keys, fields) {
      const of = await kind(type)
      const ids = [...new Set(keys.flatMap((key) => idOfKey(key) ?? []))]
      const actors = []
      for (let first = 0; first < ids.length; first += BATCH) {
        const domain = [...of.reachable, ['id', 'in', ids.slice(first, first + BATCH)]]
        const rows = await readRecords(rpc, of, domain, readsFor(of, fields), language)
        actors.push(...rows.map((row) => toActor(row, of, fields)))
      }
      return actors
    },

    async search(type, search) {
      return searchIn(rpc, await kind(type), search, language)
    },

    async write(type, drafts, fields) {
      const writing = { rpc, kind: await kind(type), language, items }
      // One at a time: on SQLite, Tryton gives two new parties at once the same code and refuses one of them.
      const turn = lastWrite.then(() => writeAll(writing, drafts, fields))
      lastWrite = turn.catch(() => undefined)
      return turn
    },

    lists,
    close: () => rpc.signOut(),
  }
}

function notOffered(type: ActorTypeName): never {
  throw new ConnectorError(
    'unsupported',
    {
      en: 'This Tryton does not offer this kind of record: a module, a relation type or a company is missing.',
      nl: 'Deze Tryton biedt dit soort gegevens niet: een module, een relatietype of een bedrijf ontbreekt.',
    },
    { detail: type },
  )
}

const incomplete = new ConnectorError('misconfigured', {
  en: 'URL, database, user and password are all needed.',
  nl: 'URL, database, gebruiker en wachtwoord zijn alle vier nodig.',
})
