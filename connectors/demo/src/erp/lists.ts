import type { ListItem } from '@koppel/sdk'

const item = (key: string, en: string, nl: string): ListItem => ({ key, label: { en, nl } })

/** The administrations of the demo company; the second starts empty. */
export const administrations: readonly ListItem[] = [
  item('main', 'Noordlicht Trading', 'Noordlicht Handel B.V.'),
  item('practice', 'Practice (empty)', 'Oefenadministratie (leeg)'),
]

export const lists: Readonly<Record<string, readonly ListItem[]>> = {
  country: [
    item('NL', 'Netherlands', 'Nederland'),
    item('BE', 'Belgium', 'België'),
    item('DE', 'Germany', 'Duitsland'),
    item('FR', 'France', 'Frankrijk'),
    item('GB', 'United Kingdom', 'Verenigd Koninkrijk'),
    item('NO', 'Norway', 'Noorwegen'),
    item('DK', 'Denmark', 'Denemarken'),
    item('SE', 'Sweden', 'Zweden'),
    item('PL', 'Poland', 'Polen'),
    item('ES', 'Spain', 'Spanje'),
  ],
  language: [
    item('nl', 'Dutch', 'Nederlands'),
    item('en', 'English', 'Engels'),
    item('de', 'German', 'Duits'),
    item('fr', 'French', 'Frans'),
    item('no', 'Norwegian', 'Noors'),
  ],
  category: [
    item('A', 'A customer', 'A-klant'),
    item('B', 'B customer', 'B-klant'),
    item('C', 'C customer', 'C-klant'),
    item('partner', 'Partner', 'Partner'),
    { ...item('old', 'Former customer (old)', 'Oud-klant (vervallen)'), inactive: true },
  ],
  business: [
    item('bouw', 'Construction', 'Bouw'),
    item('groot', 'Wholesale', 'Groothandel'),
    item('horeca', 'Hospitality', 'Horeca'),
    item('ict', 'IT services', 'ICT-diensten'),
    item('industrie', 'Industry', 'Industrie'),
    item('logistiek', 'Logistics', 'Logistiek'),
    item('zorg', 'Health care', 'Zorg'),
    item('overheid', 'Government', 'Overheid'),
  ],
  paymentTerms: [
    item('direct', 'Immediately', 'Direct'),
    item('14', '14 days', '14 dagen'),
    item('30', '30 days', '30 dagen'),
    item('60', '60 days', '60 dagen'),
  ],
  priceClass: [
    item('standard', 'Standard', 'Standaard'),
    item('silver', 'Silver', 'Zilver'),
    item('gold', 'Gold', 'Goud'),
  ],
  position: [
    item('dir', 'Managing director', 'Directeur'),
    item('fin', 'Finance manager', 'Financieel manager'),
    item('ink', 'Buyer', 'Inkoper'),
    item('ver', 'Sales manager', 'Verkoopmanager'),
    item('ict', 'IT manager', 'ICT-manager'),
    item('adm', 'Administration', 'Administratie'),
  ],
  projectStatus: [
    item('idea', 'Idea', 'Idee'),
    item('running', 'Running', 'Lopend'),
    item('hold', 'On hold', 'In de wacht'),
    item('done', 'Finished', 'Afgerond'),
  ],
}
