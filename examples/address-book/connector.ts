import {
  type Actor,
  type ActorType,
  type Capabilities,
  ConnectorError,
  type Create,
  type Criterion,
  type Draft,
  defineConnector,
  type Fields,
  type Outcome,
  type Search,
  type Update,
} from '@koppel/sdk'
import type { Book, Entry } from './book.ts'

const capabilities: Capabilities = { create: true, update: true, idempotentCreate: true, versions: true }

const customer: ActorType = {
  type: 'customer',
  capabilities,
  fields: [
    {
      key: 'NAME',
      label: { en: 'Name', nl: 'Naam' },
      type: 'text',
      access: 'mandatory',
      maxLength: 80,
      searchable: true,
    },
    { key: 'STREETCITY', label: { en: 'City', nl: 'Plaats' }, type: 'text', maxLength: 60, searchable: true },
    { key: 'PHONE', label: { en: 'Telephone', nl: 'Telefoon' }, type: 'text', maxLength: 30 },
  ],
}

/** An address book as an ERP with customers only. */
export function addressBook(book: Book) {
  return defineConnector({
    id: 'address-book',
    name: { en: 'Address book', nl: 'Adresboek' },
    version: '1.0.0',
    offers: { customer: capabilities },
    settings: {
      about: {
        kind: 'label',
        label: {
          en: 'The address book lies beside the connector.',
          nl: 'Het adresboek staat naast de connector.',
        },
      },
      password: { kind: 'secret', label: { en: 'Password', nl: 'Wachtwoord' }, mandatory: true },
    },

    async connect({ password }) {
      if (password !== 'open')
        throw new ConnectorError('unauthorized', {
          en: 'The password is wrong.',
          nl: 'Het wachtwoord is onjuist.',
        })

      return {
        describe: async () => [customer],

        async *changes(_type, cursor = '0', { fields, pageSize }) {
          if (!/^\d+$/.test(cursor))
            throw new ConnectorError('cursorExpired', 'The address book never gave this cursor.')
          const changed = book
            .all()
            .filter(({ version }) => version > Number(cursor))
            .sort((a, b) => a.version - b.version)
          let from = 0
          do {
            const page = changed.slice(from, from + pageSize)
            from += page.length
            yield {
              actors: page.map((entry) => actorOf(entry, fields)),
              cursor: String(page.at(-1)?.version ?? cursor),
            }
          } while (from < changed.length)
        },

        get: async (_type, keys, fields) =>
          book
            .all()
            .filter(({ key }) => keys.includes(key))
            .map((entry) => actorOf(entry, fields)),

        search: async (_type, search) => found(book, search),

        write: async (_type, drafts, fields) => drafts.map((draft) => written(book, draft, fields)),

        created: async (_type, ids, fields) => {
          const made = book
            .all()
            .filter(({ createdBy }) => createdBy !== undefined && ids.includes(createdBy))
          return new Map(made.map((entry) => [entry.createdBy ?? '', actorOf(entry, fields)]))
        },
      }
    },
  })
}

function actorOf(entry: Entry, asked: readonly string[]): Actor {
  const values: Fields = { NAME: entry.name, STREETCITY: entry.city, PHONE: entry.phone }
  return {
    key: entry.key,
    title: entry.name,
    version: String(entry.version),
    fields: Object.fromEntries(Object.entries(values).filter(([key]) => asked.includes(key))),
  }
}

function written(book: Book, draft: Draft, fields: readonly string[]): Outcome {
  return draft.kind === 'create' ? created(book, draft, fields) : updated(book, draft, fields)
}

function created(book: Book, { id, fields: values }: Create, fields: readonly string[]): Outcome {
  const before = book.all().find(({ createdBy }) => createdBy === id)
  if (before) return { kind: 'written', actor: actorOf(before, fields) }
  const key = String(book.all().length + 1)
  return stored(book, { key, createdBy: id, name: '', city: null, phone: null }, values, fields)
}

function updated(book: Book, { key, version, fields: values }: Update, fields: readonly string[]): Outcome {
  const before = book.find(key)
  if (!before) return { kind: 'gone' }
  const overtaken = version !== undefined && version !== String(before.version)
  return overtaken
    ? { kind: 'outdated', current: actorOf(before, fields) }
    : stored(book, before, values, fields)
}

/** Only the fields that were sent change. */
function stored(
  book: Book,
  before: Omit<Entry, 'version'>,
  values: Fields,
  fields: readonly string[],
): Outcome {
  const { NAME = before.name, STREETCITY = before.city, PHONE = before.phone } = values
  const name = textOf(NAME)
  if (name === null)
    return {
      kind: 'refused',
      field: 'NAME',
      reason: { en: 'Everybody has a name.', nl: 'Iedereen heeft een naam.' },
    }
  const entry = book.put({ ...before, name, city: textOf(STREETCITY), phone: textOf(PHONE) })
  return { kind: 'written', actor: actorOf(entry, fields) }
}

function textOf(value: Fields[string] | undefined): string | null {
  return value === null || value === undefined || value === '' ? null : String(value)
}

function found(book: Book, { text = '', criteria = [], page = '0', limit, fields }: Search) {
  const all = book
    .all()
    .filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
    .filter((entry) => criteria.every((criterion) => meets(entry, criterion)))
    .sort((a, b) => Number(a.key) - Number(b.key))
  const from = Number(page)
  const actors = all.slice(from, from + limit).map((entry) => actorOf(entry, fields))
  return { actors, total: all.length, ...(from + limit < all.length && { next: String(from + limit) }) }
}

/** Compares as people do: letter case does not matter, and a blank meets only what denies. */
function meets(entry: Entry, { field, operator, values }: Criterion): boolean {
  if (operator.startsWith('not')) {
    const affirmed = `${operator[3]?.toLowerCase()}${operator.slice(4)}` as Criterion['operator']
    return !meets(entry, { field, operator: affirmed, values })
  }
  const value = (field === 'NAME' ? entry.name : (entry.city ?? '')).toLowerCase()
  const [first = '', last = ''] = values.map((one) => String(one).toLowerCase())
  if (value === '') return false
  switch (operator) {
    case 'contains':
      return value.includes(first)
    case 'begins':
      return value.startsWith(first)
    case 'ends':
      return value.endsWith(first)
    case 'between':
      return first <= value && value <= last
    default:
      return value === first
  }
}
