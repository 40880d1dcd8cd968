import type { Settings, SettingsOf } from '@koppel/sdk'

export const settings = {
  url: {
    kind: 'text',
    label: { en: 'URL', nl: 'URL' },
    help: {
      en: 'Address of the Tryton server, for example https://tryton.example.com or http://localhost:8000.',
      nl: 'Adres van de Tryton-server, bijvoorbeeld https://tryton.example.com of http://localhost:8000.',
    },
    mandatory: true,
  },
  database: {
    kind: 'text',
    label: { en: 'Database', nl: 'Database' },
    help: {
      en: 'Name of the database, as on the sign-in screen of Tryton.',
      nl: 'Naam van de database, zoals op het inlogscherm van Tryton.',
    },
    mandatory: true,
  },
  user: {
    kind: 'text',
    label: { en: 'User', nl: 'Gebruiker' },
    help: {
      en: 'A Tryton user of its own for this connection, who may read and write parties and projects.',
      nl: 'Een eigen Tryton-gebruiker voor deze verbinding, die relaties en projecten mag lezen en schrijven.',
    },
    mandatory: true,
  },
  password: { kind: 'secret', label: { en: 'Password', nl: 'Wachtwoord' }, mandatory: true },
  language: {
    kind: 'list',
    label: { en: 'Language', nl: 'Taal' },
    help: {
      en: 'The language of list items and messages from Tryton.',
      nl: 'De taal van lijstitems en meldingen uit Tryton.',
    },
    default: 'en',
  },
  customerCategory: {
    kind: 'list',
    label: { en: 'Customers are parties in category', nl: 'Klanten zijn relaties in categorie' },
    help: {
      en: 'Parties with this category, or one below it, are customers; a customer created by this connection gets it. Left empty: every party is a customer.',
      nl: 'Relaties met deze categorie of een categorie daaronder zijn klanten; een klant die deze verbinding maakt, krijgt deze. Leeg: elke relatie is een klant.',
    },
  },
  supplierCategory: {
    kind: 'list',
    label: { en: 'Suppliers are parties in category', nl: 'Leveranciers zijn relaties in categorie' },
    help: {
      en: 'Parties with this category, or one below it, are suppliers; a supplier created by this connection gets it. Left empty: every party is a supplier.',
      nl: 'Relaties met deze categorie of een categorie daaronder zijn leveranciers; een leverancier die deze verbinding maakt, krijgt deze. Leeg: elke relatie is een leverancier.',
    },
  },
  personRelation: {
    kind: 'list',
    label: { en: 'Persons have the relation', nl: 'Personen hebben de relatie' },
    help: {
      en: 'The relation type from a person to the company, for example “Employee of”. Left empty: the one with such a name is used, if there is exactly one.',
      nl: 'Het relatietype van persoon naar bedrijf, bijvoorbeeld “Medewerker van”. Leeg: het type met zo’n naam wordt gebruikt, als er precies één is.',
    },
  },
} as const satisfies Settings

export type TrytonSettings = SettingsOf<typeof settings>

/** The account in the values typed so far; undefined while some of it is missing. */
export function accountIn(values: Partial<TrytonSettings>) {
  const { url, database, user, password, language } = values
  if (!url || !database || !user || !password) return undefined
  return { url, database, user, password, language: language || 'en' }
}

/** Where the choices of a list setting come from. */
export const choices: {
  readonly [setting: string]: {
    readonly model: string
    readonly order: string
    readonly archives?: boolean
    readonly key: 'id' | 'code'
  }
} = {
  language: { model: 'ir.lang', order: 'name', archives: true, key: 'code' },
  customerCategory: { model: 'party.category', order: 'name', archives: true, key: 'id' },
  supplierCategory: { model: 'party.category', order: 'name', archives: true, key: 'id' },
  personRelation: { model: 'party.relation.type', order: 'name', key: 'id' },
}
