import { type Choice, type MappingDraft, put } from './mapping-draft.ts'
import type { MappedField, Mapping } from './queries.ts'

// A mapping for tests.

export const yes = { possible: true, reason: null, together: false }
export const no = { possible: false, reason: 'read-only', together: false }
export const none = {
  toCrm: { possible: false, reason: 'no CRM field', together: false },
  toErp: { possible: false, reason: 'no CRM field', together: false },
}

export const field = (key: string, more: Partial<MappedField> = {}): MappedField => ({
  key,
  label: key,
  help: null,
  type: 'text',
  access: 'normal',
  inErp: true,
  isNew: false,
  needsDirection: false,
  crmField: null,
  crmFieldMissing: false,
  suggestion: null,
  toCrm: false,
  toErp: false,
  conflictRule: 'newest',
  keepOnBlank: false,
  showInSearch: false,
  showInTab: false,
  rank: 1,
  arrows: {
    '': none,
    name: { toCrm: yes, toErp: yes },
    code: { toCrm: yes, toErp: no },
  },
  ...more,
})

export const mapping = (fields: MappedField[], more: Partial<Mapping> = {}): Mapping => ({
  actorType: 'customer',
  recordType: 'company',
  enabled: false,
  inErp: true,
  links: 0,
  version: 1,
  changed: null,
  crmFields: [],
  fields,
  ...more,
})

/** The draft with something else chosen for one field. */
export const change = (draft: MappingDraft, key: string, more: Partial<Choice>): MappingDraft => {
  const choice = draft.choices.get(key)
  if (!choice) throw new Error(`There is no field ${key}`)
  return put(draft, { ...choice, ...more })
}
