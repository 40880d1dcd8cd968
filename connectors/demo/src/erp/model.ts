import type { ActorType, ActorTypeName, Field } from '@koppel/sdk'

/** What the Demo ERP keeps of each type, with the prefix its numbers start with. */
export interface Register extends ActorType {
  readonly prefix: string
  readonly firstNumber: number
  /** Filled in by the ERP when a record is made. */
  readonly initial: Readonly<Record<string, string | number | boolean>>
  /** Looked through when a person types something to search for. */
  readonly found: readonly string[]
}

type Rest = Omit<Field, 'key' | 'label' | 'type'>

function field(key: string, type: Field['type'], en: string, nl: string, rest: Rest = {}): Field {
  return { key, type, label: { en, nl }, ...rest }
}

const text = (key: string, en: string, nl: string, maxLength: number, rest: Rest = {}) =>
  field(key, 'text', en, nl, { maxLength, ...rest })

const list = (key: string, name: string, en: string, nl: string, rest: Rest = {}) =>
  field(key, 'list', en, nl, { list: name, searchable: true, ...rest })

const searchable = { searchable: true } as const
const money = { decimals: 2, searchable: true } as const
const number = (en: string, nl: string, key: string) =>
  text(key, en, nl, 20, { access: 'readOnly', identifies: true, ...searchable })

const capabilities = {
  create: true,
  update: true,
  deletions: true,
  idempotentCreate: true,
  versions: true,
} as const

const addresses = [
  text('STREETAD1', 'Visiting address', 'Bezoekadres', 60),
  text('STREETAD2', 'Visiting address 2', 'Bezoekadres 2', 60),
  text('STREETZIP', 'Visiting postcode', 'Bezoekpostcode', 12, searchable),
  text('STREETCITY', 'Visiting city', 'Bezoekplaats', 50, searchable),
  text('POSTALAD1', 'Postal address', 'Postadres', 60),
  text('POSTALAD2', 'Postal address 2', 'Postadres 2', 60),
  text('POSTALZIP', 'Postal postcode', 'Postcode (post)', 12, searchable),
  text('POSTALCITY', 'Postal city', 'Plaats (post)', 50, searchable),
]

const reach = [
  text('PHONE', 'Telephone', 'Telefoon', 30, searchable),
  text('FAX', 'Fax', 'Fax', 30),
  text('EMAIL', 'E-mail', 'E-mail', 254, searchable),
  text('URL', 'Website', 'Website', 200),
]

const customer: Register = {
  type: 'customer',
  prefix: 'K',
  firstNumber: 10001,
  capabilities,
  initial: { BALANCE: '0.00', BLOCKED: false },
  found: ['NUMBER1', 'NUMBER2', 'NAME', 'EMAIL', 'PHONE', 'VATNO', 'STREETCITY'],
  fields: [
    number('Customer number', 'Klantnummer', 'NUMBER1'),
    text('NAME', 'Name', 'Naam', 100, { access: 'mandatory', ...searchable }),
    text('DEPARTMENT', 'Department', 'Afdeling', 60, searchable),
    text('NUMBER2', 'Chamber of commerce number', 'KvK-nummer', 20, searchable),
    text('VATNO', 'VAT number', 'Btw-nummer', 20, searchable),
    ...reach,
    ...addresses,
    list('COUNTRY', 'country', 'Country', 'Land'),
    list('LANGUAGE', 'language', 'Language', 'Taal'),
    list('CATEGORY', 'category', 'Category', 'Categorie'),
    list('BUSINESS', 'business', 'Business', 'Branche'),
    list('PAYMENT_TERMS', 'paymentTerms', 'Payment terms', 'Betalingsconditie'),
    list('PRICE_CLASS', 'priceClass', 'Price class', 'Prijsklasse'),
    field('EMPLOYEES', 'integer', 'Number of employees', 'Aantal medewerkers', searchable),
    field('CREDIT_LIMIT', 'decimal', 'Credit limit', 'Kredietlimiet', money),
    field('BLOCKED', 'checkbox', 'Blocked', 'Geblokkeerd', searchable),
    field('CUSTOMER_SINCE', 'date', 'Customer since', 'Klant sinds', searchable),
    field('BALANCE', 'decimal', 'Balance', 'Saldo', { ...money, access: 'readOnly' }),
    field('LAST_INVOICE', 'datetime', 'Last invoice', 'Laatste factuur', {
      access: 'readOnly',
      ...searchable,
    }),
    text('TEXT', 'Notes', 'Notities', 4000),
  ],
}

const supplier: Register = {
  type: 'supplier',
  prefix: 'L',
  firstNumber: 20001,
  capabilities,
  initial: { BALANCE: '0.00', PREFERRED: false },
  found: ['NUMBER1', 'NUMBER2', 'NAME', 'EMAIL', 'PHONE', 'VATNO', 'STREETCITY'],
  fields: [
    number('Supplier number', 'Leveranciersnummer', 'NUMBER1'),
    text('NAME', 'Name', 'Naam', 100, { access: 'mandatory', ...searchable }),
    text('NUMBER2', 'Chamber of commerce number', 'KvK-nummer', 20, searchable),
    text('VATNO', 'VAT number', 'Btw-nummer', 20, searchable),
    ...reach,
    ...addresses,
    list('COUNTRY', 'country', 'Country', 'Land'),
    list('LANGUAGE', 'language', 'Language', 'Taal'),
    list('BUSINESS', 'business', 'Business', 'Branche'),
    list('PAYMENT_TERMS', 'paymentTerms', 'Payment terms', 'Betalingsconditie'),
    field('DELIVERY_DAYS', 'integer', 'Delivery time in days', 'Levertijd in dagen', searchable),
    field('MINIMUM_ORDER', 'decimal', 'Minimum order', 'Minimumbestelling', money),
    field('PREFERRED', 'checkbox', 'Preferred supplier', 'Voorkeursleverancier', searchable),
    field('BALANCE', 'decimal', 'Balance', 'Saldo', { ...money, access: 'readOnly' }),
    text('TEXT', 'Notes', 'Notities', 4000),
  ],
}

const person: Register = {
  type: 'person',
  prefix: 'P',
  firstNumber: 30001,
  capabilities,
  initial: { NEWSLETTER: false },
  found: ['NUMBER', 'FIRSTNAME', 'MIDDLENAME', 'LASTNAME', 'EMAIL', 'PHONE_DIRECT', 'PHONE_MOBILE'],
  fields: [
    number('Person number', 'Persoonsnummer', 'NUMBER'),
    text('TITLE', 'Title', 'Titel', 20),
    text('FIRSTNAME', 'First name', 'Voornaam', 50, searchable),
    text('MIDDLENAME', 'Middle name', 'Tussenvoegsel', 20),
    text('LASTNAME', 'Last name', 'Achternaam', 60, { access: 'mandatory', ...searchable }),
    list('POSITION', 'position', 'Position', 'Functie'),
    text('PHONE_DIRECT', 'Direct telephone', 'Telefoon direct', 30, searchable),
    text('PHONE_MOBILE', 'Mobile', 'Mobiel', 30, searchable),
    text('PHONE_PRIVATE', 'Private telephone', 'Telefoon privé', 30),
    text('EMAIL', 'E-mail', 'E-mail', 254, searchable),
    text('URL', 'Website', 'Website', 200),
    field('BIRTHDATE', 'date', 'Date of birth', 'Geboortedatum', searchable),
    list('LANGUAGE', 'language', 'Language', 'Taal'),
    field('NEWSLETTER', 'checkbox', 'Newsletter', 'Nieuwsbrief', searchable),
    text('TEXT', 'Notes', 'Notities', 4000),
  ],
}

const project: Register = {
  type: 'project',
  prefix: 'PR',
  firstNumber: 4001,
  capabilities,
  initial: { BOOKED: '0.00', BILLABLE: false },
  found: ['NUMBER', 'NAME', 'TEXT'],
  fields: [
    number('Project number', 'Projectnummer', 'NUMBER'),
    text('NAME', 'Name', 'Naam', 100, { access: 'mandatory', ...searchable }),
    text('TEXT', 'Description', 'Omschrijving', 4000),
    list('STATUS', 'projectStatus', 'Status', 'Status'),
    text('URL', 'Website', 'Website', 200),
    field('STARTDATE', 'date', 'Start date', 'Startdatum', searchable),
    field('ENDDATE', 'date', 'End date', 'Einddatum', searchable),
    field('KICKOFF', 'datetime', 'Kick-off', 'Kick-off', searchable),
    field('HOURS', 'integer', 'Planned hours', 'Geplande uren', searchable),
    field('BUDGET', 'decimal', 'Budget', 'Budget', money),
    field('BOOKED', 'decimal', 'Booked', 'Geboekt', { ...money, access: 'readOnly' }),
    field('BILLABLE', 'checkbox', 'Billable', 'Doorbelasten', searchable),
  ],
}

export const registers: Readonly<Record<ActorTypeName, Register>> = { customer, supplier, person, project }

/** What a record is called in a list. */
export function titleOf(type: ActorTypeName, key: string, fields: Readonly<Record<string, unknown>>): string {
  const parts = type === 'person' ? [fields.FIRSTNAME, fields.MIDDLENAME, fields.LASTNAME] : [fields.NAME]
  return parts.filter((part) => part !== null && part !== undefined && part !== '').join(' ') || key
}
