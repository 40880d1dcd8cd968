// Who may call what: one row for each route of the API. authorization.test.ts reads the routes from the router, fails for
// one without a row, and asks each as everybody.

type Access = 'public' | 'reader' | 'user' | 'administrator'

/**
 * What the address or the body names, of a connection somebody may or may not use. Out of scope it does not exist: 404.
 * Of a `list`, what is out of scope is not on it.
 */
type Scoped = 'connection' | 'link' | 'conflict' | 'intent' | 'import' | 'body' | 'list'

export interface Row {
  readonly access: Access
  readonly scoped?: Scoped
  /** What the request needs to be understood. */
  readonly body?: (ids: Ids) => unknown
  /** What stands after the address. */
  readonly query?: (ids: Ids) => string
}

/** One connection with what belongs to it. */
export interface Ids {
  readonly connection: number
  readonly link: number
  readonly record: number
  readonly conflict: number
  readonly intent: string
  readonly import: number
}

const administrator: Row = { access: 'administrator' }
const reader: Row = { access: 'reader' }
const user: Row = { access: 'user' }
const open: Row = { access: 'public' }

const ofImport: Row = { access: 'user', scoped: 'import' }
const record = ({ record }: Ids) => ({ recordType: 'company', recordId: record })

export const table: Readonly<Record<string, Row>> = {
  // ── Signing in, the own account ──
  'POST /auth/sign-in/email': open,
  'POST /auth/sign-out': open,
  'POST /auth/access-link': open,
  'POST /auth/password': open,
  'GET /setup': open,
  'POST /setup': open,
  'GET /health': open,
  'GET /openapi.json': open,
  'GET /docs': open,
  'GET /session': reader,
  'PATCH /session/user': reader,
  'POST /auth/change-password': reader,
  'GET /session/two-factor': reader,
  'POST /session/two-factor': reader,
  'PUT /session/two-factor': reader,
  'POST /session/two-factor/removal': reader,
  'POST /session/two-factor/recovery-codes': reader,
  'GET /session/sessions': reader,
  'DELETE /session/sessions': reader,
  'DELETE /session/sessions/{id}': reader,
  'GET /events': reader,

  // ── People, keys, audit ──
  'GET /users': administrator,
  'POST /users': administrator,
  'PATCH /users/{id}': administrator,
  'POST /users/{id}/access-links': administrator,
  'DELETE /users/{id}/sessions': administrator,
  'DELETE /users/{id}/two-factor': administrator,
  'GET /groups': administrator,
  'POST /groups': administrator,
  'PATCH /groups/{id}': administrator,
  'DELETE /groups/{id}': administrator,
  'PATCH /groups/{id}/members': administrator,
  'PUT /groups/{id}/members': administrator,
  'GET /api-keys': administrator,
  'POST /api-keys': administrator,
  'DELETE /api-keys/{id}': administrator,
  'GET /audit': administrator,
  'GET /audit/export': administrator,

  // ── Records ──
  // Records are for all; what a list says of links is not. See crm-filters.test.ts.
  'GET /records/{recordType}': reader,
  'GET /records/{recordType}/export': reader,
  'GET /records/{recordType}/columns': reader,
  // Whoever it is not of gets 404.
  'GET /selections': { access: 'reader', query: () => 'recordType=company' },
  'POST /selections': { access: 'reader', body: () => ({ recordType: 'company', name: 'Mine', view: {} }) },
  'PATCH /selections/{id}': reader,
  'DELETE /selections/{id}': reader,
  'GET /list-views/{recordType}': reader,
  'PUT /list-views/{recordType}': reader,
  'GET /records/{recordType}/fields': reader,
  'GET /records/{recordType}/{id}': reader,
  'POST /records/{recordType}': user,
  'PATCH /records/{recordType}/{id}': user,
  'GET /records/{recordType}/{id}/deletion': user,
  'PUT /records/{recordType}/{id}/deletion': user,
  'DELETE /records/{recordType}/{id}/deletion': user,
  'GET /records/{recordType}/{id}/history': reader,
  'POST /records/{recordType}/duplicates': user,
  'GET /records/{recordType}/{id}/merge/{otherId}': user,
  'PUT /records/{recordType}/{id}/merge/{otherId}': user,
  'DELETE /records/{recordType}/{id}/merge/{otherId}': user,

  // ── Lists and fields ──
  'GET /custom-fields': administrator,
  'POST /custom-fields': administrator,
  'PUT /custom-fields/{id}': administrator,
  'PUT /custom-fields/order/{recordType}': administrator,
  'DELETE /custom-fields/{id}': administrator,
  'DELETE /custom-fields/{id}/deletion': administrator,
  'GET /lists': administrator,
  'POST /lists': administrator,
  'PUT /lists/{key}': administrator,
  'PUT /lists/{key}/order': administrator,
  'DELETE /lists/{key}': administrator,
  'GET /lists/{key}/items': administrator,
  'POST /lists/{key}/items': administrator,
  'PUT /list-items/{id}': administrator,
  'DELETE /list-items/{id}': administrator,
  'DELETE /list-items/{id}/deletion': administrator,

  // ── Connectors and connections ──
  'GET /connectors': administrator,
  'POST /connectors': administrator,
  'PATCH /connectors/{id}': administrator,
  'POST /connectors/{id}/checks': administrator,
  'DELETE /connectors/{id}': administrator,
  'DELETE /connectors/{id}/deletion': administrator,
  'POST /connectors/{id}/setting-items': administrator,
  'GET /connections': administrator,
  'GET /connections/{id}': administrator,
  'POST /connection-tests': administrator,
  'POST /connections': administrator,
  'PATCH /connections/{id}': administrator,
  'DELETE /connections/{id}': administrator,
  'DELETE /connections/{id}/deletion': administrator,
  'PUT /connections/{id}/activation': administrator,
  'DELETE /connections/{id}/activation': administrator,
  'PUT /connections/{id}/description': administrator,
  'PUT /connection-priorities': administrator,
  'GET /connections/{id}/mappings': administrator,
  'PUT /connections/{id}/mappings/{actorType}': administrator,
  'GET /connections/{id}/list-mappings': administrator,
  'PUT /connections/{id}/list-mappings/{erpList}/{crmList}': administrator,
  'GET /connections/{id}/erp-lists/{erpList}': administrator,
  'GET /connections/{id}/defaults': administrator,
  'PUT /connections/{id}/defaults/{actorType}': administrator,
  'GET /connections/{id}/ranks': administrator,
  'PUT /connections/{id}/ranks/{actorType}': administrator,

  // ── The ERP tab ──
  'GET /records/{recordType}/{id}/erp': { access: 'reader', scoped: 'list' },
  'GET /links/{id}/actor': { access: 'reader', scoped: 'link' },
  'GET /links/{id}/last-values': { access: 'reader', scoped: 'link' },
  'POST /connections/{id}/actor-searches': {
    ...{ access: 'user', scoped: 'connection' },
    body: () => ({ actorType: 'customer', text: '' }),
  },
  'GET /connections/{id}/search-fields/{actorType}': { access: 'user', scoped: 'connection' },
  'POST /connections/{id}/comparisons': {
    ...{ access: 'user', scoped: 'connection' },
    body: (ids) => ({ ...record(ids), actorType: 'customer', actorKey: 'nobody' }),
  },
  'POST /records/{recordType}/{id}/links': {
    ...{ access: 'user', scoped: 'body' },
    body: ({ connection }) => ({
      connectionId: connection,
      actorType: 'customer',
      actorKey: 'x',
      choices: {},
    }),
  },
  'POST /links/{id}/syncs': { access: 'user', scoped: 'link' },
  'PUT /links/{id}/hold': { access: 'user', scoped: 'link' },
  'DELETE /links/{id}/hold': { access: 'user', scoped: 'link' },
  'POST /links/{id}/undos': { access: 'user', scoped: 'link', body: () => ({ runId: 1, valueId: 1 }) },
  'GET /links/{id}/why': { access: 'reader', scoped: 'link' },
  'GET /records/{recordType}/{id}/fields/{field}/origin': { access: 'reader', scoped: 'list' },
  'DELETE /links/{id}': { access: 'user', scoped: 'link' },
  'POST /connections/{id}/new-actors': {
    ...{ access: 'user', scoped: 'connection' },
    body: (ids) => ({ actorType: 'customer', recordId: ids.record }),
  },
  'POST /connections/{id}/create-intents': {
    ...{ access: 'user', scoped: 'connection' },
    body: (ids) => ({ actorType: 'customer', recordId: ids.record }),
  },
  'GET /create-intents': {
    ...{ access: 'reader', scoped: 'list' },
    query: (ids) => `recordType=company&recordId=${ids.record}`,
  },
  'GET /create-intents/{id}': { access: 'reader', scoped: 'intent' },
  'POST /create-intents/{id}/looks': { access: 'user', scoped: 'intent' },
  'PUT /create-intents/{id}/decision': {
    ...{ access: 'user', scoped: 'intent' },
    body: () => ({ do: 'giveUp' }),
  },
  'DELETE /create-intents/{id}': { access: 'user', scoped: 'intent' },
  'GET /conflicts': { access: 'reader', scoped: 'list', query: ({ link }) => `linkId=${link}` },
  'PUT /conflicts/{id}/resolution': {
    ...{ access: 'user', scoped: 'conflict' },
    body: () => ({ side: 'erp' }),
  },
  'POST /conflict-resolutions': {
    ...{ access: 'user', scoped: 'list' },
    body: ({ conflict }) => ({ ids: [conflict], side: 'erp' }),
  },
  'GET /sync-log': {
    ...{ access: 'reader', scoped: 'list' },
    query: (ids) => `recordType=company&recordId=${ids.record}`,
  },
  'GET /sync-log/export': {
    ...{ access: 'reader', scoped: 'list' },
    query: (ids) => `recordType=company&recordId=${ids.record}`,
  },

  // ── Import from the ERP ──
  'GET /import-sources': { access: 'user', scoped: 'list' },
  'GET /imports': { access: 'user', scoped: 'list' },
  'POST /imports': {
    ...{ access: 'user', scoped: 'body' },
    body: ({ connection }) => ({ connectionId: connection, actorType: 'customer' }),
  },
  'GET /imports/{id}': ofImport,
  'POST /imports/{id}/chosen-keys': { ...ofImport, body: () => ({ keys: ['x'] }) },
  'POST /imports/{id}/rows': { ...ofImport, body: () => ({ keys: ['x'] }) },
  'POST /imports/{id}/removals': { ...ofImport, body: () => ({ all: true }) },
  'GET /imports/{id}/settings-form': ofImport,
  'PUT /imports/{id}/settings': {
    ...ofImport,
    body: () => ({ keys: [], nearNames: false, onMatch: 'skip', blanks: false, defaults: {} }),
  },
  'GET /imports/{id}/rows': ofImport,
  'GET /imports/{id}/rows/export': ofImport,
  'PATCH /imports/{id}/rows': { ...ofImport, body: () => ({ where: {}, ticked: true }) },
  'POST /imports/{id}/collections': ofImport,
  'PUT /imports/{id}/state': { ...ofImport, body: () => ({ state: 'paused' }) },
  'GET /imports/{id}/undo-extent': ofImport,
  'POST /imports/{id}/undos': ofImport,
  'DELETE /imports/{id}/work': ofImport,
  'POST /imports/{id}/previews': ofImport,
  'DELETE /imports/{id}': ofImport,

  // ── The engine ──
  'GET /engine': administrator,
  'PUT /engine': administrator,
  'GET /engine/retention': administrator,
  'PUT /engine/retention': administrator,
  'POST /engine/restorations': administrator,
  'GET /runs': administrator,
  'GET /runs/{id}': administrator,
  'GET /runs/{id}/overwritten': administrator,
  'GET /runs/{id}/undone': administrator,
  'POST /runs/{id}/undos': administrator,
  'GET /states': administrator,
  'GET /links': administrator,
  'GET /parked': administrator,
  'POST /parked/{id}/tries': administrator,
  'POST /parked/tries': administrator,
  'POST /parked/skips': administrator,
  'GET /field-errors': administrator,
  'POST /field-errors/tries': administrator,
  'POST /field-errors/skips': administrator,
  'POST /connections/{id}/passes': administrator,
  'GET /long-work': administrator,
  'GET /long-work/{id}': administrator,
  'GET /long-work/{id}/preview': administrator,
  'DELETE /long-work/{id}': administrator,
  'GET /connections/{id}/resync-extent': administrator,
  'POST /connections/{id}/resyncs': administrator,
  'POST /connections/{id}/previews': administrator,
  'GET /connections/{id}/comparison-schedule': administrator,
  'PUT /connections/{id}/comparison-schedule': administrator,
  'POST /connections/{id}/comparison-runs': administrator,
  'GET /comparison-runs': administrator,
  'GET /comparison-runs/{id}': administrator,
  'GET /comparison-runs/{id}/differences': administrator,
  'GET /comparison-runs/{id}/differences.csv': administrator,
  'POST /comparison-runs/{id}/repairs': administrator,
  'GET /connections/{id}/protection': administrator,
  'GET /connections/{id}/suspects': administrator,
  'PUT /connections/{id}/confirmation': administrator,
  'PUT /connections/{id}/call-limit': administrator,
}
