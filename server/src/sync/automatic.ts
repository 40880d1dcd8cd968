import type { ActorTypeName } from '@koppel/sdk'
import { fits } from './convert.ts'
import type { Shape } from './mapping.ts'

export type RecordType = 'company' | 'person' | 'project'

/** The record type that goes with an actor type. */
export const recordTypeOf = {
  customer: 'company',
  supplier: 'company',
  person: 'person',
  project: 'project',
} as const satisfies Record<ActorTypeName, RecordType>

const postal = {
  POSTALAD1: 'postalAddress1',
  POSTALAD2: 'postalAddress2',
  POSTALAD3: 'postalAddress3',
  POSTALZIP: 'postalZip',
  POSTALCITY: 'postalCity',
  POSTALCOUNTY: 'postalCounty',
  POSTALSTATE: 'postalState',
}

/** ERP field keys that map by themselves, in capitals, and the CRM field each goes to. */
export const knownNames: Readonly<Record<RecordType, Readonly<Record<string, string>>>> = {
  company: {
    NAME: 'name',
    NUMBER1: 'code',
    NUMBER2: 'number',
    DEPARTMENT: 'department',
    PHONE: 'phone',
    FAX: 'fax',
    EMAIL: 'email',
    URL: 'web',
    ...postal,
    STREETAD1: 'streetAddress1',
    STREETAD2: 'streetAddress2',
    STREETAD3: 'streetAddress3',
    STREETZIP: 'streetZip',
    STREETCITY: 'streetCity',
    STREETCOUNTY: 'streetCounty',
    STREETSTATE: 'streetState',
    COUNTRY: 'country',
    VATNO: 'vatNo',
  },
  person: {
    FIRSTNAME: 'firstName',
    MIDDLENAME: 'middleName',
    LASTNAME: 'lastName',
    TITLE: 'title',
    NUMBER: 'number',
    PHONE_DIRECT: 'phoneDirect',
    PHONE_PRIVATE: 'phonePrivate',
    PHONE_MOBILE: 'phoneMobile',
    PHONE_OTHER: 'phoneOther',
    EMAIL: 'email',
    POSITION: 'position',
    BIRTHDATE: 'birthDate',
    URL: 'web',
    ...postal,
    POSTALCOUNTRY: 'country',
  },
  project: { NAME: 'name', TEXT: 'text', NUMBER: 'number', URL: 'web', ENDDATE: 'endDate' },
}

/** A field by key, as one side offers it. */
export interface Offered extends Shape {
  readonly key: string
  /** In the administrator's language; used for suggestions only. */
  readonly label?: string
}

/**
 * The CRM field each of these ERP fields maps to by its known name, in any letter case. Sets no direction.
 *
 * Left out are fields whose types fit in neither direction, and known names the CRM does not have.
 */
export function automaticMapping(
  record: RecordType,
  erpFields: readonly Offered[],
  crmFields: readonly Offered[],
): ReadonlyMap<string, string> {
  const known = new Map(Object.entries(knownNames[record]))
  const crmField = new Map(crmFields.map((field) => [field.key, field]))
  const pairs = erpFields.flatMap((erp): [string, string][] => {
    const crm = crmField.get(known.get(erp.key.toUpperCase()) ?? '')
    return crm && related(erp, crm) ? [[erp.key, crm.key]] : []
  })
  return new Map(pairs)
}

/**
 * CRM fields that look like these ERP fields by label or key, to be proposed and never applied unasked.
 * A CRM field is suggested at most once.
 */
export function suggestions(
  erpFields: readonly Offered[],
  crmFields: readonly Offered[],
): ReadonlyMap<string, string> {
  const named = crmFields.map((crm) => ({ crm, names: namesOf(crm) }))
  const likely = erpFields
    .flatMap((erp) => {
      const names = namesOf(erp)
      return named.map((one) => ({ erp, crm: one.crm, likeness: likeness(names, one.names) }))
    })
    .filter(({ erp, crm, likeness }) => likeness >= 0.75 && related(erp, crm))
    .sort((a, b) => b.likeness - a.likeness)

  const found = new Map<string, string>()
  const taken = new Set<string>()
  for (const { erp, crm } of likely) {
    if (found.has(erp.key) || taken.has(crm.key)) continue
    found.set(erp.key, crm.key)
    taken.add(crm.key)
  }
  return found
}

function related(erp: Shape, crm: Shape): boolean {
  return fits(erp.type, crm.type) || fits(crm.type, erp.type)
}

type Pairs = ReadonlySet<string>

function namesOf({ key, label }: Offered): Pairs[] {
  const names = [key, label ?? ''].map(bare).filter((name) => name.length > 1)
  return names.map(letterPairs)
}

function likeness(erp: readonly Pairs[], crm: readonly Pairs[]): number {
  return Math.max(0, ...erp.flatMap((a) => crm.map((b) => dice(a, b))))
}

function bare(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

// Sørensen–Dice: the share of letter pairs two names have in common.
function dice(left: Pairs, right: Pairs): number {
  const shared = [...left].filter((pair) => right.has(pair)).length
  return (2 * shared) / (left.size + right.size)
}

function letterPairs(name: string): Pairs {
  return new Set(Array.from({ length: name.length - 1 }, (_, index) => name.slice(index, index + 2)))
}
