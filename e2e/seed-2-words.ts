/** What the screens of seeds 2 and 3 say, in both languages: the journeys find everything by these words. */
export interface Words {
  readonly language: 'nl' | 'en'
  readonly locale: string
  readonly quoteSync: string
  readonly sync: string
  readonly connections: string
  readonly connectors: string
  readonly companies: string
  readonly add: string
  readonly edit: string
  readonly delete: string
  readonly deleted: string
  readonly restore: string
  readonly refresh: string
  readonly cancel: string
  readonly done: string
  readonly define: string
  readonly configure: string
  readonly test: string
  readonly testOk: string
  readonly testFailed: string
  readonly wrongPassword: RegExp
  readonly refusesConnection: string
  readonly retest: string
  readonly priority: string
  readonly onlyOne: RegExp
  readonly name: string
  readonly description: string
  readonly address: string
  readonly user: string
  readonly password: string
  readonly administration: string
  /** As the demo ERP calls it. */
  readonly mainAdministration: string
  readonly secretStays: RegExp
  readonly stillToFillIn: RegExp
  readonly everyone: string
  readonly selected: string
  readonly pick: string
  readonly group: string
  readonly addPerson: (name: string, detail: string) => string
  readonly connect: string
  readonly create: string
  readonly active: (name: string) => string
  readonly isActive: (name: string) => string
  readonly cannotActivate: string
  readonly noActorType: RegExp
  readonly nameMandatory: RegExp
  readonly actorTypes: readonly string[]
  readonly synchronise: string
  readonly telephone: string
  readonly customerNumber: string
  readonly mappings: string
  readonly locked: RegExp
  readonly deleteQuestion: (name: string) => string
  readonly restored: (name: string) => string
  readonly changesNotSaved: string
  readonly goOn: string
  readonly engine: string
  readonly interval: string
  readonly intervalWrong: RegExp
  readonly save: string
  readonly on: string
  readonly off: string
  readonly notInBackground: string
  readonly moveDown: string
  readonly addConnector: string
  readonly sharedSecret: string
  readonly doesNotAnswer: RegExp
  readonly isAdded: (name: string) => string
  readonly supports: (name: string) => string
  readonly editTitle: (name: string) => string
  readonly inUse: RegExp
  readonly customer: string
}

export const dutch: Words = {
  language: 'nl',
  locale: 'nl-NL',
  quoteSync: 'Offerte/Synchroniseren',
  sync: 'Synchroniseren',
  connections: 'ERP-verbindingen',
  connectors: 'Sync Connectors',
  companies: 'Bedrijven',
  add: 'Toevoegen',
  edit: 'Bewerken',
  delete: 'Verwijderen',
  deleted: 'Verwijderd',
  restore: 'Herstellen',
  refresh: 'Vernieuwen',
  cancel: 'Annuleren',
  done: 'Gereed',
  define: 'Een nieuwe ERP-verbinding definiëren',
  configure: 'ERP-verbinding configureren',
  test: 'ERP-verbinding testen',
  testOk: 'De verbinding werkt',
  testFailed: 'De verbinding werkt niet',
  wrongPassword: /gebruiker.*wachtwoord|wachtwoord.*gebruiker/i,
  refusesConnection: 'weigert de verbinding. Controleer de poort, en of het systeem daar draait.',
  retest: 'De configuratievelden zijn gewijzigd na de test. Test opnieuw.',
  priority: 'Synchronisatieprioriteit instellen',
  onlyOne: /^Er is maar één ERP-verbinding/,
  name: 'Naam',
  description: 'Omschrijving',
  address: 'Adres',
  user: 'Gebruiker',
  password: 'Wachtwoord',
  administration: 'Administratie',
  mainAdministration: 'Noordlicht Handel B.V.',
  secretStays: /Bewaarde wachtwoorden en andere geheimen gaan niet mee/,
  stillToFillIn: /Nog in te vullen of te verbeteren: .*Wachtwoord/,
  everyone: 'Iedereen',
  selected: 'Specifieke gebruikers + groepen',
  pick: 'Gebruikers en groepen selecteren',
  group: 'groep',
  addPerson: (name, detail) => `${name} ${detail} toevoegen`,
  connect: 'Verbinden',
  create: 'Maken',
  active: (name) => `Actief: ${name}`,
  isActive: (name) => `${name} is actief`,
  cannotActivate: 'De ERP-verbinding kan nog niet worden geactiveerd.',
  noActorType: /Er wordt geen actor-type gesynchroniseerd/,
  nameMandatory: /Naam is verplicht in het ERP/,
  actorTypes: ['Klant', 'Leverancier', 'Persoon', 'Project'],
  synchronise: 'Synchroniseer ERP-"Klant" met CRM-"Bedrijf"',
  telephone: 'Telefoon',
  customerNumber: 'Klantnummer',
  mappings: 'Toewijzingen',
  locked: /Deze verbinding is actief, daarom zijn de configuratievelden vergrendeld/,
  deleteQuestion: (name) => `${name} verwijderen?`,
  restored: (name) => `${name} is hersteld en niet actief`,
  changesNotSaved: 'Wijzigingen niet opgeslagen',
  goOn: 'Verder bewerken',
  engine: 'Synchronisatie',
  interval: 'Kijk elke',
  intervalWrong: /^Geef een heel aantal seconden/,
  save: 'Opslaan',
  on: 'Aan',
  off: 'Uit',
  notInBackground: 'Er wordt niets op de achtergrond gesynchroniseerd.',
  moveDown: 'Omlaag',
  addConnector: 'Een Sync Connector toevoegen',
  sharedSecret: 'Gedeeld geheim',
  doesNotAnswer: /Niet opgeslagen\. De Sync Connector op 127\.0\.0\.1:4198 antwoordt niet/,
  isAdded: (name) => `${name} is toegevoegd`,
  supports: (name) => `Wat ${name} ondersteunt`,
  editTitle: (name) => `${name} bewerken`,
  inUse: /Deze Sync Connector wordt gebruikt door: .*Verwijder eerst deze ERP-verbindingen/,
  customer: 'Klant',
}

export const english: Words = {
  language: 'en',
  locale: 'en-GB',
  quoteSync: 'Quote/Sync',
  sync: 'Sync',
  connections: 'ERP connections',
  connectors: 'Sync Connectors',
  companies: 'Companies',
  add: 'Add',
  edit: 'Edit',
  delete: 'Delete',
  deleted: 'Deleted',
  restore: 'Restore',
  refresh: 'Refresh',
  cancel: 'Cancel',
  done: 'Done',
  define: 'Define new ERP connection',
  configure: 'Configure ERP connection',
  test: 'Test ERP connection',
  testOk: 'The connection works',
  testFailed: 'The connection does not work',
  wrongPassword: /user.*password|password.*user/i,
  refusesConnection: 'refuses the connection. Check the port, and whether the system there is running.',
  retest: 'The configuration fields changed after the test. Test again.',
  priority: 'Set sync priority',
  onlyOne: /^There is only one ERP connection/,
  name: 'Name',
  description: 'Description',
  address: 'Address',
  user: 'User',
  password: 'Password',
  administration: 'Administration',
  mainAdministration: 'Noordlicht Trading',
  secretStays: /Stored passwords and other secrets do not go along/,
  stillToFillIn: /Still to fill in or correct: .*Password/,
  everyone: 'Everyone',
  selected: 'Specific users + groups',
  pick: 'Select users and groups',
  group: 'group',
  addPerson: (name, detail) => `Add ${name} ${detail}`,
  connect: 'Connect',
  create: 'Create',
  active: (name) => `Active: ${name}`,
  isActive: (name) => `${name} is active`,
  cannotActivate: 'The ERP connection cannot be activated yet.',
  noActorType: /No actor type is synchronised/,
  nameMandatory: /Name is mandatory in the ERP/,
  actorTypes: ['Customer', 'Supplier', 'Contact', 'Project'],
  synchronise: 'Sync ERP "Customer" to CRM "Company"',
  telephone: 'Telephone',
  customerNumber: 'Customer number',
  mappings: 'Mappings',
  locked: /This connection is active, so its configuration fields are locked/,
  deleteQuestion: (name) => `Delete ${name}?`,
  restored: (name) => `${name} has been restored and is not active`,
  changesNotSaved: 'Changes not saved',
  goOn: 'Go on editing',
  engine: 'Sync engine',
  interval: 'Look every',
  intervalWrong: /^Enter a whole number of seconds/,
  save: 'Save',
  on: 'On',
  off: 'Off',
  notInBackground: 'Nothing is synchronised in the background.',
  moveDown: 'Down',
  addConnector: 'Add a Sync Connector',
  sharedSecret: 'Shared secret',
  doesNotAnswer: /Not saved\. The sync connector at 127\.0\.0\.1:4198 does not answer/,
  isAdded: (name) => `${name} was added`,
  supports: (name) => `What ${name} supports`,
  editTitle: (name) => `Edit ${name}`,
  inUse: /This Sync Connector is used by: .*Delete these ERP connections first/,
  customer: 'Customer',
}
