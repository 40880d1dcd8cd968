import type { Fields, Setting, Settings, Text, Value } from '@koppel/sdk'
import { Decimal } from 'decimal.js'
import { type Fault, ProblemError } from '../problem.ts'
import { canonical } from '../sync/index.ts'

/** The values of a connection's settings, secrets apart from what may be shown. */
export interface SettingValues {
  readonly plain: Fields
  readonly secrets: Readonly<Record<string, string>>
}

/**
 * Reads what an administrator filled in; throws 422 `invalidSettings` with a fault for each that is wrong.
 *
 * A secret left out keeps its stored value. That holds only while no setting changed that says where or as
 * whom to sign in: else somebody without the password could have it sent to a host of their own (`secretsCleared`).
 */
export function readSettings(settings: Settings, given: Fields, stored?: SettingValues): SettingValues {
  const read = Object.entries(settings)
    .filter(([, { kind }]) => kind !== 'label' && kind !== 'secret')
    .map(([key, setting]) => ({ key, setting, ...readOne(setting, given[key]) }))
  const plain = Object.fromEntries(read.map(({ key, value }) => [key, value]))

  const secretKeys = Object.keys(settings).filter((key) => settings[key]?.kind === 'secret')
  const kept = stored && sameAccount(settings, plain, stored.plain) ? stored.secrets : {}
  const secrets = Object.fromEntries(
    secretKeys.flatMap((key) => {
      const value = blank(given[key]) ? kept[key] : String(given[key])
      return value === undefined ? [] : [[key, value]]
    }),
  )
  if (stored && secretKeys.some((key) => key in stored.secrets && !(key in secrets))) throw secretsCleared()

  const faults = [
    ...Object.keys(given).flatMap((key) =>
      Object.hasOwn(settings, key) ? [] : [fault(key, 'settingUnknown', unknown(key))],
    ),
    ...read.flatMap(({ key, setting, wrong }) =>
      wrong ? [fault(key, 'settingInvalid', both(setting.label, wrong))] : [],
    ),
    ...missing(settings, { plain, secrets }).map((key) =>
      fault(key, 'settingMissing', mandatory(settings[key]?.label ?? key)),
    ),
  ]
  if (faults.length > 0) throw new ProblemError(422, 'invalidSettings', invalidSettings, { faults })
  return { plain, secrets }
}

/** As the connector gets them: what is blank is absent. */
export function forConnector({ plain, secrets }: SettingValues) {
  return { ...filled(plain), ...secrets }
}

/** The values that are not blank. */
export function filled(values: Fields): Record<string, string | number | boolean> {
  const pairs = Object.entries(values)
  return Object.fromEntries(
    pairs.flatMap(([key, value]) => (value === null || value === '' ? [] : [[key, value]])),
  )
}

/** What is wrong with the value of a setting of this name. */
type Wrong = (name: string) => [en: string, nl: string]

function readOne(setting: Setting, given: Value | undefined): { value: Value; wrong?: Wrong | undefined } {
  const value = blank(given) ? defaultOf(setting) : given
  if (setting.kind === 'label' || setting.kind === 'secret') return { value: null }
  const read = canonical(setting.kind, value ?? null)
  if (!read.ok) return { value: null, wrong: notFitting }
  return { value: read.value, wrong: read.value === null ? undefined : outOfBounds(setting, read.value) }
}

function outOfBounds(setting: Setting, value: string | number | boolean): Wrong | undefined {
  if (setting.kind === 'text') {
    const { maxLength = Number.POSITIVE_INFINITY } = setting
    return [...String(value)].length > maxLength ? tooLong(maxLength) : undefined
  }
  if (setting.kind !== 'integer' && setting.kind !== 'decimal') return undefined
  const { min, max } = setting
  const number = new Decimal(String(value))
  if (min !== undefined && number.lt(min)) return tooSmall(min)
  return max !== undefined && number.gt(max) ? tooLarge(max) : undefined
}

/** What stands in the form before anybody typed. */
export function defaultOf(setting: Setting): Value {
  if ('default' in setting) return setting.default ?? null
  return setting.kind === 'checkbox' ? false : null
}

function missing(settings: Settings, { plain, secrets }: SettingValues): string[] {
  return Object.keys(settings).filter((key) => {
    const { kind, mandatory } = settings[key] as Setting
    if (!mandatory || kind === 'label') return false
    return kind === 'secret' ? !(key in secrets) : plain[key] === null
  })
}

/** Whether both sign in at one place as one account. Mandatory text and numbers (a port) say so, and any address. */
export function sameAccount(settings: Settings, now: Fields, before: Fields): boolean {
  return Object.entries(settings).every(([key, { kind, mandatory }]) => {
    const pair = [now[key] ?? null, before[key] ?? null] as const
    const typed = kind === 'text' || kind === 'integer'
    const decides = typed && (mandatory || pair.some((value) => String(value).includes('://')))
    return !decides || pair[0] === pair[1]
  })
}

export function sameValues(a: SettingValues, b: SettingValues): boolean {
  const [left, right] = [forConnector(a), forConnector(b)].map((values) => new Map(Object.entries(values)))
  return left?.size === right?.size && [...(left ?? [])].every(([key, value]) => right?.get(key) === value)
}

export function blank(value: Value | undefined): boolean {
  return value === undefined || value === null || value === ''
}

function fault(at: string, code: string, explanation: Text): Fault {
  return { at, code, explanation }
}

function secretsCleared(): ProblemError {
  return new ProblemError(422, 'secretsCleared', {
    en: 'The address or account changed: please enter the password and other secrets again.',
    nl: 'Het adres of account is gewijzigd: voer het wachtwoord en andere geheimen opnieuw in.',
  })
}

const invalidSettings = {
  en: 'Some configuration fields are not filled in correctly.',
  nl: 'Sommige configuratievelden zijn niet goed ingevuld.',
}

function mandatory(label: Text): Text {
  return both(label, (name) => [`Fill in ${name}.`, `Vul ${name} in.`])
}

const notFitting: Wrong = (name) => [`The value of ${name} does not fit.`, `De waarde van ${name} past niet.`]

function tooLong(most: number): Wrong {
  return (name) => [`${name} has at most ${most} characters.`, `${name} heeft hoogstens ${most} tekens.`]
}

function tooSmall(least: number | string): Wrong {
  return (name) => [`${name} is at least ${least}.`, `${name} is ten minste ${least}.`]
}

function tooLarge(most: number | string): Wrong {
  return (name) => [`${name} is at most ${most}.`, `${name} is ten hoogste ${most}.`]
}

function unknown(key: string): Text {
  return both(key, (name) => [
    `The connector has no setting ${name}.`,
    `De connector kent geen instelling ${name}.`,
  ])
}

function both(label: Text, sentence: Wrong): Text {
  const [en, nl] = typeof label === 'string' ? [label, label] : [label.en, label.nl ?? label.en]
  return { en: sentence(en)[0], nl: sentence(nl)[1] }
}
