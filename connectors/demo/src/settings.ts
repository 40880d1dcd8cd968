import type { Settings } from '@koppel/sdk'

export const settings = {
  url: {
    kind: 'text',
    label: { en: 'Address', nl: 'Adres' },
    help: {
      en: 'Where the Demo ERP runs, such as http://127.0.0.1:4010',
      nl: 'Waar het Demo ERP draait, zoals http://127.0.0.1:4010',
    },
    mandatory: true,
    default: 'http://127.0.0.1:4010',
  },
  user: { kind: 'text', label: { en: 'User', nl: 'Gebruiker' }, mandatory: true, default: 'koppel' },
  password: { kind: 'secret', label: { en: 'Password', nl: 'Wachtwoord' }, mandatory: true },
  administration: {
    kind: 'list',
    label: { en: 'Administration', nl: 'Administratie' },
    help: {
      en: 'Which company in the Demo ERP; the choices appear once address, user and password are filled in',
      nl: 'Welk bedrijf in het Demo ERP; de keuzes verschijnen als adres, gebruiker en wachtwoord zijn ingevuld',
    },
    mandatory: true,
    default: 'main',
  },
} as const satisfies Settings
