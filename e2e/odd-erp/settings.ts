import type { ListItem, Settings } from '@koppel/sdk'

/** One setting of every kind. */
export const settings = {
  about: {
    kind: 'label',
    label: { en: 'This ERP is odd.', nl: 'Dit ERP is vreemd.' },
    help: { en: 'Nothing to fill in here.', nl: 'Hier valt niets in te vullen.' },
  },
  address: {
    kind: 'text',
    label: { en: 'Address', nl: 'Adres' },
    help: { en: 'Where the ERP runs', nl: 'Waar het ERP draait' },
    mandatory: true,
    default: 'erp.voorbeeld.example',
    maxLength: 30,
  },
  port: { kind: 'integer', label: { en: 'Port', nl: 'Poort' }, default: 8069, min: 1, max: 65_535 },
  factor: {
    kind: 'decimal',
    label: { en: 'Factor', nl: 'Factor' },
    default: '1.50',
    min: '0.01',
    max: '99.99',
  },
  since: { kind: 'date', label: { en: 'From', nl: 'Vanaf' } },
  sandbox: { kind: 'checkbox', label: { en: 'Try-out', nl: 'Proefomgeving' }, default: true },
  country: {
    kind: 'list',
    label: { en: 'Country', nl: 'Land' },
    default: 'nl',
    items: [
      { key: 'nl', label: { en: 'Netherlands', nl: 'Nederland' } },
      { key: 'be', label: { en: 'Belgium', nl: 'België' } },
    ],
  },
  password: { kind: 'secret', label: { en: 'Password', nl: 'Wachtwoord' }, mandatory: true },
  company: {
    kind: 'list',
    label: { en: 'Administration', nl: 'Administratie' },
    help: { en: 'Depends on the country', nl: 'Hangt af van het land' },
    mandatory: true,
  },
} as const satisfies Settings

/** Depends on two of the other settings. */
export function companiesOf(country: string | undefined, password: string | undefined): ListItem[] {
  if (password !== 'open') return []
  return country === 'be'
    ? [{ key: 'gent', label: 'Gent' }]
    : [
        { key: 'delft', label: 'Delft' },
        { key: 'zwolle', label: 'Zwolle' },
      ]
}
