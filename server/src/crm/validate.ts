import type { Text, Value } from '@koppel/sdk'
import type { Kysely } from 'kysely'
import { type Fault, ProblemError } from '../problem.ts'
import type { Tables } from '../store/tables.ts'
import { canonical } from '../sync/index.ts'
import type { CrmField, CrmFieldType } from './fields.ts'
import { crmListItems } from './lists.ts'

type Given = Readonly<Record<string, Value>>

/**
 * What a person typed, in canonical form (blank is null, text NFC without blanks around it).
 * A list item that went out of use fits only where the record has it already, as `current` says.
 *
 * @throws ProblemError 422 `invalidFields` with a fault for each field that does not fit
 */
export async function fittingFields(
  db: Kysely<Tables>,
  fields: readonly CrmField[],
  given: Given,
  current: Given = {},
): Promise<Given> {
  const byKey = new Map(fields.map((field) => [field.key, field]))
  const lists = fields.flatMap(({ key, list }) => (list && given[key] ? [list] : []))
  const items = await crmListItems(db, lists)
  const faults: Fault[] = []
  const fitting: Record<string, Value> = {}
  for (const [key, raw] of Object.entries(given)) {
    const field = byKey.get(key)
    const value = typeof raw === 'string' ? raw.normalize('NFC').trim() || null : raw
    const complaint = field ? complaintAbout(field, value, { items, current: current[key] }) : unknownField
    if (complaint) faults.push({ code: complaint.code, explanation: complaint.text, at: key })
    fitting[key] = field?.type === 'decimal' ? plain(value) : value
  }
  if (faults.length > 0) throw invalidFields(faults)
  return fitting
}

/** 1.50 and 1.5 are one value. */
function plain(value: Value): Value {
  const read = canonical('decimal', value)
  return read.ok ? read.value : value
}

export function invalidFields(faults: readonly Fault[]): ProblemError {
  const text = {
    en: 'Some fields do not fit. Nothing was saved.',
    nl: 'Enkele velden kloppen niet. Er is niets opgeslagen.',
  }
  return new ProblemError(422, 'invalidFields', text, { faults })
}

interface Complaint {
  readonly code: string
  readonly text: Text
}

const unknownField: Complaint = {
  code: 'unknownField',
  text: { en: 'There is no such field.', nl: 'Dit veld bestaat niet.' },
}
const mandatory: Complaint = { code: 'mandatory', text: { en: 'Please fill this in.', nl: 'Vul dit in.' } }
const wrongItem: Complaint = {
  code: 'unknownItem',
  text: { en: 'Choose an item of the list.', nl: 'Kies een item uit de lijst.' },
}

function complaintAbout(
  field: CrmField,
  value: Value,
  { items, current }: { items: Awaited<ReturnType<typeof crmListItems>>; current: Value | undefined },
): Complaint | undefined {
  if (value === null) return field.mandatory ? mandatory : undefined
  if (field.type === 'list') {
    const item = items.get(field.list ?? '')?.find(({ key }) => key === value)
    return item && (!item.inactive || value === current) ? undefined : wrongItem
  }
  if (!isOfType[field.type](value)) return wrongType[field.type]
  return complaintAboutText(field, value) ?? complaintAboutDigits(field, value)
}

function complaintAboutDigits({ type, decimals }: CrmField, value: Value): Complaint | undefined {
  if (type !== 'decimal' || decimals === undefined) return undefined
  const digits = String(plain(value)).split('.')[1]?.length ?? 0
  if (digits <= decimals) return undefined
  return {
    code: 'tooManyDecimals',
    text: {
      en: `At most ${decimals} digits after the point; this number has ${digits}.`,
      nl: `Hoogstens ${decimals} cijfers achter de komma; dit getal heeft er ${digits}.`,
    },
  }
}

function complaintAboutText({ type, maxLength }: CrmField, value: Value): Complaint | undefined {
  if (type !== 'text' || typeof value !== 'string') return undefined
  if (value.includes('\0') || !value.isWellFormed()) {
    return {
      code: 'invalidText',
      text: {
        en: 'This text holds characters that cannot be stored.',
        nl: 'Deze tekst bevat tekens die niet opgeslagen kunnen worden.',
      },
    }
  }
  const length = [...value].length
  if (maxLength === undefined || length <= maxLength) return undefined
  return {
    code: 'tooLong',
    text: {
      en: `At most ${maxLength} characters; this text has ${length}.`,
      nl: `Hoogstens ${maxLength} tekens; deze tekst heeft er ${length}.`,
    },
  }
}

const isOfType: Record<Exclude<CrmFieldType, 'list'>, (value: Value) => boolean> = {
  text: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value) && Math.abs(Number(value)) <= 2_147_483_647,
  decimal: (value) => typeof value === 'string' && /^-?\d{1,30}(\.\d{1,15})?$/.test(value),
  checkbox: (value) => typeof value === 'boolean',
  date: (value) => canonical('date', value).ok,
  datetime: (value) => canonical('datetime', value).ok,
}

const wrongType: Record<Exclude<CrmFieldType, 'list'>, Complaint> = {
  text: { code: 'notText', text: { en: 'This is not a text.', nl: 'Dit is geen tekst.' } },
  integer: { code: 'notANumber', text: { en: 'Enter a whole number.', nl: 'Vul een geheel getal in.' } },
  decimal: { code: 'notANumber', text: { en: 'Enter a number.', nl: 'Vul een getal in.' } },
  checkbox: { code: 'notACheckbox', text: { en: 'Choose yes or no.', nl: 'Kies ja of nee.' } },
  date: { code: 'notADate', text: { en: 'Enter an existing date.', nl: 'Vul een bestaande datum in.' } },
  datetime: {
    code: 'notADate',
    text: { en: 'Enter an existing date and time.', nl: 'Vul een bestaande datum en tijd in.' },
  },
}
