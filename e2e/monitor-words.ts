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
}
