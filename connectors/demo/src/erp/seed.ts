import type { ActorRef, ActorTypeName, Fields } from '@koppel/sdk'
import { registers } from './model.ts'
import { randomFrom } from './random.ts'
import { type Company, customers, suppliers } from './seed-companies.ts'
import { firstNames, lastNames, projects } from './seed-names.ts'
import type { Store } from './store.ts'

type Dice = () => number

const pick = <T>(dice: Dice, from: readonly T[]): T => from[Math.floor(dice() * from.length)] as T
const between = (dice: Dice, low: number, high: number) => low + Math.floor(dice() * (high - low + 1))
const digits = (dice: Dice, count: number) =>
  Array.from({ length: count }, () => between(dice, 0, 9)).join('')
const date = (dice: Dice, from: number, to: number) =>
  `${between(dice, from, to)}-${two(between(dice, 1, 12))}-${two(between(dice, 1, 28))}`
const two = (number: number) => String(number).padStart(2, '0')
const cents = (dice: Dice, most: number) => `${between(dice, 0, most)}.${two(between(dice, 0, 99))}`

const languageOf: Record<string, string> = { NL: 'nl', BE: 'nl', DE: 'de', FR: 'fr', NO: 'no' }
const dialOf: Record<string, string> = {
  NL: '31',
  BE: '32',
  DE: '49',
  FR: '33',
  GB: '44',
  NO: '47',
  DK: '45',
  SE: '46',
  PL: '48',
  ES: '34',
}

/** Fills a new file with the demo company's records; the same ones every time. */
export function seed(store: Store): void {
  const dice = randomFrom(20261121)
  store.inTransaction(() => {
    const relations: (readonly [ActorRef, Company])[] = [
      ...customers.map((one) => [put(store, 'customer', customerFields(dice, one)), one] as const),
      ...suppliers.map((one) => [put(store, 'supplier', supplierFields(dice, one)), one] as const),
    ]
    for (let n = 0; n < 60; n += 1) {
      const relation = relations[n % relations.length]
      if (relation) put(store, 'person', personFields(dice, n, relation[1]), relation[0])
    }
    for (const project of projects) put(store, 'project', projectFields(dice, project))
  })
}

/** Adds `count` made-up customers; the same ones for the same seed. */
export function generateCustomers(
  store: Store,
  administration: string,
  count: number,
  seedNumber: number,
): string[] {
  const dice = randomFrom(seedNumber)
  return store.inTransaction(() =>
    Array.from({ length: count }, (_, n) => {
      const [name, ...rest] = pick(dice, customers)
      return put(
        store,
        'customer',
        customerFields(dice, [`${name} ${n + 1}`, ...rest]),
        undefined,
        administration,
      ).key
    }),
  )
}

function put(
  store: Store,
  type: ActorTypeName,
  fields: Fields,
  parent?: ActorRef,
  administration = 'main',
): ActorRef {
  const key = store.nextKey(administration, type)
  const register = registers[type]
  const blank = Object.fromEntries(register.fields.map((field) => [field.key, null]))
  const number = register.fields.find(({ identifies }) => identifies)?.key ?? 'NUMBER'
  store.put(administration, type, {
    key,
    fields: { ...blank, ...register.initial, ...fields, [number]: key },
    parent,
    creationId: undefined,
    by: 'Demo ERP',
  })
  return { type, key }
}

function companyFields(dice: Dice, [name, city, zip, street, country, business, domain]: Company): Fields {
  const box = dice() < 0.3
  return {
    NAME: name,
    NUMBER2: digits(dice, 8),
    VATNO: `${country}${digits(dice, 9)}${country === 'NL' ? 'B01' : ''}`,
    PHONE: `+${dialOf[country]} ${between(dice, 10, 88)} ${digits(dice, 3)} ${digits(dice, 4)}`,
    FAX: dice() < 0.2 ? `+${dialOf[country]} ${between(dice, 10, 88)} ${digits(dice, 7)}` : null,
    EMAIL: `info@${domain}`,
    URL: `https://www.${domain}`,
    STREETAD1: street,
    STREETZIP: zip,
    STREETCITY: city,
    POSTALAD1: box ? `Postbus ${between(dice, 10, 900)}` : street,
    POSTALZIP: zip,
    POSTALCITY: city,
    COUNTRY: country,
    LANGUAGE: languageOf[country] ?? 'en',
    BUSINESS: business,
    PAYMENT_TERMS: pick(dice, ['14', '30', '30', '60']),
  }
}

function customerFields(dice: Dice, company: Company): Fields {
  return {
    ...companyFields(dice, company),
    CATEGORY: pick(dice, ['A', 'B', 'B', 'C', 'C', 'partner', 'old', null]),
    PRICE_CLASS: pick(dice, ['standard', 'standard', 'silver', 'gold']),
    EMPLOYEES: dice() < 0.1 ? null : between(dice, 2, 900),
    CREDIT_LIMIT: dice() < 0.1 ? null : `${between(dice, 1, 100) * 500}.00`,
    BLOCKED: dice() < 0.08,
    CUSTOMER_SINCE: date(dice, 1998, 2025),
    BALANCE: cents(dice, 9000),
    LAST_INVOICE: dice() < 0.15 ? null : `${date(dice, 2025, 2025)}T09:${two(between(dice, 0, 59))}:00Z`,
    TEXT: dice() < 0.2 ? 'Levert graag op dinsdag.\nBellen voor bezoek.' : null,
  }
}

function supplierFields(dice: Dice, company: Company): Fields {
  return {
    ...companyFields(dice, company),
    DELIVERY_DAYS: between(dice, 1, 30),
    MINIMUM_ORDER: `${between(dice, 0, 20) * 25}.00`,
    PREFERRED: dice() < 0.4,
    BALANCE: `-${cents(dice, 5000)}`,
  }
}

function personFields(dice: Dice, n: number, [, , , , country, , domain]: Company): Fields {
  const first = firstNames[(n * 7) % firstNames.length] ?? ''
  const [middle, last] = lastNames[(n * 5) % lastNames.length] ?? [null, 'Jansen']
  const mailbox = `${first}.${last}`
    .replaceAll('ø', 'o')
    .normalize('NFD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase()
  return {
    FIRSTNAME: first,
    MIDDLENAME: middle,
    LASTNAME: last,
    TITLE: dice() < 0.15 ? 'drs.' : null,
    POSITION: pick(dice, ['dir', 'fin', 'ink', 'ver', 'ict', 'adm']),
    PHONE_DIRECT: `+${dialOf[country]} ${between(dice, 10, 88)} ${digits(dice, 7)}`,
    PHONE_MOBILE: `+${dialOf[country]} 6 ${digits(dice, 8)}`,
    EMAIL: `${mailbox}@${domain}`,
    BIRTHDATE: dice() < 0.3 ? null : date(dice, 1958, 2003),
    LANGUAGE: languageOf[country] ?? 'en',
    NEWSLETTER: dice() < 0.5,
  }
}

function projectFields(dice: Dice, [name, text]: readonly [string, string]): Fields {
  const year = between(dice, 2025, 2026)
  return {
    NAME: name,
    TEXT: text,
    STATUS: pick(dice, ['idea', 'running', 'running', 'hold', 'done']),
    STARTDATE: date(dice, year, year),
    ENDDATE: date(dice, year + 1, year + 1),
    KICKOFF: `${date(dice, year, year)}T08:30:00Z`,
    HOURS: between(dice, 40, 1200),
    BUDGET: `${between(dice, 2, 120) * 1000}.00`,
    BOOKED: cents(dice, 20000),
    BILLABLE: dice() < 0.5,
  }
}
