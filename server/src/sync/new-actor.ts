import type { Fields, Value } from '@koppel/sdk'
import { canonicalPair } from './base.ts'
import { convert } from './convert.ts'
import type { Base, MappedField, Shape, Start, Starts } from './mapping.ts'
import { own } from './own.ts'
import { alike } from './same-actor.ts'
import { accepted, canonical, type Read, rounded, type ValueError } from './value.ts'

// What a new actor in the ERP gets: the values of the record, what the administrator set for new actors
// (Standaardwaarden), and what somebody filled in.

/** One field a new actor can have, with what is set for it. */
export interface NewActorField {
  readonly key: string
  readonly shape: Shape
  /** For a list: the items that may be chosen. */
  readonly items?: ReadonlySet<string>
  /** Filled in where the record has nothing; may be blank. */
  readonly preset?: { readonly value: Value }
  /** Whoever makes the actor is asked, with the preset to begin with. */
  readonly ask: boolean
  /** A new actor is not made without it: the ERP or the administrator says so. */
  readonly mandatory: boolean
}

export interface NewActor {
  /** In the order they are filled in. Read-only fields are not among them. */
  readonly fields: readonly NewActorField[]
  readonly mapped: readonly MappedField[]
  /** The CRM values. */
  readonly record: Fields
  /** What somebody filled in, by ERP field. */
  readonly given: Fields
  /** ERP fields of which the record's value does not fit, to be made without it. */
  readonly without: readonly string[]
}

export type NewActorError = ValueError | { readonly kind: 'unknownItem'; readonly item: string }

/** Where a value of a new actor comes from. `leftOut`: the record's value does not fit and stays behind. */
export type NewActorSource = 'record' | 'preset' | 'given' | 'leftOut' | 'nothing'

export interface NewActorValue {
  readonly erpField: string
  readonly from: NewActorSource
  /** What the ERP is told; blank is not sent. */
  readonly value: Value
  /** What the record has, for a mapped field. */
  readonly crm: Value
  readonly crmField: string | null
  /** Whoever makes the actor may fill it in. */
  readonly open: boolean
  readonly mandatory: boolean
  readonly error: NewActorError | null
}

/** The value of each field, or why it cannot be had. */
export function valuesOfNewActor({ fields, mapped, record, given, without }: NewActor): NewActorValue[] {
  const fieldOf = new Map(mapped.map((field) => [field.erpField, field]))
  return fields.map((field) => {
    const source = fieldOf.get(field.key)
    const crm = source ? crmValue(source, record) : null
    const at = { erpField: field.key, crm, crmField: source?.crmField ?? null, mandatory: field.mandatory }
    if (source && crm !== null) return { ...at, ...fromRecord(field, source, crm, without), open: false }
    const open = field.ask || (field.mandatory && blank(field.preset?.value))
    return { ...at, ...filledIn(field, given, open), open }
  })
}

/** What is sent; only of use if no value has an error. */
export function sentFields(values: readonly NewActorValue[]): Fields {
  return Object.fromEntries(
    values.flatMap(({ erpField, value }) => (value === null ? [] : [[erpField, value]])),
  )
}

/** A value that a person may fill in, in canonical form. */
export function readPreset(shape: Shape, value: Value, items?: ReadonlySet<string>): Read | NewActorRefusal {
  const read = canonical(shape.type, typeof value === 'string' ? value.trim() : value)
  if (!read.ok || read.value === null) return read
  if (items && !items.has(String(read.value)))
    return { ok: false, error: { kind: 'unknownItem', item: String(read.value) } }
  if (shape.type === 'text' || shape.type === 'password') return short(shape, String(read.value))
  if (shape.type === 'decimal' && shape.decimals !== undefined)
    return accepted(rounded(String(read.value), shape.decimals))
  return read
}

interface NewActorRefusal {
  readonly ok: false
  readonly error: NewActorError
}

type Filled = Pick<NewActorValue, 'from' | 'value' | 'error'>

function crmValue(field: MappedField, record: Fields): Value {
  const read = canonical(field.crm.type, own(record, field.crmField) ?? null)
  return read.ok ? read.value : (own(record, field.crmField) ?? null)
}

function fromRecord(
  { key, mandatory }: NewActorField,
  source: MappedField,
  crm: Value,
  without: readonly string[],
): Filled {
  const read = convert(source, 'erp', crm)
  if (read.ok) return { from: 'record', value: read.value, error: null }
  if (!mandatory && without.includes(key)) return { from: 'leftOut', value: null, error: null }
  return { from: 'record', value: null, error: read.error }
}

function filledIn(field: NewActorField, given: Fields, open: boolean): Filled {
  const typed = open ? own(given, field.key) : undefined
  const from = typed !== undefined ? 'given' : blank(field.preset?.value) ? 'nothing' : 'preset'
  const read = readPreset(
    field.shape,
    typed ?? (typed === undefined ? field.preset?.value : null) ?? null,
    field.items,
  )
  if (!read.ok) return { from, value: null, error: read.error }
  if (read.value === null && field.mandatory) return { from, value: null, error: { kind: 'mandatory' } }
  return { from, value: read.value, error: null }
}

function blank(value: Value | undefined): boolean {
  return value === undefined || value === null || value === ''
}

function short({ maxLength }: Shape, text: string): Read {
  const { length } = Array.from(text)
  if (maxLength === undefined || length <= maxLength) return accepted(text)
  return { ok: false, error: { kind: 'tooLong', length, limit: maxLength } }
}

/** What was told to the ERP when the actor was made, by ERP field; stored before the call. */
export type Told = Readonly<Record<string, Pick<NewActorValue, 'from' | 'value' | 'crm' | 'crmField'>>>

/** What the values of a new actor mean for its link; fields the ERP fills in itself are among them. */
export function toldOf(
  values: readonly NewActorValue[],
  mapped: readonly MappedField[],
  record: Fields,
): Told {
  const own = mapped.map((field) => {
    const crm = crmValue(field, record)
    return [field.erpField, { from: 'nothing', value: null, crm, crmField: field.crmField }] as const
  })
  const said = values.map(
    ({ erpField, from, value, crm, crmField }) => [erpField, { from, value, crm, crmField }] as const,
  )
  return Object.fromEntries([...own, ...said])
}

/**
 * What the ERP made of a value it was told when an actor was made.
 *
 * @param answered whether it is the answer to the call itself; what was found later may have been edited since, and is
 *   only taken for what the ERP made if it is alike
 */
export function madeOf(shape: Shape, told: Value, back: Value | undefined, answered: boolean): Value {
  if (back === undefined) return told
  return answered || alike(shape, told, back) ? back : told
}

/**
 * The base and start rules of the link between a record and the actor that was just made from it.
 *
 * What came back is the ERP's half, what the record had is the CRM's: so nothing travels because of the making
 * itself, and whatever was edited on either side since the record was read counts as an edit. What the ERP or the
 * administrator filled in counts as the ERP's: it comes to the CRM where the field goes that way; nothing the record
 * has is emptied.
 *
 * @param mapped as they are now: a field that was mapped otherwise when the actor was made begins by its rule
 * @param answered see {@link madeOf}
 */
export function beginningOf(
  mapped: readonly MappedField[],
  told: Told,
  returned: Fields,
  answered: boolean,
): { readonly base: Base; readonly start: Starts } {
  const base: Record<string, Base[string]> = {}
  const start: Record<string, Start> = {}
  for (const field of mapped) {
    const { erpField } = field
    const said = Object.hasOwn(told, erpField) ? told[erpField] : undefined
    const same = said?.crmField === field.crmField ? said : undefined
    const back = own(returned, erpField) ?? (Object.hasOwn(returned, erpField) ? null : undefined)
    const begins = beginOne(field, same, back, answered)
    if (typeof begins === 'string') start[erpField] = begins
    else if (begins) base[erpField] = canonicalPair(field, begins)
  }
  return { base, start }
}

function beginOne(
  { direction, erp }: MappedField,
  said: Told[string] | undefined,
  back: Value | undefined,
  answered: boolean,
): Base[string] | Start | undefined {
  if (!said) return undefined
  if (said.from === 'record') return [madeOf(erp, said.value, back, answered), said.crm]
  if (back === undefined) return undefined
  // The record has a value the ERP cannot take: it is sent as soon as it fits.
  if (said.from === 'leftOut') return direction === 'toCrm' || erp.readOnly ? [back, said.crm] : 'crm'
  return [direction === 'toErp' ? back : null, said.crm]
}
