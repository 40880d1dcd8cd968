import type {
  ActorRef,
  ActorTypeName,
  Capabilities,
  Field,
  Fields,
  Text,
  Value,
  WireAbout,
} from '@koppel/sdk'
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

// The tables of server/migrations as Kysely sees them: camelCase, bigint as number, times as ISO text (UTC, microseconds).
// JSON columns are read as values and written with JSON.stringify.

export type Role = 'administrator' | 'user' | 'readOnly'
export type RecordType = 'company' | 'person' | 'project'
export type ConflictRule = 'newest' | 'erp' | 'crm' | 'ask'
export type SyncDirection = 'toCrm' | 'toErp'

/** Why something failed: a stable code, a sentence for the person at the screen, detail for the operator. */
export interface Problem {
  readonly code: string
  readonly explanation: Text
  readonly detail?: string
}

/** How a field of a link without a base begins: `Starts` of sync/, which says what each means. */
export type StoredStart =
  | 'erp'
  | 'crm'
  | 'ask'
  | 'asIs'
  | { readonly repair: 'erp' | 'crm'; readonly run: number }
  | { readonly putBack: Value; readonly from: readonly [erp: Value, crm: Value]; readonly run: number }

/** One field of an `erp_write`: what is sent, the CRM value it stands for, what the ERP had, what decided it. */
export interface PlannedErpValue {
  readonly value: Value
  readonly crm: Value
  readonly old: Value
  readonly rule: string
  /** The run that asked for it, if one did. */
  readonly run?: number
}

/** A JSON column that may hold any value, also null. */
type Json<T> = ColumnType<T | null, string | null, string | null>

export interface AccessLinkTable {
  id: GeneratedAlways<number>
  userId: string
  kind: 'invitation' | 'reset'
  tokenHash: string
  createdBy: string | null
  createdAt: Generated<string>
  expiresAt: string
}

export interface ActorTypeTable {
  connectionId: number
  type: ActorTypeName
  capabilities: ColumnType<Capabilities, string, string>
  enabled: Generated<boolean>
  inErp: Generated<boolean>
  version: Generated<number>
  cursor: string | null
  changedAt: string | null
  changedBy: string | null
}

export interface ApiKeyTable {
  id: GeneratedAlways<number>
  name: string
  userId: string
  role: Role
  keyHash: string
  hint: string
  createdBy: string | null
  createdAt: Generated<string>
  expiresAt: string | null
  lastUsedAt: string | null
  revokedAt: string | null
}

export interface AppUserTable {
  id: Generated<string>
  name: string
  email: string
  emailVerified: Generated<boolean>
  image: string | null
  role: Generated<Role>
  licences: Generated<string[]>
  language: 'nl' | 'en' | null
  disabledAt: string | null
  createdAt: Generated<string>
  updatedAt: Generated<string>
  lastSeenAt: Generated<string | null>
}

export interface AuditTable {
  id: GeneratedAlways<number>
  at: Generated<string>
  userId: string | null
  apiKeyId: number | null
  action: string
  subject: string
  oldValue: Json<unknown>
  newValue: Json<unknown>
}

export interface CompanyTable {
  id: GeneratedAlways<number>
  name: string
  department: string | null
  code: string | null
  number: string | null
  vatNo: string | null
  phone: string | null
  fax: string | null
  email: string | null
  web: string | null
  category: number | null
  business: number | null
  country: number | null
  language: number | null
  note: string | null
  postalAddress1: string | null
  postalAddress2: string | null
  postalAddress3: string | null
  postalZip: string | null
  postalCity: string | null
  postalCounty: string | null
  postalState: string | null
  streetAddress1: string | null
  streetAddress2: string | null
  streetAddress3: string | null
  streetZip: string | null
  streetCity: string | null
  streetCounty: string | null
  streetState: string | null
  custom: ColumnType<Readonly<Record<string, Value>>, string | undefined, string>
  version: Generated<number>
  createdAt: Generated<string>
  createdBy: string | null
  updatedAt: Generated<string>
  updatedBy: string | null
  deletedAt: string | null
  search: GeneratedAlways<string | null>
  sortName: GeneratedAlways<string>
}

export interface ConflictTable {
  id: GeneratedAlways<number>
  linkId: number
  erpField: string
  crmField: string
  baseErp: Json<Value>
  baseCrm: Json<Value>
  erpValue: Json<Value>
  crmValue: Json<Value>
  reason: Generated<string>
  runId: number | null
  openedAt: Generated<string>
  resolvedAt: string | null
  resolvedBy: string | null
  resolution: 'erp' | 'crm' | 'agreed' | null
}

export interface ConnectionTable {
  id: GeneratedAlways<number>
  guid: Generated<string>
  connectorId: number
  name: string
  description: Generated<string>
  settings: ColumnType<Fields, string | undefined, string>
  secrets: ColumnType<Readonly<Record<string, string>>, string | undefined, string>
  settingTexts: ColumnType<Readonly<Record<string, Text>>, string | undefined, string>
  scope: Generated<'everyone' | 'selected'>
  priority: Generated<number>
  active: Generated<boolean>
  mappingVersion: Generated<number>
  state: Generated<'ok' | 'retrying' | 'stopped'>
  stateReason: Json<Problem>
  stateSince: Generated<string>
  attempts: Generated<number>
  nextTryAt: string | null
  lastSyncedAt: string | null
  fence: Generated<number>
  leasedBy: string | null
  leasedUntil: string | null
  version: Generated<number>
  createdAt: Generated<string>
  updatedAt: Generated<string>
  updatedBy: string | null
  deletedAt: string | null
}

export interface ConnectionAccessTable {
  connectionId: number
  userId: string | null
  groupId: number | null
  canConnect: Generated<boolean>
  canCreate: Generated<boolean>
}

export interface ConnectorTable {
  id: GeneratedAlways<number>
  guid: Generated<string>
  name: string
  url: string
  about: Json<RemoteAbout>
  secret: string | null
  problem: Json<Problem>
  askedAt: string | null
  version: Generated<number>
  updatedAt: Generated<string>
  updatedBy: string | null
  deletedAt: string | null
}

/** What a remote connector said of itself, without what it does. */
export type RemoteAbout = Omit<WireAbout, 'contract'>

export interface CreateIntentTable {
  id: Generated<string>
  connectionId: number
  actorType: ActorTypeName
  recordType: RecordType
  recordId: number
  fields: ColumnType<Fields, string, string>
  parent: Json<ActorRef>
  state: Generated<'planned' | 'sent' | 'confirmed' | 'refused' | 'unknown' | 'cancelled'>
  told: ColumnType<CreateTold, string, string>
  given: ColumnType<CreateGiven, string, string>
  fingerprint: Generated<string>
  mappingVersion: Generated<number>
  actorKey: string | null
  actorTitle: string | null
  linkId: number | null
  runId: number | null
  problem: Json<CreateProblem>
  attempts: Generated<number>
  looks: Generated<number>
  sentAt: string | null
  nextTryAt: string | null
  known: Json<CreateKnown>
  candidates: Json<readonly CreateCandidate[]>
  decided: Json<{ readonly by: string; readonly what: string }>
  fence: Generated<number>
  claimedUntil: string | null
  finishedAt: string | null
  createdAt: Generated<string>
  createdBy: string | null
}

/** Per ERP field of a new actor: where its value came from, what the ERP is told, and what the record has. */
export type CreateTold = Readonly<
  Record<
    string,
    {
      readonly from: 'record' | 'preset' | 'given' | 'leftOut' | 'nothing'
      readonly value: Value
      readonly crm: Value
      readonly crmField: string | null
    }
  >
>

/** What somebody filled in for a new actor, and the fields it is made without. */
export interface CreateGiven {
  readonly values: Fields
  readonly without: readonly string[]
}

/** Why a new actor was not made, was not linked, or is not known to be there; `field` is a key of the ERP. */
export type CreateProblem = Problem & { readonly field?: string }

/** Actors that looked the same before the call was made. */
export interface CreateKnown {
  readonly keys: readonly string[]
  /** False: there were too many to look at all. */
  readonly complete: boolean
}

/** An actor that may be the one whose answer was lost. */
export interface CreateCandidate {
  readonly key: string
  readonly title: string
  readonly fields: Fields
  readonly same: boolean
}

export interface CrmChangeTable {
  linkId: number
  connectionId: number
  seq: Generated<number>
  changedAt: Generated<string>
}

export interface CrmEditTable {
  id: GeneratedAlways<number>
  at: Generated<string>
  recordType: RecordType
  recordId: number
  editedBy: string | null
  changes: ColumnType<Readonly<Record<string, readonly [before: unknown, after: unknown]>>, string, string>
  apiKeyId: number | null
  beside: Generated<boolean>
}

export interface CrmListTable {
  key: string
  name: ColumnType<Text, string, string>
}

export interface CrmListItemTable {
  id: GeneratedAlways<number>
  list: string
  name: ColumnType<Text, string, string>
  rank: Generated<number>
  deletedAt: string | null
}

export interface CustomFieldTable {
  id: GeneratedAlways<number>
  recordType: RecordType
  key: string
  label: ColumnType<Text, string, string>
  help: ColumnType<Text | null, string | null | undefined, string | null>
  type: 'text' | 'integer' | 'decimal' | 'checkbox' | 'list' | 'date'
  maxLength: number | null
  decimals: number | null
  list: string | null
  rank: Generated<number>
  version: Generated<number>
  deletedAt: string | null
}

export interface EngineTable {
  onlyRow: Generated<boolean>
  running: Generated<boolean>
  intervalSeconds: Generated<number>
  runDays: Generated<number>
  logDays: Generated<number>
  historyFrom: Generated<string>
  installation: Generated<string>
  standsOn: Json<unknown>
}

export interface ErpFieldTable {
  connectionId: number
  actorType: ActorTypeName
  key: string
  label: ColumnType<Text, string, string>
  help: Json<Text>
  type: Field['type']
  access: Generated<'normal' | 'mandatory' | 'readOnly'>
  identifies: Generated<boolean>
  maxLength: number | null
  decimals: number | null
  list: string | null
  searchable: Generated<boolean>
  position: number
  inErp: Generated<boolean>
  isNew: Generated<boolean>
  crmField: string | null
  toCrm: Generated<boolean>
  toErp: Generated<boolean>
  conflictRule: Generated<ConflictRule>
  keepOnBlank: Generated<boolean>
  showInSearch: Generated<boolean>
  showInTab: Generated<boolean>
  rank: number
  hasDefault: Generated<boolean>
  defaultValue: Json<Value>
  askUser: Generated<boolean>
  mandatory: Generated<boolean>
}

export interface ErpListItemTable {
  connectionId: number
  list: string
  key: string
  label: ColumnType<Text, string, string>
  position: number
  inErp: Generated<boolean>
  isNew: Generated<boolean>
}

export interface ErpWriteTable {
  linkId: number
  connectionId: number
  actorType: ActorTypeName
  fields: ColumnType<Readonly<Record<string, PlannedErpValue>>, string, string>
  version: string | null
  mappingVersion: number
  runId: number | null
  attempts: Generated<number>
  nextTryAt: string | null
  sentAt: string | null
  plannedAt: Generated<string>
}

export interface FieldErrorTable {
  linkId: number
  erpField: string
  crmField: string
  direction: SyncDirection
  code: string
  detail: ColumnType<Readonly<Record<string, unknown>>, string | undefined, string>
  attempts: Generated<number>
  nextTryAt: string | null
  at: Generated<string>
}

export interface ImportTable {
  id: GeneratedAlways<number>
  connectionId: number
  actorType: ActorTypeName
  state: Generated<'open' | 'started' | 'paused' | 'cancelled' | 'done' | 'undone'>
  settings: ColumnType<ImportSettings, string, string>
  createdBy: string
  createdAt: Generated<string>
  createdSelection: number | null
  updatedSelection: number | null
  readUntil: Json<ImportReadUntil>
}

/** Up to where the feed of the ERP was read for the rows that one run collected, and with which settings of the connection. */
export interface ImportReadUntil {
  readonly run: number
  readonly cursor: string
  readonly settings: string | null
}

/** How an import matches records, and what becomes of those it finds and makes. */
export interface ImportSettings {
  /** In this order; the first that finds anything decides. */
  readonly keys: readonly ('number' | 'vatNo' | 'email' | 'nameAndZip' | 'phone' | 'name')[]
  /** Names that are only alike make possible duplicates. */
  readonly nearNames: boolean
  readonly onMatch: 'update' | 'link' | 'skip'
  /** Whether a blank of the ERP overwrites a value. */
  readonly blanks: boolean
  /** For new records, by CRM field; what the ERP delivers goes first. */
  readonly defaults: Fields
}

export interface ImportRowTable {
  id: GeneratedAlways<number>
  importId: number
  actorKey: string
  title: string
  parentType: ActorTypeName | null
  parentKey: string | null
  fields: ColumnType<Fields, string, string>
  version: string | null
  modifiedAt: string | null
  collectedBy: number | null
  verdict: ImportVerdict | null
  recordId: number | null
  matchedBy: string | null
  companyId: number | null
  candidates: ColumnType<readonly ImportCandidate[], string | undefined, string>
  problem: Json<ImportProblem>
  warnings: ColumnType<readonly ImportWarning[], string | undefined, string>
  vatForm: string | null
  nameForm: string | null
  judgedAsOf: string | null
  judgedMapping: number | null
  selected: Generated<boolean>
  choice: 'link' | 'create' | 'skip' | null
  choiceRecord: number | null
  outcome: ImportOutcome | null
  linkId: number | null
  runId: number | null
}

export type ImportVerdict = 'new' | 'update' | 'linked' | 'duplicate' | 'error'
export type ImportOutcome = 'created' | 'updated' | 'linked' | 'failed' | 'undone'

/** A record an actor may be. */
export interface ImportCandidate {
  readonly recordId: number
  /** What they have in common, the surest first. */
  readonly keys: readonly string[]
  readonly similarity: number
  /** Linked to another actor of this connection: it cannot be taken. */
  readonly taken: boolean
}

/** Why an actor cannot be imported, or was not. */
export interface ImportProblem {
  readonly code: string
  readonly crmField?: string
  readonly detail?: string
}

/** A value that is left out because it does not fit, or its list item has no counterpart. */
export interface ImportWarning {
  readonly code: string
  readonly erpField: string
  readonly crmField: string
  readonly value: Value
}

export interface LastLiveValuesTable {
  linkId: number
  title: string
  fields: ColumnType<Readonly<Record<string, Value>>, string, string>
  readAt: string
}

export interface LinkTable {
  id: GeneratedAlways<number>
  connectionId: number
  actorType: ActorTypeName
  actorKey: string
  actorTitle: Generated<string>
  recordType: RecordType
  recordId: number
  base: ColumnType<
    Readonly<Record<string, Value | readonly [erp: Value, crm: Value]>>,
    string | undefined,
    string
  >
  start: ColumnType<Readonly<Record<string, StoredStart>>, string | undefined, string>
  toAsk: Generated<boolean>
  askedAt: string | null
  readAt: string | null
  owedAt: string | null
  owedTries: Generated<number>
  version: string | null
  actorChangedAt: string | null
  brokenAt: string | null
  heldAt: string | null
  syncedAt: string | null
  createdAt: Generated<string>
  createdBy: string | null
  endedAt: string | null
  endedBy: string | null
}

export interface ListMappingTable {
  connectionId: number
  erpList: string
  crmList: string
  version: number
  changedAt: string | null
  changedBy: string | null
}

export interface ListItemMappingTable {
  connectionId: number
  erpList: string
  crmList: string
  erpItem: string
  crmItem: number
}

export interface ParkedTable {
  id: GeneratedAlways<number>
  connectionId: number
  linkId: number | null
  actorType: ActorTypeName
  actorKey: string | null
  reason: string
  explanation: ColumnType<Text, string, string>
  detail: string | null
  payload: Json<unknown>
  attempts: Generated<number>
  nextTryAt: string | null
  parkedAt: Generated<string>
  resolvedAt: string | null
  runId: number | null
  skippedAt: string | null
  skippedBy: string | null
}

export interface PersonTable {
  id: GeneratedAlways<number>
  companyId: number | null
  firstName: string | null
  middleName: string | null
  lastName: string
  title: string | null
  number: string | null
  position: number | null
  birthDate: string | null
  phoneDirect: string | null
  phoneMobile: string | null
  phonePrivate: string | null
  phoneOther: string | null
  email: string | null
  web: string | null
  country: number | null
  note: string | null
  postalAddress1: string | null
  postalAddress2: string | null
  postalAddress3: string | null
  postalZip: string | null
  postalCity: string | null
  postalCounty: string | null
  postalState: string | null
  custom: ColumnType<Readonly<Record<string, Value>>, string | undefined, string>
  version: Generated<number>
  createdAt: Generated<string>
  createdBy: string | null
  updatedAt: Generated<string>
  updatedBy: string | null
  deletedAt: string | null
  search: GeneratedAlways<string | null>
  sortName: GeneratedAlways<string>
}

export interface ProjectTable {
  id: GeneratedAlways<number>
  companyId: number | null
  name: string
  number: string | null
  text: string | null
  web: string | null
  status: number | null
  endDate: string | null
  custom: ColumnType<Readonly<Record<string, Value>>, string | undefined, string>
  version: Generated<number>
  createdAt: Generated<string>
  createdBy: string | null
  updatedAt: Generated<string>
  updatedBy: string | null
  deletedAt: string | null
  search: GeneratedAlways<string | null>
  sortName: GeneratedAlways<string>
}

export interface ProtectionTable {
  connectionId: number
  callsPerMinute: number | null
  nextCallAt: string | null
  quietUntil: string | null
  quietAsked: number | null
  probedAt: string | null
  compareReason: CompareReason | null
  compareSince: string | null
  comparePosition: Generated<number>
  comparedAt: string | null
  clockAhead: number | null
}

/** Why both sides are compared before anything is written. */
export type CompareReason = 'restored' | 'cursor' | 'settings' | 'asked'

export interface RecordMergeTable {
  id: GeneratedAlways<number>
  at: Generated<string>
  mergedBy: string
  recordType: RecordType
  survivorId: number
  otherId: number
  moved: ColumnType<MovedByMerge, string, string>
  undoneAt: string | null
  undoneBy: string | null
}

/** What a merge moved and changed, so that it can be put back. */
export interface MovedByMerge {
  /** Ids of links that went to the survivor, and of those that were ended. */
  readonly links: readonly number[]
  readonly ended: readonly number[]
  readonly persons: readonly number[]
  readonly projects: readonly number[]
  /** Of the survivor, by CRM field; its company as `companyId`. */
  readonly fields: Readonly<Record<string, readonly [before: Value, after: Value]>>
}

export interface RunTable {
  id: GeneratedAlways<number>
  connectionId: number
  kind:
    | 'pass'
    | 'record'
    | 'link'
    | 'resyncToCrm'
    | 'resyncToErp'
    | 'undo'
    | 'preview'
    | 'comparison'
    | 'repair'
    | 'create'
    | 'import'
    | 'importCollection'
    | 'importPreview'
    | 'importUndo'
  state: Generated<'queued' | 'running' | 'done' | 'failed' | 'stopped'>
  startedAt: Generated<string>
  finishedAt: string | null
  requestedBy: string | null
  read: Generated<number>
  changed: Generated<number>
  toCrm: Generated<number>
  toErp: Generated<number>
  skipped: Generated<number>
  failed: Generated<number>
  conflicts: Generated<number>
  cursorFrom: Json<Readonly<Record<string, string>>>
  cursorTo: Json<Readonly<Record<string, string>>>
  problem: Json<Problem>
  options: Json<unknown>
  result: Json<unknown>
  position: Generated<number>
  expected: number | null
  processed: Generated<number>
  cancelledAt: string | null
  workedUntil: string | null
  attempts: Generated<number>
  nextTryAt: string | null
  beatAt: Generated<string>
  toldAt: string | null
}

/** How a list is looked at: what is typed, the filters, the order and the columns. */
export type StoredView = Readonly<Record<string, unknown>>

export interface ListViewTable {
  userId: string
  recordType: RecordType
  view: ColumnType<StoredView, string, string>
  updatedAt: Generated<string>
}

export interface SelectionTable {
  id: GeneratedAlways<number>
  userId: string
  recordType: RecordType
  kind: 'view' | 'records'
  name: string
  view: ColumnType<StoredView, string | undefined, string>
  createdAt: Generated<string>
  updatedAt: Generated<string>
}

export interface SelectionRecordTable {
  selectionId: number
  recordId: number
}

export interface SuspectTable {
  linkId: number
  connectionId: number
  actorType: ActorTypeName
  kinds: SuspectKind[]
  fields: ColumnType<readonly SuspectField[], string | undefined, string>
  foundAt: Generated<string>
  confirmedAt: string | null
}

export type SuspectKind = 'blank' | 'gone' | 'renamed' | 'differs'

/** One value that would be written, and what is there now. */
export interface SuspectField {
  readonly kind: SuspectKind
  readonly erpField: string
  readonly crmField: string
  readonly target: 'crm' | 'erp'
  readonly before: Value
  readonly after: Value
}

export interface SyncLogTable {
  id: GeneratedAlways<number>
  at: Generated<string>
  runId: number
  connectionId: number
  linkId: number
  recordType: RecordType
  recordId: number
  actorType: ActorTypeName
  actorKey: string
  direction: SyncDirection
  erpField: string
  crmField: string
  oldValue: Json<Value>
  newValue: Json<Value>
  rule: string
}

export interface UserAccountTable {
  id: Generated<string>
  issuer: string
  accountId: string
  providerId: string
  userId: string
  accessToken: string | null
  refreshToken: string | null
  idToken: string | null
  accessTokenExpiresAt: string | null
  refreshTokenExpiresAt: string | null
  scope: string | null
  password: string | null
  createdAt: Generated<string>
  updatedAt: Generated<string>
}

export interface UserGroupTable {
  id: GeneratedAlways<number>
  name: string
}

export interface UserGroupMemberTable {
  groupId: number
  userId: string
}

export interface UserRecoveryCodeTable {
  userId: string
  codeHash: string
}

export interface UserSessionTable {
  id: Generated<string>
  token: string
  userId: string
  expiresAt: string
  ipAddress: string | null
  userAgent: string | null
  createdAt: Generated<string>
  updatedAt: Generated<string>
}

export interface UserTotpTable {
  userId: string
  secret: string
  confirmedAt: string | null
  lastStep: Generated<number>
  createdAt: Generated<string>
}

export interface VerificationTable {
  id: Generated<string>
  identifier: string
  value: string
  expiresAt: string
  createdAt: Generated<string>
  updatedAt: Generated<string>
}

export interface WorkerTable {
  id: string
  locks: Generated<string[]>
  startedAt: Generated<string>
  beatAt: Generated<string>
}

export interface Tables {
  accessLink: AccessLinkTable
  actorType: ActorTypeTable
  apiKey: ApiKeyTable
  appUser: AppUserTable
  audit: AuditTable
  company: CompanyTable
  conflict: ConflictTable
  connection: ConnectionTable
  connectionAccess: ConnectionAccessTable
  connector: ConnectorTable
  createIntent: CreateIntentTable
  crmChange: CrmChangeTable
  crmEdit: CrmEditTable
  crmList: CrmListTable
  crmListItem: CrmListItemTable
  customField: CustomFieldTable
  engine: EngineTable
  erpField: ErpFieldTable
  erpListItem: ErpListItemTable
  erpWrite: ErpWriteTable
  fieldError: FieldErrorTable
  import: ImportTable
  importRow: ImportRowTable

  lastLiveValues: LastLiveValuesTable
  link: LinkTable
  listItemMapping: ListItemMappingTable
  listMapping: ListMappingTable
  listView: ListViewTable
  parked: ParkedTable
  person: PersonTable
  project: ProjectTable
  protection: ProtectionTable
  recordMerge: RecordMergeTable
  run: RunTable
  selection: SelectionTable
  selectionRecord: SelectionRecordTable
  suspect: SuspectTable
  syncLog: SyncLogTable
  userAccount: UserAccountTable
  userGroup: UserGroupTable
  userGroupMember: UserGroupMemberTable
  userRecoveryCode: UserRecoveryCodeTable
  userSession: UserSessionTable
  userTotp: UserTotpTable
  verification: VerificationTable
  worker: WorkerTable
}
