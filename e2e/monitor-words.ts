/** What the screens of Bewaking say, in both languages: the journeys find everything by these words. */
export interface MonitorWords {
  readonly locale: string
  readonly conflicts: string
  readonly takeErp: string
  readonly takeCrm: string
  readonly noConflicts: string
  readonly runs: string
  readonly kind: string
  readonly pass: string
  readonly means: string
  readonly putAside: string
  readonly nothingPutAside: string
  readonly fieldErrors: string
  readonly edit: string
  readonly tryAgain: string
  readonly telephone: string
  readonly records: string
  readonly why: RegExp
  readonly close: string
  readonly log: string
  readonly contains: string
  readonly direction: string
  readonly toCrm: string
  readonly chosen: string
  readonly export: string
  readonly heads: string
  readonly run: RegExp
  readonly undo: string
  readonly undoQuestion: RegExp
  readonly undone: string
  readonly putBack: string
  readonly comparison: string
  readonly compareNow: string
  readonly deliberate: string
  readonly repair: string
  readonly repairing: string
  readonly erpForAll: string
  readonly done: string
  readonly repaired: string
  readonly longWork: string
  readonly longWorkOf: string
  readonly booksClosed: string
  readonly showValue: string
  readonly toBeWritten: string
  readonly firstAttempt: string
  readonly moreAttempts: string
  readonly moreActions: string
  readonly skip: string
  readonly skipped: string
  readonly editRecord: string
  readonly retryAll: string
  readonly backAndForth: string
  readonly email: string
  readonly resync: string
  readonly threeRecords: string
  readonly preview: string
  readonly looked: RegExp
  readonly yes: string
  readonly noneOfThree: string
  readonly threeOfThree: string
  readonly resyncOf: string
  readonly retention: string
  readonly howLong: string
  readonly undoOne: (company: string) => string
  readonly undoOneQuestion: string
  readonly backTo: (value: string) => string
  readonly oldValueBack: string
}

export const dutchMonitor: MonitorWords = {
  locale: 'nl-NL',
  conflicts: 'Conflicten',
  takeErp: 'ERP kiezen',
  takeCrm: 'CRM kiezen',
  noConflicts: 'Geen open conflicten',
  runs: 'Uitvoeringen',
  kind: 'Soort',
  pass: 'Ronde',
  means: 'Velden waarover iemand moest beslissen.',
  putAside: 'Apart gezet',
  nothingPutAside: 'Niets apart gezet',
  fieldErrors: 'Veldfouten',
  edit: 'Bewerken',
  tryAgain: 'Nu opnieuw proberen',
  telephone: 'Telefoon',
  records: 'Kaarten',
  why: /^Waarom\?/,
  close: 'Sluiten',
  log: 'Veldlogboek',
  contains: 'Waarde bevat',
  direction: 'Richting',
  toCrm: 'ERP → CRM',
  chosen: 'Door iemand gekozen',
  export: 'Exporteren (CSV)',
  heads: 'Tijd (UTC)',
  run: /^Uitvoering \d+$/,
  undo: 'Ongedaan maken',
  undoQuestion: /ongedaan maken\?$/,
  undone: 'Wat ongedaan is gemaakt',
  putBack: 'Teruggezet',
  comparison: 'Vergelijking',
  compareNow: 'Nu vergelijken',
  deliberate: 'Bewust verschillend',
  repair: 'Herstellen',
  repairing: 'Verschillen herstellen',
  erpForAll: 'Het ERP voor alles',
  done: 'Klaar',
  repaired: 'Hersteld',
  longWork: 'Langlopend werk',
  longWorkOf: 'Herstel van verschillen: Demo-administratie',
  booksClosed: 'De boeken van deze klant zijn gesloten.',
  showValue: '1 waarde tonen',
  toBeWritten: 'Wat er geschreven zou worden',
  firstAttempt: '1 poging',
  moreAttempts: '[2-9] pogingen',
  moreActions: 'Meer acties',
  skip: 'Overslaan tot een kant wijzigt',
  skipped: 'Overgeslagen tot een kant wijzigt',
  editRecord: 'Kaart bewerken',
  retryAll: 'Alles opnieuw proberen',
  backAndForth: 'Blijft heen en weer gaan',
  email: 'E-mail',
  resync: 'Opnieuw synchroniseren vanuit ERP',
  threeRecords: '3 kaarten worden opnieuw gesynchroniseerd.',
  preview: 'Voorbeeld',
  looked: /^3 kaarten bekeken\./,
  yes: 'Ja',
  noneOfThree: '0 van 3',
  threeOfThree: '3 van 3',
  resyncOf: 'Opnieuw vanuit ERP: Demo-administratie',
  retention: 'Bewaartermijn',
  howLong: 'Hoe lang de geschiedenis wordt bewaard',
  undoOne: (company) => `Telefoon van ${company} ongedaan maken`,
  undoOneQuestion: 'Telefoon ongedaan maken?',
  backTo: (value) => `Terug naar: ${value}`,
  oldValueBack: 'De oude waarde is teruggezet.',
}

export const englishMonitor: MonitorWords = {
  locale: 'en-GB',
  conflicts: 'Conflicts',
  takeErp: 'Take ERP',
  takeCrm: 'Take CRM',
  noConflicts: 'No open conflicts',
  runs: 'Runs',
  kind: 'Kind',
  pass: 'Pass',
  means: 'Fields somebody had to decide on.',
  putAside: 'Put aside',
  nothingPutAside: 'Nothing put aside',
  fieldErrors: 'Field errors',
  edit: 'Edit',
  tryAgain: 'Try again now',
  telephone: 'Phone',
  records: 'Records',
  why: /^Why\?/,
  close: 'Close',
  log: 'Field log',
  contains: 'Value contains',
  direction: 'Direction',
  toCrm: 'ERP → CRM',
  chosen: 'Chosen by somebody',
  export: 'Export (CSV)',
  heads: 'Time (UTC)',
  run: /^Run \d+$/,
  undo: 'Undo',
  undoQuestion: /^Undo run/,
  undone: 'What was undone',
  putBack: 'Put back',
  comparison: 'Comparison',
  compareNow: 'Compare now',
  deliberate: 'Deliberately different',
  repair: 'Repair',
  repairing: 'Repair differences',
  erpForAll: 'The ERP for all',
  done: 'Done',
  repaired: 'Repaired',
  longWork: 'Long work',
  longWorkOf: 'Repair: Demo-administratie',
  booksClosed: 'The books of this customer are closed.',
  showValue: 'Show 1 value',
  toBeWritten: 'What was to be written',
  firstAttempt: '1 attempt',
  moreAttempts: '[2-9] attempts',
  moreActions: 'More actions',
  skip: 'Skip until a side changes',
  skipped: 'Skipped until a side changes',
  editRecord: 'Edit the record',
  retryAll: 'Try all again',
  backAndForth: 'Keeps going back and forth',
  email: 'E-mail',
  resync: 'Resync from ERP',
  threeRecords: '3 records will be synchronised again.',
  preview: 'Preview',
  looked: /^3 records looked at\./,
  yes: 'Yes',
  noneOfThree: '0 of 3',
  threeOfThree: '3 of 3',
  resyncOf: 'Resync from ERP: Demo-administratie',
  retention: 'Retention',
  howLong: 'How long history is kept',
  undoOne: (company) => `Undo Phone of ${company}`,
  undoOneQuestion: 'Undo Phone?',
  backTo: (value) => `Back to: ${value}`,
  oldValueBack: 'The old value was put back.',
}
