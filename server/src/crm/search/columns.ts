import type { Text } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { RecordType } from '../../store/tables.ts'
import type { CrmField, CrmFieldType } from '../fields.ts'

/** What stands in a column of a list, can be filtered by, and goes into an export. */
export interface ListColumn {
  readonly key: string
  readonly label: Text
  readonly type: CrmFieldType | 'company' | 'link'
  /** For `list`: the CRM list of its items. */
  readonly list: string | undefined
  /** Shown when nobody chose otherwise. */
  readonly preset: boolean
  /** SQL of its value for a row `t`; undefined: it does not stand in the row. */
  readonly value: RawBuilder<unknown> | undefined
  /** Whether the value is a part of `custom`, so JSON. */
  readonly custom: boolean
  /** Whether `search` holds it, so that an index knows where its texts are. */
  readonly searched: boolean
}

/** The columns a list of this type can have, in the order they are offered. */
export function listColumns(recordType: RecordType, fields: readonly CrmField[]): readonly ListColumn[] {
  const preset = presets[recordType]
  // The name is the title, which every list has.
  const own = fields.filter(({ key }) => key !== 'name').map((field) => ofField(recordType, field, preset))
  const company = recordType === 'company' ? [] : [companyColumn]
  return [...company, ...own, ...(extra[recordType] ?? []), ...always]
}

function ofField(recordType: RecordType, field: CrmField, preset: readonly string[]): ListColumn {
  const { key, label, type, list, custom } = field
  return {
    key,
    label,
    type,
    list,
    preset: preset.includes(key),
    value: custom ? sql`t.custom -> ${sql.lit(key)}` : sql.ref(`t.${key}`),
    custom,
    searched: !custom && searched[recordType].includes(key),
  }
}

const presets: Record<RecordType, readonly string[]> = {
  company: ['number', 'category', 'phone'],
  person: ['position', 'email'],
  project: ['number', 'status', 'endDate'],
}

// As the generated column `search` of each table is made.
const searched: Record<RecordType, readonly string[]> = {
  company: ['name', 'department', 'code', 'number', 'vatNo', 'email', 'phone', 'postalCity', 'streetCity'],
  person: [
    'firstName',
    'middleName',
    'lastName',
    'number',
    'email',
    'phoneDirect',
    'phoneMobile',
    'postalCity',
  ],
  project: ['name', 'number', 'web'],
}

function made(key: string, label: Text, more: Partial<ListColumn>): ListColumn {
  return {
    key,
    label,
    type: 'text',
    list: undefined,
    preset: true,
    value: undefined,
    custom: false,
    searched: false,
    ...more,
  }
}

const companyColumn = made('company', { nl: 'Bedrijf', en: 'Company' }, { type: 'company' })

const extra: Partial<Record<RecordType, readonly ListColumn[]>> = {
  company: [
    made(
      'city',
      { nl: 'Plaats', en: 'City' },
      { value: sql`coalesce(t.postal_city, t.street_city)`, searched: true },
    ),
  ],
  person: [
    made(
      'phone',
      { nl: 'Telefoon', en: 'Phone' },
      { value: sql`coalesce(t.phone_direct, t.phone_mobile)`, searched: true },
    ),
  ],
}

const always: readonly ListColumn[] = [
  made('link', { nl: 'ERP', en: 'ERP' }, { type: 'link' }),
  made(
    'createdAt',
    { nl: 'Toegevoegd', en: 'Added' },
    { type: 'datetime', preset: false, value: sql`t.created_at` },
  ),
  made('updatedAt', { nl: 'Gewijzigd', en: 'Changed' }, { type: 'datetime', value: sql`t.updated_at` }),
]
