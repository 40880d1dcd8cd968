/** What the screens of seed 4 say, in both languages: the journeys find everything by these words. */
export interface Words {
  readonly locale: 'nl-NL' | 'en-GB'
  readonly lists: Readonly<Record<'company' | 'person' | 'project', string>>
  readonly edit: string
  readonly save: string
  readonly cancel: string
  readonly connectTo: string
  readonly actorTypes: Readonly<Record<'customer' | 'supplier' | 'person' | 'project', string>>
  readonly notLinked: string
  readonly connectTitle: RegExp
  readonly searchBox: string
  readonly search: string
  readonly nothingFound: (text: string) => string
  readonly advanced: string
  readonly simple: string
  readonly criterion: (number: number) => string
  readonly field: string
  readonly comparison: string
  readonly value: string
  readonly fillIn: string
  readonly criteria: Readonly<
    Record<
      'customer' | 'supplier' | 'person' | 'project',
      readonly [field: string, compared: string, value: string]
    >
  >
  readonly widen: string
  readonly connect: string
  readonly valuesTitle: RegExp
  readonly allOfErp: string
  readonly notSaved: string
  readonly inSync: string
  readonly takenMeanwhile: string
  readonly syncNow: string
  readonly nothingChanged: string
  readonly disconnect: string
  readonly nothingDeleted: string
  readonly companyFirst: string
  readonly noRight: string
  readonly noMatch: string
  readonly creditLimit: string
  readonly liveNow: string
  readonly liveBefore: string
  readonly waitingFor: (name: string) => string
  readonly stopWaiting: string
  readonly notWaited: string
  readonly retry: string
}

export const dutch: Words = {
  locale: 'nl-NL',
  lists: { company: 'Bedrijven', person: 'Personen', project: 'Projecten' },
  edit: 'Bewerken',
  save: 'Opslaan',
  cancel: 'Annuleren',
  connectTo: 'Verbinden met:',
  actorTypes: { customer: 'Klant', supplier: 'Leverancier', person: 'Persoon', project: 'Project' },
  notLinked: 'Nog niet verbonden',
  connectTitle: /^Verbinden met ERP/,
  searchBox: 'Zoeken in ERP',
  search: 'Zoeken',
  nothingFound: (text) => `Niets gevonden voor “${text}”`,
  advanced: 'Geavanceerd zoeken',
  simple: 'Eenvoudig zoeken',
  criterion: (number) => `Voorwaarde ${number}`,
  field: 'Veld',
  comparison: 'Vergelijking',
  value: 'Waarde',
  fillIn: 'Vul een waarde in of verwijder deze voorwaarde.',
  criteria: {
    customer: ['Bezoekplaats', 'is gelijk aan', 'amersfoort'],
    supplier: ['Levertijd in dagen', '≥ minstens', '0'],
    person: ['Achternaam', 'begint met', 'nør'],
    project: ['Einddatum', 'na', '31-12-2000'],
  },
  widen: 'Ook buiten dit bedrijf zoeken',
  connect: 'Verbinden',
  valuesTitle: /^Waarden kiezen/,
  allOfErp: 'Alles van ERP',
  notSaved: 'Nog niet opgeslagen',
  inSync: 'Gelijk',
  takenMeanwhile: 'Deze actor is al verbonden met Drukkerij Van Loon.',
  syncNow: 'Nu synchroniseren',
  nothingChanged: 'Alles was al gelijk: er hoefde niets te worden gewijzigd.',
  disconnect: 'Verbinding verbreken',
  nothingDeleted: 'Er wordt niets verwijderd: de kaart en de ERP-actor blijven zoals ze zijn.',
  companyFirst: 'Verbind eerst het bedrijf van deze persoon in deze ERP-verbinding.',
  noRight: 'U hebt in deze ERP-verbinding geen recht om te verbinden. Vraag een beheerder erom.',
  noMatch: 'Kan geen overeenkomst vinden in ERP',
  creditLimit: 'Kredietlimiet',
  liveNow: 'Nu in het ERP',
  liveBefore: 'Laatst in het ERP',
  waitingFor: (name) => `Wacht op antwoord van ${name} …`,
  stopWaiting: 'Niet langer wachten',
  notWaited: 'U hebt niet op het antwoord',
  retry: 'Opnieuw proberen',
}

export const english: Words = {
  locale: 'en-GB',
  lists: { company: 'Companies', person: 'Contacts', project: 'Projects' },
  edit: 'Edit',
  save: 'Save',
  cancel: 'Cancel',
  connectTo: 'Connect to:',
  actorTypes: { customer: 'Customer', supplier: 'Supplier', person: 'Contact', project: 'Project' },
  notLinked: 'Not linked yet',
  connectTitle: /^Connect to ERP/,
  searchBox: 'Search ERP',
  search: 'Search',
  nothingFound: (text) => `Nothing found for “${text}”`,
  advanced: 'Advanced search',
  simple: 'Simple search',
  criterion: (number) => `Criterion ${number}`,
  field: 'Field',
  comparison: 'Comparison',
  value: 'Value',
  fillIn: 'Fill in a value or remove this criterion.',
  criteria: {
    customer: ['Visiting city', 'equals', 'amersfoort'],
    supplier: ['Delivery time in days', '≥ at least', '0'],
    person: ['Last name', 'begins with', 'nør'],
    project: ['End date', 'after', '31/12/2000'],
  },
  widen: 'Search outside this company, too',
  connect: 'Connect',
  valuesTitle: /^Choose values/,
  allOfErp: 'All from ERP',
  notSaved: 'Not saved yet',
  inSync: 'In sync',
  takenMeanwhile: 'This actor is already linked to Drukkerij Van Loon.',
  syncNow: 'Sync now',
  nothingChanged: 'Everything was in sync already: nothing had to be changed.',
  disconnect: 'Disconnect',
  nothingDeleted: 'Nothing is deleted: the record and the ERP actor stay as they are.',
  companyFirst: 'Link the company of this person in this ERP connection first.',
  noRight: 'You have no right to connect in this ERP connection. Ask an administrator for it.',
  noMatch: "Can't find match in ERP",
  creditLimit: 'Credit limit',
  liveNow: 'In the ERP now',
  liveBefore: 'Last in the ERP',
  waitingFor: (name) => `Waiting for an answer from ${name} …`,
  stopWaiting: 'Stop waiting',
  notWaited: 'You did not wait for the answer',
  retry: 'Try again',
}
