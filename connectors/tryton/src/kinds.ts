import type { ActorRef, ActorTypeName, Capabilities } from '@koppel/sdk'
import type { Catalog } from './catalog.ts'
import { as, type Change, type Column } from './columns.ts'
import { active, category, contact, ownList, ownText, postalAddress, vatNumber } from './party-columns.ts'
import { partyValues } from './party-write.ts'
import { projectColumns } from './project-columns.ts'
import type { TrytonSettings } from './settings.ts'
import { type Domain, idOf, idOfKey, idsOf, isRow, type Row, rowsOf } from './wire.ts'

/** How one actor type lives in Tryton. */
export interface Kind {
  readonly type: ActorTypeName
  readonly model: 'party.party' | 'project.work'
  readonly capabilities: Capabilities
  readonly columns: readonly Column[]
  /** Which records are actors of this type. */
  readonly scope: Domain
  /** Which records may be read by key: also those that have left the scope. */
  readonly reachable: Domain
  /** Related records whose changes are changes of the actor. */
  readonly parts: readonly string[]
  /** Read with every actor. */
  readonly reads: readonly string[]
  parentOf(row: Row): ActorRef | undefined
  /** The domain of the actors under a parent. */
  under(parent: number): Domain
  /** The values for `create`, or for `write` on `row`. */
  values(changes: readonly Change[], row: Row | undefined, parent: number | undefined): Row
  /** Why a new actor cannot do without a parent. */
  readonly needsParent?: boolean
}

const partyParts = ['addresses', 'contact_mechanisms', 'identifiers']
export const capabilities = { create: true, update: true, versions: true } as const

/** The actor types this database can offer. */
export async function kindsIn(catalog: Catalog, settings: Partial<TrytonSettings>): Promise<readonly Kind[]> {
  const types = ['customer', 'supplier', 'person', 'project'] as const
  const kinds = await Promise.all(types.map((type) => kindOf(type, catalog, settings)))
  return kinds.filter((kind) => kind !== undefined)
}

export async function kindOf(
  type: ActorTypeName,
  catalog: Catalog,
  settings: Partial<TrytonSettings>,
): Promise<Kind | undefined> {
  switch (type) {
    case 'customer':
    case 'supplier':
      return company(type, catalog, settings)
    case 'person':
      return person(catalog, settings)
    case 'project':
      return project(catalog)
  }
}

async function company(
  type: 'customer' | 'supplier',
  catalog: Catalog,
  settings: Partial<TrytonSettings>,
): Promise<Kind | undefined> {
  const has = await catalog.fieldsOf('party.party')
  if (!has) return undefined
  const roles = rolesIn(settings)
  const own = roles[type]
  const term = `${type}_payment_term`
  return {
    type,
    model: 'party.party',
    capabilities,
    columns: [
      ownText('NAME', 'name', { en: 'Name', nl: 'Naam' }, 'mandatory'),
      ownText('NUMBER2', 'code', { en: 'Code', nl: 'Code' }, 'readOnly'),
      contact('PHONE', 'phone', { en: 'Phone', nl: 'Telefoon' }),
      contact('MOBILE', 'mobile', { en: 'Mobile', nl: 'Mobiel' }),
      contact('FAX', 'fax', { en: 'Fax', nl: 'Fax' }),
      contact('EMAIL', 'email', { en: 'E-mail', nl: 'E-mail' }),
      contact('URL', 'website', { en: 'Website', nl: 'Website' }),
      vatNumber,
      ...postalAddress,
      language,
      category(roles.all),
      ...(has.has(term)
        ? [ownList('PAYMENT_TERM', term, 'paymentTerms', { en: 'Payment term', nl: 'Betalingstermijn' })]
        : []),
      active,
    ],
    scope: own === undefined ? [] : [['categories', 'child_of', [own], 'parent']],
    reachable: [],
    parts: partyParts,
    reads: partyReads(has),
    parentOf: () => undefined,
    under: () => [['id', '=', -1]],
    values: (changes, row) => partyValues(changes, row, { all: roles.all, own }),
  }
}

async function person(catalog: Catalog, settings: Partial<TrytonSettings>): Promise<Kind | undefined> {
  const [has, relation] = await Promise.all([catalog.fieldsOf('party.party'), catalog.relationType()])
  if (!has || relation === undefined) return undefined
  const { customer, all } = rolesIn(settings)
  const customers = customer === undefined ? undefined : await catalog.categoriesUnder(customer)
  return {
    type: 'person',
    model: 'party.party',
    capabilities,
    columns: [
      as(ownText('LASTNAME', 'name', { en: 'Name', nl: 'Naam' }, 'mandatory'), {
        help: {
          en: 'Tryton keeps first and last name as one name.',
          nl: 'Tryton bewaart voor- en achternaam als één naam.',
        },
      }),
      ownText('NUMBER', 'code', { en: 'Code', nl: 'Code' }, 'readOnly'),
      contact('PHONE_DIRECT', 'phone', { en: 'Phone', nl: 'Telefoon' }),
      contact('PHONE_MOBILE', 'mobile', { en: 'Mobile', nl: 'Mobiel' }),
      contact('FAX', 'fax', { en: 'Fax', nl: 'Fax' }),
      contact('EMAIL', 'email', { en: 'E-mail', nl: 'E-mail' }),
      contact('URL', 'website', { en: 'Website', nl: 'Website' }),
      ...postalAddress,
      language,
      category(all),
      active,
    ],
    scope: [['relations', 'where', [['type', '=', relation]]]],
    reachable: [],
    parts: [...partyParts, 'relations'],
    reads: [...partyReads(has), 'relations.type', 'relations.to', 'relations.to.categories'],
    parentOf: (row) => {
      const to = rowsOf(row['relations.']).find((candidate) => candidate.type === relation)?.['to.']
      if (!isRow(to)) return undefined
      const isCustomer = !customers || idsOf(to.categories).some((id) => customers.has(id))
      return { type: isCustomer ? 'customer' : 'supplier', key: String(idOf(to)) }
    },
    under: (parent) => [
      [
        'relations',
        'where',
        [
          ['type', '=', relation],
          ['to', '=', parent],
        ],
      ],
    ],
    needsParent: true,
    values: (changes, row, parent) => ({
      ...partyValues(changes, row, { all, own: undefined }),
      ...(parent !== undefined && { relations: [['create', [{ type: relation, to: parent }]]] }),
    }),
  }
}

async function project(catalog: Catalog): Promise<Kind | undefined> {
  const has = await catalog.fieldsOf('project.work')
  const company = has && (await catalog.company())
  if (!has || company === undefined) return undefined
  return {
    type: 'project',
    model: 'project.work',
    capabilities,
    columns: projectColumns((field) => has.has(field)),
    scope: [['type', '=', 'project']],
    reachable: [['type', '=', 'project']],
    parts: has.has('timesheet_works') ? ['timesheet_works'] : [],
    reads: ['timesheet_available'],
    parentOf: () => undefined,
    under: (parent) => [['party', '=', parent]],
    values: (changes, row, parent) => ({
      ...(row === undefined && { type: 'project', company }),
      ...(parent !== undefined && { party: parent }),
      ...projectValues(changes, row),
    }),
  }
}

/** A date needs a timesheet to be kept with. */
function projectValues(changes: readonly Change[], row: Row | undefined): Row {
  const values = Object.fromEntries(
    changes.flatMap((change) => (change.at === 'record' ? [[change.name, change.value]] : [])),
  )
  const dated = Object.entries(values).some(
    ([name, value]) => name.startsWith('timesheet_') && value !== null,
  )
  return dated && !row?.timesheet_available ? { ...values, timesheet_available: true } : values
}

const language = ownList('LANGUAGE', 'lang', 'languages', { en: 'Language', nl: 'Taal' }, 'langs.lang')

function rolesIn(settings: Partial<TrytonSettings>) {
  const customer = idOfKey(settings.customerCategory)
  const supplier = idOfKey(settings.supplierCategory)
  return { customer, supplier, all: [customer, supplier].filter((id) => id !== undefined) }
}

/** Addresses are marked for invoices where the accounting modules are. */
function partyReads(has: ReadonlySet<string>): readonly string[] {
  return [
    'name',
    'rec_name',
    'categories',
    'addresses.active',
    'contact_mechanisms.active',
    'identifiers.code',
  ].concat(has.has('customer_payment_term') ? ['addresses.invoice'] : [])
}
