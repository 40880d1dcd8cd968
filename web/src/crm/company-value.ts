import type { Base, Values } from './draft.ts'
import type { CrmRecord } from './queries.ts'

/** The company of a person or project stands in the draft beside the fields, under a key no field has. */
export const companyKey = '$company'

export function baseOf(record: CrmRecord): Base {
  const company = record.recordType === 'company' ? {} : { [companyKey]: record.company?.id ?? null }
  return { version: record.version, values: { ...record.fields, ...company } }
}

/** The values of a draft as the API takes them. */
export function bodyOf(values: Values) {
  const { [companyKey]: company, ...fields } = values
  return {
    fields,
    ...(company === undefined ? {} : { companyId: company === null ? null : Number(company) }),
  }
}
