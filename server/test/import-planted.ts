import type { DemoErp } from '@koppel/connector-demo/erp'
import type { Fields } from '@koppel/sdk'

// Customers of the Demo ERP of which we know which are in the CRM already, and which only look like it.

export const plantedKinds = ['number', 'vatNo', 'email', 'nameAndZip', 'nearName'] as const
export type PlantedKind = (typeof plantedKinds)[number]
export const trapKinds = ['sameStreetAndPhone', 'sisterCompany', 'sharedEmail', 'otherVatSameName'] as const
export type TrapKind = (typeof trapKinds)[number]

/** One customer, and the company that is in the CRM for it: the same, or a trap that is somebody else. */
export interface Planted {
  readonly actorKey: string
  readonly kind: PlantedKind | TrapKind
  readonly same: boolean
  readonly company: Fields
}

/** Changes `each` customers for every kind; the names are such as nobody else has. */
export function plant(erp: DemoErp, keys: readonly string[], each: number): readonly Planted[] {
  const kinds = [...plantedKinds, ...trapKinds]
  return kinds.flatMap((kind, place) =>
    Array.from({ length: each }, (_, n): Planted => {
      const actorKey = keys[place * each + n] ?? ''
      const { customer, company } = pairs[kind](place * 1_000_000 + n)
      erp.edit('customer', actorKey, { ...blank, ...customer })
      return { actorKey, kind, same: (plantedKinds as readonly string[]).includes(kind), company }
    }),
  )
}

const blank: Fields = {
  ...{ NUMBER2: null, VATNO: null, EMAIL: null, PHONE: null },
  ...{
    STREETAD1: null,
    STREETZIP: null,
    STREETCITY: null,
    POSTALZIP: null,
    POSTALCITY: null,
    POSTALAD1: null,
  },
}

const pairs: Record<PlantedKind | TrapKind, (n: number) => { customer: Fields; company: Fields }> = {
  number: (n) => ({
    customer: { NAME: name(n), NUMBER2: digits(n, 8) },
    company: { name: `${name(n + 500_000)}`, number: ` ${digits(n, 8)} ` },
  }),
  vatNo: (n) => ({
    customer: { NAME: `${name(n)} B.V.`, VATNO: vat(n) },
    company: { name: name(n + 500_000), vatNo: written(vat(n), n) },
  }),
  email: (n) => ({
    customer: { NAME: name(n), EMAIL: `inkoop@${word(n)}${n}.example` },
    company: { name: name(n + 500_000), email: `Inkoop@${word(n).toUpperCase()}${n}.Example` },
  }),
  nameAndZip: (n) => ({
    customer: { NAME: `${name(n)} B.V.`, STREETZIP: zip(n), STREETCITY: 'Breda' },
    company: { name: name(n).toUpperCase(), streetZip: zip(n).replace(' ', '').toLowerCase() },
  }),
  nearName: (n) => ({
    customer: { NAME: name(n) },
    company: { name: misspelt(name(n), n) },
  }),
  sameStreetAndPhone: (n) => ({
    customer: { NAME: name(n), PHONE: '076 5200000', STREETAD1: `Haven ${n}`, STREETZIP: zip(n) },
    company: {
      name: name(n + 500_000),
      phone: '076 5200000',
      streetAddress1: `Haven ${n}`,
      streetZip: zip(n),
    },
  }),
  sisterCompany: (n) => ({
    customer: { NAME: `${word(n)}${word(n + 7)} Vastgoed`, VATNO: vat(n), STREETZIP: zip(n) },
    company: { name: `${word(n)}${word(n + 7)} Transport`, vatNo: vat(n + 300_000), streetZip: zip(n) },
  }),
  sharedEmail: (n) => ({
    customer: { NAME: name(n), VATNO: vat(n), EMAIL: `post@kantoor${n}.example` },
    company: { name: name(n + 500_000), vatNo: vat(n + 300_000), email: `post@kantoor${n}.example` },
  }),
  otherVatSameName: (n) => ({
    customer: { NAME: `${name(n)} BV`, VATNO: vat(n), STREETZIP: zip(n) },
    company: { name: `${name(n)} B.V.`, vatNo: vat(n + 300_000), streetZip: zip(n) },
  }),
}

const starts = [
  'bra',
  'kel',
  'tor',
  'vin',
  'mes',
  'dal',
  'rup',
  'hof',
  'lin',
  'zee',
  'wol',
  'gar',
  'ster',
  'pol',
  'nij',
]
const ends = [
  'dam',
  'berg',
  'huis',
  'veld',
  'stra',
  'meer',
  'kamp',
  'broek',
  'hout',
  'weg',
  'laar',
  'drecht',
  'ma',
]
const trades = [
  'Metaal',
  'Textiel',
  'Zuivel',
  'Optiek',
  'Bouw',
  'Drukwerk',
  'Advies',
  'Tuinen',
  'Audio',
  'Lakken',
  'Glas',
]

// Mixed, so that neighbours have nothing in common.
function mixed(n: number): number {
  return (Math.imul(n + 1, 2_654_435_761) ^ Math.imul(n + 7, 40_503)) >>> 0
}
function word(n: number): string {
  const m = mixed(n)
  return `${starts[m % 15] ?? ''}${ends[(m >>> 8) % 13] ?? ''}`
}
function name(n: number): string {
  const own = `${word(n)}${starts[mixed(n * 3) % 15]}${ends[mixed(n * 5) % 13]}`
  return `${own[0]?.toUpperCase()}${own.slice(1)} ${trades[mixed(n * 7) % 11]}`
}
function digits(n: number, count: number): string {
  return String(10 ** (count - 1) + (mixed(n) % (9 * 10 ** (count - 1))))
}
function vat(n: number): string {
  return `NL${String(100_000_000 + n * 11)}B01`
}
function zip(n: number): string {
  return `${1_000 + (mixed(n) % 8_999)} ${String.fromCharCode(65 + (n % 26))}${String.fromCharCode(65 + (mixed(n) % 26))}`
}
function written(number: string, n: number): string {
  const ways = [
    () => number.toLowerCase(),
    () => number.slice(2),
    () => `${number.slice(0, 2)} ${number.slice(2, 6)}.${number.slice(6, 8)}.${number.slice(8)}`,
    () => `BTW-nr ${number}`,
  ]
  return ways[n % 4]?.() ?? number
}
function misspelt(of: string, n: number): string {
  const at = 4 + (n % 4)
  return n % 2 ? of.slice(0, at) + of.slice(at + 1) : `${of.slice(0, at)}${of[at] ?? ''}${of.slice(at)}`
}
