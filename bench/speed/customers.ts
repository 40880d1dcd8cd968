import type { ActorType, Field, Fields } from '@koppel/sdk'

/** A field of the bench's customers: its CRM field, and the value of the n-th customer. */
export interface Line {
  readonly key: string
  readonly crm: string
  readonly type: Field['type']
  /** Kept in `custom`. */
  readonly custom?: true
  readonly value: (n: number) => string | number | null
}

const cities = ['Utrecht', 'Rotterdam', 'Zwolle', 'Middelburg', 'Den Bosch', 'Groningen', 'Arnhem', 'Venlo']
const streets = ['Stationsweg', 'Industrieweg', 'Dorpsstraat', 'Havenkade', 'Molenlaan', 'Kerkplein']
const trades = ['Bouw', 'Techniek', 'Logistiek', 'Advies', 'Installatie', 'Groothandel', 'Transport']
const names = ['Van Dijk', 'De Boer', 'Jansen', 'Bakker', 'Visser', 'Meijer', 'Mulder', 'Bos', 'Peters']
const counties = ['Utrecht', 'Zuid-Holland', 'Overijssel', 'Zeeland', 'Noord-Brabant', 'Gelderland']

// Spread without order, and the same in every run.
const of = (all: readonly string[], n: number, turn: number) =>
  all[(Math.imul(n + turn, 2_654_435_761) >>> 7) % all.length] ?? ''

const text = (key: string, crm: string, value: Line['value']): Line => ({ key, crm, type: 'text', value })
const address = (kind: 'POSTAL' | 'STREET', crm: string, turn: number): Line[] => [
  text(`${kind}ADDR1`, `${crm}Address1`, (n) => `${of(streets, n, turn)} ${1 + (n % 240)}`),
  text(`${kind}ADDR2`, `${crm}Address2`, (n) => (n % 3 === 0 ? `Gebouw ${1 + (n % 12)}` : null)),
  text(`${kind}ZIP`, `${crm}Zip`, (n) => `${1000 + (n % 8999)} ${'ABCDEFGH'[n % 8]}${'KLMNP'[n % 5]}`),
  text(`${kind}CITY`, `${crm}City`, (n) => of(cities, n, turn)),
  text(`${kind}COUNTY`, `${crm}County`, (n) => of(counties, n, turn)),
  text(`${kind}STATE`, `${crm}State`, (n) => of(counties, n, turn + 1)),
]

/** 26 fields; a customer is 600 to 900 bytes of JSON. */
export const lines: readonly Line[] = [
  text('NUMBER', 'number', (n) => String(100_000 + n)),
  text('NAME', 'name', (n) => `${of(names, n, 1)} ${of(trades, n, 2)} ${of(cities, n, 3)} ${n} B.V.`),
  text('DEPT', 'department', (n) => of(trades, n, 4)),
  text('CODE', 'code', (n) => `K${n.toString(36).toUpperCase()}`),
  text('VATNO', 'vatNo', (n) => `NL${(800_000_000 + n * 7).toString().padStart(9, '0')}B01`),
  text('PHONE', 'phone', (n) => `+31 30 ${2_000_000 + n}`),
  text('FAX', 'fax', (n) => (n % 4 === 0 ? `+31 30 ${3_000_000 + n}` : null)),
  text('EMAIL', 'email', (n) => `info@bedrijf-${n}.example`),
  text('WEB', 'web', (n) => `https://www.bedrijf-${n}.example`),
  text('NOTE', 'note', (n) => `Levering ${n % 2 ? 'voor' : 'na'} tien uur; bellen met ${of(names, n, 5)}.`),
  ...address('POSTAL', 'postal', 6),
  ...address('STREET', 'street', 7),
  { key: 'COUNTRY', crm: 'country', type: 'list', value: (n) => (n % 5 === 0 ? 'BE' : 'NL') },
  { key: 'CREDIT', crm: 'creditLimit', type: 'decimal', custom: true, value: (n) => `${(n % 90) * 500}.5` },
  {
    key: 'SINCE',
    crm: 'customerSince',
    type: 'date',
    custom: true,
    value: (n) => `20${10 + (n % 14)}-0${1 + (n % 9)}-1${n % 9}`,
  },
  { key: 'STAFF', crm: 'staff', type: 'integer', custom: true, value: (n) => 1 + (n % 400) },
]

/** In which the bench ERP tells how many milliseconds an answer took it. */
export const tookHeader = 'x-took-ms'

/** The two fields that change in the bench, on either side. */
export const changing = ['PHONE', 'STREETADDR1'] as const

export const customerType: ActorType = {
  type: 'customer',
  // None is ever deleted.
  capabilities: { update: true, deletions: true, versions: true },
  fields: lines.map(({ key, type }) => ({
    key,
    type,
    label: key,
    ...(type === 'list' ? { list: 'country' } : {}),
  })),
}

export function customerFields(n: number): Record<string, Fields[string]> {
  return Object.fromEntries(lines.map(({ key, value }) => [key, value(n)]))
}
