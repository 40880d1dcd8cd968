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
    .slice(0, most)
}

function leaves(value: unknown, reading: Reading): ReadonlyMap<string, string> {
  return new Map(leavesOf(value, [], reading))
}

type Leaf = readonly [path: string, text: string]

function leavesOf(value: unknown, path: readonly string[], reading: Reading): Leaf[] {
  if (value === null || value === undefined) return []
  return (
    membersOf(value, reading)?.flatMap(([name, one]) => leavesOf(one, [...path, name], reading)) ?? [
      [path.join(' › '), shortened(textOfLeaf(value, reading))],
    ]
  )
}

/** What stands below, by its name; undefined for a value, and for a list of values. */
function membersOf(value: unknown, reading: Reading): [name: string, value: unknown][] | undefined {
  if (isObject(value)) return Object.entries(value).map(([key, one]) => [labelOf(key, reading), one])
  if (!Array.isArray(value) || !value.some(isObject)) return undefined
  return value.map((one, index) => [nameIn(one, index), withoutName(one)])
}

function textOfLeaf(value: unknown, reading: Reading): string {
  return Array.isArray(value) ? value.map((one) => shown(one, reading)).join(', ') : shown(value, reading)
}

// What tells the members of a list apart.
const names = ['key', 'erpField', 'erpItem', 'id'] as const

function nameIn(value: unknown, index: number): string {
  const name = names.find((one) => isObject(value) && ['string', 'number'].includes(typeof value[one]))
  return isObject(value) && name ? String(value[name]) : String(index + 1)
}

function withoutName(value: unknown): unknown {
  if (!isObject(value)) return value
  const name = names.find((one) => ['string', 'number'].includes(typeof value[one]))
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))
  // A member that is only a name is there, or it is not.
  return Object.keys(rest).length === 0 ? true : rest
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text
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
  canCreate: { nl: 'Mag maken in ERP', en: 'May create in the ERP' },
  settings: { nl: 'Configuratievelden', en: 'Configuration fields' },
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
}
