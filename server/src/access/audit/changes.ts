import { type Text, textIn } from '@koppel/sdk'
import { namingCrm } from '../../crm-name.ts'

// Old and new value of an audit row, as the fields that differ: for people, so by labels where we know them.

export interface Change {
  readonly field: string
  readonly old: string | null
  readonly new: string | null
}

export interface Reading {
  readonly language: 'nl' | 'en'
  /** What the CRM is called here. */
  readonly crmName: string
}

const most = 200
const longest = 300

/** What was told of both sides, field by field, where it is not the same on both. */
export function changesBetween(before: unknown, after: unknown, reading: Reading): Change[] {
  const old = leaves(before, reading)
  const now = leaves(after, reading)
  const paths = [...new Set([...old.keys(), ...now.keys()])]
  return paths
    .map((path) => ({ field: path, old: old.get(path) ?? null, new: now.get(path) ?? null }))
    .filter((change) => change.old !== change.new)
    .filter(({ field }) => !isOnlyEmpty(field, old, now) && !isOnlyEmpty(field, now, old))
    .slice(0, most)
    .map(({ field, ...values }) => ({ field, old: shortened(values.old), new: shortened(values.new) }))
}

type Leaves = ReadonlyMap<string, string>

/** A list without members, of which the other side tells the members. */
function isOnlyEmpty(path: string, side: Leaves, other: Leaves): boolean {
  const within = `${path}${between}`
  return side.get(path) === '' && !other.has(path) && [...other.keys()].some((one) => one.startsWith(within))
}

function leaves(value: unknown, reading: Reading): Leaves {
  return new Map(leavesOf(value, { path: [], typed: false }, reading))
}

type Leaf = readonly [path: string, text: string]

const between = ' › '

interface Place {
  readonly path: readonly string[]
  /** Somebody typed what stands here: it is no word of ours, even if it is written like one. */
  readonly typed: boolean
}

function leavesOf(value: unknown, place: Place, reading: Reading): Leaf[] {
  if (value === null || value === undefined) return []
  const members = membersOf(value, reading)
  if (!members) return [[place.path.join(between), textOfLeaf(value, place, reading)]]
  return members.flatMap(({ key, name, value: one }) =>
    leavesOf(one, { path: [...place.path, name], typed: place.typed || typed.has(key ?? '') }, reading),
  )
}

interface Member {
  readonly key?: string
  readonly name: string
  readonly value: unknown
}

/** What stands below, by its name; undefined for a value, and for a list of values. */
function membersOf(value: unknown, reading: Reading): Member[] | undefined {
  if (isObject(value)) {
    return Object.entries(value).map(([key, one]) => ({ key, name: labelOf(key, reading), value: one }))
  }
  if (!Array.isArray(value) || !value.some(isObject)) return undefined
  return value.map((one, index) => ({ name: nameIn(one, index, reading), value: withoutName(one) }))
}

function textOfLeaf(value: unknown, { typed }: Place, reading: Reading): string {
  const text = (one: unknown) => (typed && typeof one === 'string' ? one : shown(one, reading))
  return Array.isArray(value) ? value.map(text).join(', ') : text(value)
}

const typed: ReadonlySet<string> = new Set([
  ...([
    'name',
    'description',
    'label',
    'help',
    'email',
    'url',
    'value',
    'members',
    'order',
    'settings',
  ] as const),
])

// What tells the members of a list apart.
const names = ['key', 'erpField', 'erpItem', 'id'] as const

function nameIn(value: unknown, index: number, { language }: Reading): string {
  const name = isObject(value) && value[names.find((one) => isName(value[one])) ?? '']
  return isName(name) ? textIn(typeof name === 'number' ? String(name) : name, language) : String(index + 1)
}

function isName(value: unknown): value is Text | number {
  return ['string', 'number'].includes(typeof value) || (isObject(value) && typeof value.en === 'string')
}

function withoutName(value: unknown): unknown {
  if (!isObject(value)) return value
  const name = names.find((one) => isName(value[one]))
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))
  // A member that is only a name is there, or it is not.
  return Object.keys(rest).length === 0 ? true : rest
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shortened(text: string | null): string | null {
  return text !== null && text.length > longest ? `${text.slice(0, longest)}…` : text
}

function shown(value: unknown, reading: Reading): string {
  if (value === true) return reading.language === 'nl' ? 'ja' : 'yes'
  if (value === false) return reading.language === 'nl' ? 'nee' : 'no'
  const text = String(value)
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return `${text.slice(0, 16).replace('T', ' ')} UTC`
  return Object.hasOwn(values, text) ? named(values[text] ?? text, reading) : text
}

function labelOf(key: string, reading: Reading): string {
  return Object.hasOwn(labels, key) ? named(labels[key] ?? key, reading) : key
}

function named(text: Text, { language, crmName }: Reading): string {
  return namingCrm(textIn(text, language), crmName)
}

const labels: Readonly<Record<string, Text>> = {
  name: { nl: 'Naam', en: 'Name' },
  email: { nl: 'E-mailadres', en: 'E-mail address' },
  role: { nl: 'Rol', en: 'Role' },
  licences: { nl: 'Licenties', en: 'Licences' },
  disabled: { nl: 'Uitgeschakeld', en: 'Disabled' },
  members: { nl: 'Leden', en: 'Members' },
  actsAs: { nl: 'Handelt namens', en: 'Acts as' },
  expiresAt: { nl: 'Verloopt', en: 'Expires' },
  kind: { nl: 'Soort', en: 'Kind' },
  description: { nl: 'Omschrijving', en: 'Description' },
  url: { nl: 'Adres', en: 'Address' },
  scope: { nl: 'Reikwijdte', en: 'Scope' },
  users: { nl: 'Gebruikers', en: 'Users' },
  groups: { nl: 'Groepen', en: 'Groups' },
  canConnect: { nl: 'Mag verbinden', en: 'May connect' },
  canCreate: { nl: 'Mag maken in ERP', en: 'May create in the ERP' },
  settings: { nl: 'Configuratievelden', en: 'Configuration fields' },
  secret: { nl: 'Geheim', en: 'Secret' },
  secrets: { nl: 'Geheimen', en: 'Secrets' },
  active: { nl: 'Actief', en: 'Active' },
  enabled: { nl: 'Synchroniseert', en: 'Syncs' },
  start: { nl: 'Begint met', en: 'Begins with' },
  fields: { nl: 'Velden', en: 'Fields' },
  items: { nl: 'Items', en: 'Items' },
  actorType: { nl: 'Actor-type', en: 'Actor type' },
  actorKey: { nl: 'ERP-sleutel', en: 'ERP key' },
  crmField: { nl: '{crm}-veld', en: '{crm} field' },
  crmItem: { nl: '{crm}-item', en: '{crm} item' },
  erpList: { nl: 'ERP-lijst', en: 'ERP list' },
  crmList: { nl: '{crm}-lijst', en: '{crm} list' },
  toCrm: { nl: 'ERP → {crm}', en: 'ERP → {crm}' },
  toErp: { nl: '{crm} → ERP', en: '{crm} → ERP' },
  conflictRule: { nl: 'Bij conflict', en: 'On conflict' },
  keepOnBlank: { nl: 'Niet leegmaken', en: 'Never blank' },
  showInSearch: { nl: 'Weergeven in zoekopdracht', en: 'Show in search' },
  showInTab: { nl: 'Weergeven in ERP-tabblad', en: 'Show in ERP tab' },
  hasDefault: { nl: 'Standaardwaarde instellen', en: 'Set default value' },
  value: { nl: 'Waarde', en: 'Value' },
  askUser: { nl: 'Gebruiker om waarde vragen', en: 'Ask user for value' },
  mandatory: { nl: 'Verplicht', en: 'Mandatory' },
  running: { nl: 'Synchronisatie aan', en: 'Sync on' },
  intervalSeconds: { nl: 'Interval (seconden)', en: 'Interval (seconds)' },
  runDays: { nl: 'Uitvoeringen bewaren (dagen)', en: 'Keep runs (days)' },
  logDays: { nl: 'Veldlogboek bewaren (dagen)', en: 'Keep field log (days)' },
  callsPerMinute: { nl: 'Aanroepen per minuut', en: 'Calls a minute' },
  every: { nl: 'Hoe vaak', en: 'How often' },
  order: { nl: 'Volgorde', en: 'Order' },
  run: { nl: 'Uitvoering', en: 'Run' },
  count: { nl: 'Aantal', en: 'Count' },
  label: { nl: 'Label', en: 'Label' },
  type: { nl: 'Type', en: 'Type' },
  place: { nl: 'Plaats', en: 'Place' },
  help: { nl: 'Uitleg', en: 'Help' },
  maxLength: { nl: 'Hoogste aantal tekens', en: 'Most characters' },
  decimals: { nl: 'Cijfers achter de komma', en: 'Decimal places' },
  list: { nl: 'Lijst', en: 'List' },
  recordType: { nl: 'Kaarttype', en: 'Record type' },
  nl: { nl: 'Nederlands', en: 'Dutch' },
  en: { nl: 'Engels', en: 'English' },
}

const values: Readonly<Record<string, Text>> = {
  administrator: { nl: 'Beheerder', en: 'Administrator' },
  user: { nl: 'Gebruiker', en: 'User' },
  readOnly: { nl: 'Alleen lezen', en: 'Read only' },
  erpSync: { nl: 'ERP-synchronisatie', en: 'ERP sync' },
  quotes: { nl: 'Offertes', en: 'Quotes' },
  import: { nl: 'Importeren', en: 'Import' },
  invitation: { nl: 'uitnodiging', en: 'invitation' },
  reset: { nl: 'nieuw wachtwoord', en: 'new password' },
  everyone: { nl: 'Iedereen', en: 'Everyone' },
  selected: { nl: 'Specifieke gebruikers + groepen', en: 'Specific users + groups' },
  customer: { nl: 'Klant', en: 'Customer' },
  supplier: { nl: 'Leverancier', en: 'Supplier' },
  person: { nl: 'Persoon', en: 'Contact' },
  project: { nl: 'Project', en: 'Project' },
  company: { nl: 'Bedrijf', en: 'Company' },
  erp: { nl: 'ERP', en: 'ERP' },
  crm: { nl: '{crm}', en: '{crm}' },
  newest: { nl: 'Nieuwste wint', en: 'Newest wins' },
  ask: { nl: 'Vragen', en: 'Ask' },
  asIs: { nl: 'Alleen vanaf nu', en: 'Only from now on' },
  text: { nl: 'Tekst', en: 'Text' },
  integer: { nl: 'Geheel getal', en: 'Whole number' },
  decimal: { nl: 'Decimaal getal', en: 'Decimal number' },
  date: { nl: 'Datum', en: 'Date' },
  checkbox: { nl: 'Selectievakje', en: 'Check box' },
  list: { nl: 'Lijst', en: 'List' },
  changed: { nl: 'gewijzigd', en: 'changed' },
  off: { nl: 'Uit', en: 'Off' },
  day: { nl: 'Elke dag', en: 'Every day' },
  week: { nl: 'Elke week', en: 'Every week' },
}
