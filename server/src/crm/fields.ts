import type { Field, Text } from '@koppel/sdk'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { CustomFieldTable, RecordType, Tables } from '../store/tables.ts'

export type CrmFieldType = Exclude<Field['type'], 'password'>
export type Section = 'main' | 'contact' | 'postalAddress' | 'streetAddress' | 'other' | 'custom'

/** A field of a CRM record. Standard fields are columns of the same name; user-defined ones live in `custom`. */
export interface CrmField {
  readonly key: string
  readonly label: Text
  readonly type: CrmFieldType
  readonly mandatory: boolean
  /** In code points. */
  readonly maxLength: number | undefined
  /** For `decimal`: how many digits after the point it keeps; undefined: all. */
  readonly decimals: number | undefined
  /** For `list`: the CRM list its items come from; a value is the item's id as text. */
  readonly list: string | undefined
  readonly section: Section
  readonly custom: boolean
  /** What to know when filling it in. */
  readonly help: Text | undefined
  /** Its values are kept, but nothing shows, fills in or synchronises it. */
  readonly outOfUse: boolean
}

/**
 * All fields of a record type: the standard ones, then the user-defined ones by rank.
 *
 * @param which `ever` also has those that went out of use: history still speaks of them
 */
export async function crmFields(
  db: Kysely<Tables>,
  recordType: RecordType,
  which: 'inUse' | 'ever' = 'inUse',
): Promise<readonly CrmField[]> {
  const { rows: custom } = await sql<Selectable<CustomFieldTable>>`
    /* kept */
    select * from custom_field where record_type = ${recordType} ${which === 'inUse' ? sql`and deleted_at is null` : sql``}
    order by rank, id`.execute(db)
  return [
    ...standardFields[recordType],
    ...custom.map((field) => ({
      key: field.key,
      label: field.label,
      type: field.type,
      mandatory: false,
      maxLength: field.maxLength ?? undefined,
      decimals: field.decimals ?? undefined,
      list: field.list ?? undefined,
      section: 'custom' as const,
      custom: true,
      help: field.help ?? undefined,
      outOfUse: field.deletedAt !== null,
    })),
  ]
}

/** The fields every record of this type has. */
export function standardFieldsOf(recordType: RecordType): readonly CrmField[] {
  return standardFields[recordType]
}

function text(key: string, nl: string, en: string, section: Section, maxLength = 254): CrmField {
  return {
    key,
    label: { nl, en },
    type: 'text',
    mandatory: false,
    maxLength,
    decimals: undefined,
    list: undefined,
    section,
    custom: false,
    help: undefined,
    outOfUse: false,
  }
}

function list(key: string, nl: string, en: string, from: string, section: Section): CrmField {
  return { ...text(key, nl, en, section), type: 'list', maxLength: undefined, list: from }
}

function date(key: string, nl: string, en: string, section: Section): CrmField {
  return { ...text(key, nl, en, section), type: 'date', maxLength: undefined }
}

function mandatory(field: CrmField): CrmField {
  return { ...field, mandatory: true }
}

function address(kind: 'postal' | 'street', nl: string, en: string): CrmField[] {
  const section = `${kind}Address` as const
  return [
    text(`${kind}Address1`, `${nl} regel 1`, `${en} line 1`, section),
    text(`${kind}Address2`, `${nl} regel 2`, `${en} line 2`, section),
    text(`${kind}Address3`, `${nl} regel 3`, `${en} line 3`, section),
    text(`${kind}Zip`, `${nl} postcode`, `${en} postcode`, section, 20),
    text(`${kind}City`, `${nl} plaats`, `${en} city`, section, 100),
    text(`${kind}County`, `${nl} gemeente`, `${en} county`, section, 100),
    text(`${kind}State`, `${nl} provincie`, `${en} state`, section, 100),
  ]
}

const note = text('note', 'Notitie', 'Note', 'other', 4000)

// Keys and lengths follow the columns of server/migrations; which ERP field maps to which by itself stands in sync/.
const standardFields: Record<RecordType, readonly CrmField[]> = {
  company: [
    mandatory(text('name', 'Naam', 'Name', 'main')),
    text('department', 'Afdeling', 'Department', 'main'),
    text('number', 'Nummer', 'Number', 'main', 50),
    text('code', 'Code', 'Code', 'main', 50),
    text('vatNo', 'Btw-nummer', 'VAT number', 'main', 50),
    list('category', 'Categorie', 'Category', 'companyCategory', 'main'),
    list('business', 'Branche', 'Business', 'business', 'main'),
    list('country', 'Land', 'Country', 'country', 'main'),
    list('language', 'Taal', 'Language', 'language', 'main'),
    text('phone', 'Telefoon', 'Phone', 'contact', 50),
    text('fax', 'Fax', 'Fax', 'contact', 50),
    text('email', 'E-mail', 'E-mail', 'contact'),
    text('web', 'Website', 'Website', 'contact'),
    ...address('postal', 'Postadres', 'Postal address'),
    ...address('street', 'Bezoekadres', 'Street address'),
    note,
  ],
  person: [
    text('firstName', 'Voornaam', 'First name', 'main', 100),
    text('middleName', 'Tussenvoegsel', 'Middle name', 'main', 100),
    mandatory(text('lastName', 'Achternaam', 'Last name', 'main', 100)),
    text('title', 'Titel', 'Title', 'main', 100),
    text('number', 'Nummer', 'Number', 'main', 50),
    list('position', 'Functie', 'Position', 'position', 'main'),
    date('birthDate', 'Geboortedatum', 'Date of birth', 'main'),
    text('phoneDirect', 'Telefoon direct', 'Phone direct', 'contact', 50),
    text('phoneMobile', 'Telefoon mobiel', 'Phone mobile', 'contact', 50),
    text('phonePrivate', 'Telefoon privé', 'Phone private', 'contact', 50),
    text('phoneOther', 'Telefoon overig', 'Phone other', 'contact', 50),
    text('email', 'E-mail', 'E-mail', 'contact'),
    text('web', 'Website', 'Website', 'contact'),
    list('country', 'Land', 'Country', 'country', 'postalAddress'),
    ...address('postal', 'Postadres', 'Postal address'),
    note,
  ],
  project: [
    mandatory(text('name', 'Naam', 'Name', 'main')),
    text('number', 'Nummer', 'Number', 'main', 50),
    list('status', 'Status', 'Status', 'projectStatus', 'main'),
    date('endDate', 'Einddatum', 'End date', 'main'),
    text('web', 'Website', 'Website', 'main'),
    text('text', 'Omschrijving', 'Text', 'other', 4000),
  ],
}
