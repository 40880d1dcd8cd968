import type { Text, Value } from '@koppel/sdk'
import { type Column, oneLine } from './columns.ts'
import { address, excluded, mechanism, streetLines, taxNumber } from './party-parts.ts'
import { idOf, idOfKey, idsOf, numberOf, type Row, textOf } from './wire.ts'

/** A one-line text of the party itself. */
export function ownText(key: string, name: string, label: Text, access?: 'mandatory' | 'readOnly'): Column {
  return {
    field: { key, label, type: 'text', searchable: true, ...(access && { access }) },
    reads: [name],
    value: (row) => textOf(row[name]),
    ...(access !== 'readOnly' && {
      change: (value: Value) => ({ at: 'record', name, value: oneLine(value) }) as const,
    }),
    path: name,
  }
}

/** A reference to another record, as a list. */
export function ownList(key: string, name: string, list: string, label: Text, path?: string): Column {
  return {
    field: { key, label, type: 'list', list, searchable: path !== undefined },
    reads: [name],
    value: (row) => keyOf(row[name]),
    change: (value) => ({ at: 'record', name, value: idOfKey(value) ?? null }),
    ...(path && { path }),
  }
}

export const active: Column = {
  field: {
    key: 'ACTIVE',
    label: { en: 'Active', nl: 'Actief' },
    help: {
      en: 'Cleared: archived in Tryton, no longer offered for new documents.',
      nl: 'Leeg: gearchiveerd in Tryton, niet meer te kiezen in nieuwe documenten.',
    },
    type: 'checkbox',
    searchable: true,
  },
  reads: ['active'],
  value: (row) => Boolean(row.active),
  change: (value) => ({ at: 'record', name: 'active', value: value === true }),
  path: 'active',
}

/** A phone number, e-mail address and the like: the first one in use of its type. */
export function contact(key: string, type: string, label: Text): Column {
  return {
    field: { key, label, type: 'text', searchable: true },
    reads: ['contact_mechanisms.type', 'contact_mechanisms.value'],
    value: (row) => textOf(mechanism(row, type)?.value),
    change: (value) => ({ at: 'mechanism', type, value: oneLine(value) }),
    path: 'contact_mechanisms.value',
  }
}

export const vatNumber: Column = {
  field: {
    key: 'VATNO',
    label: { en: 'VAT number', nl: 'Btw-nummer' },
    help: {
      en: 'With the code of the country in front. Tryton checks the number.',
      nl: 'Met de landcode ervoor. Tryton controleert het nummer.',
    },
    type: 'text',
    searchable: true,
  },
  reads: ['tax_identifier', 'identifiers.code'],
  value: (row) => textOf(taxNumber(row)?.code),
  change: (value) => ({ at: 'taxNumber', value: oneLine(value) }),
  path: 'identifiers.code',
}

function street(line: number): Column {
  return {
    field: {
      key: `POSTALAD${line + 1}`,
      label: { en: `Address line ${line + 1}`, nl: `Adresregel ${line + 1}` },
      type: 'text',
      searchable: true,
    },
    reads: ['addresses.street'],
    value: (row) => textOf(streetLines(address(row))[line]),
    change: (value) => ({ at: 'street', line, value: oneLine(value) ?? '' }),
    path: 'addresses.street',
    partOfPath: true,
  }
}

function addressText(key: string, name: string, label: Text): Column {
  return {
    field: { key, label, type: 'text', searchable: true },
    reads: [`addresses.${name}`],
    value: (row) => textOf(address(row)?.[name]),
    change: (value) => ({ at: 'address', name, value: oneLine(value) }),
    path: `addresses.${name}`,
  }
}

const country: Column = {
  field: {
    key: 'COUNTRY',
    label: { en: 'Country', nl: 'Land' },
    type: 'list',
    list: 'countries',
    searchable: true,
  },
  reads: ['addresses.country'],
  value: (row) => keyOf(address(row)?.country),
  change: (value) => ({ at: 'address', name: 'country', value: idOfKey(value) ?? null }),
  path: 'addresses.country',
}

/** The columns of the address a document would go to. */
export const postalAddress: readonly Column[] = [
  street(0),
  street(1),
  street(2),
  addressText('POSTALZIP', 'postal_code', { en: 'Postal code', nl: 'Postcode' }),
  addressText('POSTALCITY', 'city', { en: 'City', nl: 'Plaats' }),
  country,
]

/** The first category that is not one of `roles`, which tell customers from suppliers. */
export function category(roles: readonly number[]): Column {
  return {
    field: {
      key: 'CATEGORY',
      label: { en: 'Category', nl: 'Categorie' },
      help: {
        en: 'The first category of the party, apart from those that make it a customer or supplier.',
        nl: 'De eerste categorie van de relatie, afgezien van die waardoor het een klant of leverancier is.',
      },
      type: 'list',
      list: 'categories',
      searchable: true,
    },
    reads: ['categories'],
    value: (row) => keyOf(excluded(idsOf(row.categories), roles)[0]),
    change: (value) => ({ at: 'category', id: idOfKey(value) ?? null }),
    path: 'categories',
  }
}

function keyOf(id: unknown): string | null {
  return numberOf(id)?.toString() ?? null
}

/** What a person sees in a list of hits. */
export function titleOf(row: Row): string {
  return textOf(row.name) ?? textOf(row.rec_name) ?? String(idOf(row))
}
