import type { Text } from '@koppel/sdk'
import type { z } from '../../contract.ts'
import type { auditKind } from './contract.ts'

export type AuditKind = z.infer<typeof auditKind>

/** What each action is called, after the name of who did it. A new action adds its line (texts.test.ts finds it). */
export const actionTexts = {
  signIn: {
    signIn: { nl: 'heeft zich aangemeld', en: 'signed in' },
    signInFailed: {
      nl: 'probeerde zich aan te melden als {subject}, zonder succes',
      en: 'tried to sign in as {subject}, without success',
    },
    useRecoveryCode: { nl: 'heeft zich aangemeld met een herstelcode', en: 'signed in with a recovery code' },
    changePassword: { nl: 'heeft het eigen wachtwoord gewijzigd', en: 'changed the own password' },
    useAccessLink: {
      nl: 'heeft met een eenmalige link een wachtwoord gekozen',
      en: 'chose a password with a one-time link',
    },
    confirmTwoFactor: { nl: 'heeft aanmelden met een code aangezet', en: 'turned on sign-in with a code' },
    endTwoFactor: { nl: 'heeft aanmelden met een code uitgezet', en: 'turned off sign-in with a code' },
    renewRecoveryCodes: { nl: 'heeft nieuwe herstelcodes gemaakt', en: 'made new recovery codes' },
    endSession: { nl: 'heeft een andere eigen sessie beëindigd', en: 'ended another session of their own' },
  },
  people: {
    createUser: { nl: 'heeft gebruiker {subject} toegevoegd', en: 'added user {subject}' },
    changeUser: { nl: 'heeft gebruiker {subject} gewijzigd', en: 'changed user {subject}' },
    createAccessLink: {
      nl: 'heeft een eenmalige link gemaakt voor {subject}',
      en: 'made a one-time link for {subject}',
    },
    endSessions: { nl: 'heeft {subject} overal afgemeld', en: 'signed {subject} out everywhere' },
    resetTwoFactor: {
      nl: 'heeft aanmelden met een code uitgezet voor {subject}',
      en: 'turned off sign-in with a code for {subject}',
    },
    recoverAdministrator: {
      nl: 'heeft op de server toegang hersteld voor {subject}',
      en: 'restored access for {subject} on the server',
    },
    createGroup: { nl: 'heeft groep {subject} toegevoegd', en: 'added group {subject}' },
    renameGroup: { nl: 'heeft groep {subject} een andere naam gegeven', en: 'renamed group {subject}' },
    deleteGroup: { nl: 'heeft groep {subject} verwijderd', en: 'deleted group {subject}' },
    changeMembers: {
      nl: 'heeft de leden van groep {subject} gewijzigd',
      en: 'changed the members of group {subject}',
    },
  },
  keys: {
    createApiKey: { nl: 'heeft API-sleutel {subject} gemaakt', en: 'made API key {subject}' },
    revokeApiKey: { nl: 'heeft API-sleutel {subject} ingetrokken', en: 'revoked API key {subject}' },
  },
  connections: {
    createConnector: {
      nl: 'heeft Sync Connector {subject} toegevoegd',
      en: 'added Sync Connector {subject}',
    },
    changeConnector: {
      nl: 'heeft Sync Connector {subject} gewijzigd',
      en: 'changed Sync Connector {subject}',
    },
    deleteConnector: {
      nl: 'heeft Sync Connector {subject} verwijderd',
      en: 'deleted Sync Connector {subject}',
    },
    restoreConnector: {
      nl: 'heeft Sync Connector {subject} hersteld',
      en: 'restored Sync Connector {subject}',
    },
    createConnection: {
      nl: 'heeft ERP-verbinding {subject} gedefinieerd',
      en: 'defined ERP connection {subject}',
    },
    changeConnection: {
      nl: 'heeft ERP-verbinding {subject} geconfigureerd',
      en: 'configured ERP connection {subject}',
    },
    clearSecrets: {
      nl: 'heeft de geheimen van ERP-verbinding {subject} gewist',
      en: 'cleared the secrets of ERP connection {subject}',
    },
    deleteConnection: {
      nl: 'heeft ERP-verbinding {subject} verwijderd',
      en: 'deleted ERP connection {subject}',
    },
    restoreConnection: {
      nl: 'heeft ERP-verbinding {subject} hersteld',
      en: 'restored ERP connection {subject}',
    },
    activateConnection: {
      nl: 'heeft ERP-verbinding {subject} op Actief gezet',
      en: 'set ERP connection {subject} to Active',
    },
    deactivateConnection: {
      nl: 'heeft Actief van ERP-verbinding {subject} leeggemaakt',
      en: 'cleared Active of ERP connection {subject}',
    },
    reorderConnections: {
      nl: 'heeft de synchronisatieprioriteit gewijzigd',
      en: 'changed the sync priority',
    },
    refreshDescription: {
      nl: 'heeft de ERP-velden van {subject} opnieuw opgehaald',
      en: 'fetched the ERP fields of {subject} again',
    },
    limitCalls: {
      nl: 'heeft de grens aan aanroepen van {subject} gewijzigd',
      en: 'changed the call limit of {subject}',
    },
  },
  mappings: {
    changeMapping: {
      nl: 'heeft de toewijzingen van {subject} gewijzigd',
      en: 'changed the mappings of {subject}',
    },
    changeListMapping: {
      nl: 'heeft de lijsttoewijzing van {subject} gewijzigd',
      en: 'changed the list mapping of {subject}',
    },
    changeDefaults: {
      nl: 'heeft de standaardwaarden van {subject} gewijzigd',
      en: 'changed the defaults of {subject}',
    },
    changeRanks: { nl: 'heeft de velden van {subject} gerangschikt', en: 'ranked the fields of {subject}' },
  },
  sync: {
    changeEngine: { nl: 'heeft de synchronisatie ingesteld', en: 'set the sync engine' },
    changeRetention: { nl: 'heeft de bewaartermijn gewijzigd', en: 'changed how long history is kept' },
    restoreDatabase: {
      nl: 'heeft gemeld dat de database is teruggezet',
      en: 'told that the database was restored',
    },
    confirmSuspects: {
      nl: 'heeft geantwoord op de vraag van {subject}',
      en: 'answered the question of {subject}',
    },
    requestLongWork: { nl: 'heeft lang werk gestart voor {subject}', en: 'started long work for {subject}' },
    cancelLongWork: { nl: 'heeft {subject} afgebroken', en: 'cancelled {subject}' },
    startComparison: {
      nl: 'heeft een vergelijking gestart voor {subject}',
      en: 'started a comparison for {subject}',
    },
    repairDifferences: {
      nl: 'heeft verschillen hersteld van {subject}',
      en: 'repaired differences of {subject}',
    },
    changeComparisonSchedule: {
      nl: 'heeft ingesteld hoe vaak {subject} wordt vergeleken',
      en: 'set how often {subject} is compared',
    },
    beginImport: { nl: 'is begonnen aan {subject}', en: 'began {subject}' },
    collectImport: {
      nl: 'heeft alles wat past toegevoegd aan {subject}',
      en: 'added all that matches to {subject}',
    },
    changeImportSettings: { nl: 'heeft {subject} ingesteld', en: 'set up {subject}' },
    startImport: { nl: 'heeft {subject} gestart', en: 'started {subject}' },
    pauseImport: { nl: 'heeft {subject} onderbroken', en: 'paused {subject}' },
    cancelImport: { nl: 'heeft {subject} geannuleerd', en: 'cancelled {subject}' },
    undoImport: { nl: 'heeft {subject} ongedaan gemaakt', en: 'undid {subject}' },
    exportImport: { nl: 'heeft regels geëxporteerd van {subject}', en: 'exported rows of {subject}' },
    deleteImport: { nl: 'heeft {subject} weggegooid', en: 'threw {subject} away' },
    undoRun: { nl: 'heeft {subject} ongedaan gemaakt', en: 'undid {subject}' },
    requestPass: { nl: 'heeft {subject} nu laten synchroniseren', en: 'had {subject} synchronised now' },
  },
  records: {
    exportRecords: { nl: 'heeft een lijst geëxporteerd: {subject}', en: 'exported a list: {subject}' },
    deleteRecord: { nl: 'heeft {subject} verwijderd', en: 'deleted {subject}' },
    restoreRecord: { nl: 'heeft {subject} hersteld', en: 'restored {subject}' },
    mergeRecords: {
      nl: 'heeft een andere kaart samengevoegd met {subject}',
      en: 'merged another record into {subject}',
    },
    undoMerge: {
      nl: 'heeft het samenvoegen met {subject} ongedaan gemaakt',
      en: 'undid a merge into {subject}',
    },
    createLink: { nl: 'heeft {subject} verbonden', en: 'connected {subject}' },
    endLink: { nl: 'heeft de verbinding van {subject} verbroken', en: 'disconnected {subject}' },
    holdLink: { nl: 'heeft {subject} vastgehouden', en: 'put {subject} on hold' },
    releaseLink: { nl: 'heeft {subject} weer vrijgegeven', en: 'released {subject}' },
    undoOfLink: { nl: 'heeft waarden van {subject} teruggezet', en: 'put back values of {subject}' },
    retryParked: {
      nl: 'heeft apart gezette kaarten opnieuw laten proberen',
      en: 'had parked records tried again',
    },
    skipParked: { nl: 'heeft apart gezette kaarten laten rusten', en: 'left parked records alone' },
    retryFields: { nl: 'heeft veldfouten opnieuw laten proberen', en: 'had field errors tried again' },
    skipFields: { nl: 'heeft veldfouten laten rusten', en: 'left field errors alone' },
  },
  fields: {
    createList: { nl: 'heeft lijst {subject} toegevoegd', en: 'added list {subject}' },
    changeList: { nl: 'heeft lijst {subject} gewijzigd', en: 'changed list {subject}' },
    deleteList: { nl: 'heeft lijst {subject} verwijderd', en: 'deleted list {subject}' },
    createListItem: {
      nl: 'heeft een item toegevoegd aan lijst {subject}',
      en: 'added an item to list {subject}',
    },
    changeListItem: {
      nl: 'heeft een item van lijst {subject} gewijzigd',
      en: 'changed an item of list {subject}',
    },
    deactivateListItem: {
      nl: 'heeft een item van lijst {subject} buiten gebruik gesteld',
      en: 'put an item of list {subject} out of use',
    },
    deleteListItem: {
      nl: 'heeft een item van lijst {subject} verwijderd',
      en: 'deleted an item of list {subject}',
    },
    restoreListItem: {
      nl: 'heeft een item van lijst {subject} hersteld',
      en: 'restored an item of list {subject}',
    },
    orderListItems: {
      nl: 'heeft de items van lijst {subject} anders geordend',
      en: 'ordered the items of list {subject} differently',
    },
    createField: { nl: 'heeft veld {subject} toegevoegd', en: 'added field {subject}' },
    changeField: { nl: 'heeft veld {subject} gewijzigd', en: 'changed field {subject}' },
    deleteField: { nl: 'heeft veld {subject} verwijderd', en: 'deleted field {subject}' },
    restoreField: { nl: 'heeft veld {subject} hersteld', en: 'restored field {subject}' },
    orderFields: { nl: 'heeft de eigen velden anders geordend', en: 'ordered the own fields differently' },
  },
  other: {},
} as const satisfies Record<AuditKind, Readonly<Record<string, Text>>>

const known: ReadonlyMap<string, { readonly kind: AuditKind; readonly text: Text }> = new Map(
  Object.entries(actionTexts).flatMap(([kind, texts]) =>
    Object.entries(texts as Record<string, Text>).map(
      ([action, text]) => [action, { kind: kind as AuditKind, text }] as const,
    ),
  ),
)

/** What was done, with the subject in it by its name. */
export function textOf(action: string): { readonly kind: AuditKind; readonly text: Text } {
  return known.get(action) ?? { kind: 'other', text: `${action}: {subject}` }
}

export const isKnownAction = (action: string): boolean => known.has(action)
