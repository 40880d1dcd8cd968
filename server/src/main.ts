import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { tryton } from '@koppel/connector-tryton'
import type { Connector } from '@koppel/sdk'
import { collectDefaultMetrics, Registry } from 'prom-client'
import about from '../package.json' with { type: 'json' }
import {
  createFirstAdministrator,
  hasUsers,
  openAccess,
  requestLimit,
  restoreAccess,
} from './access/index.ts'
import { readMasterKey, readSettings, type Settings, SettingsError } from './config.ts'
import { addStandardLists, crmRoutes, loadDemoData } from './crm/index.ts'
import { demoConnector, demoErpAddress, isTaken, openDemoErp } from './demo-erp.ts'
import { type EngineParts, engineRoutes, startEngine, surviveConnectors, syncLink } from './engine/index.ts'
import { type ErpParts, erpRoutes, linksSeen, prepareConnectors, sessionOpener } from './erp/index.ts'
import { clientAddressBehind, createApp, type Logger, openLive, openLog, serve } from './http/index.ts'
import { createHost, networkPolicy } from './outbound/index.ts'
import { MigrationError, migrate, openStore, type Store, startEmbedded } from './store/index.ts'

// Puts the parts together: `node main.ts` runs server and worker, `node main.ts server` or `… worker` only one of them.

const stopWithinMs = 10_000
const startedWithinMs = 3_000

interface Parts {
  readonly settings: Settings
  readonly log: Logger
  readonly askedToStop: Promise<void>
  /** Everything that has to be closed, in the order it was opened. */
  readonly open: AsyncDisposableStack
}

await main()

async function main(): Promise<void> {
  const askedToStop = stopSignal()
  const open = new AsyncDisposableStack()
  let log: Logger | undefined
  try {
    const settings = readSettings()
    log = openLog(settings.logLevel)
    const started = start({ settings, log, askedToStop, open })
    await Promise.race([started, askedToStop])
    await askedToStop
    // What is being started is then known, and can be closed; a long migration is rolled back.
    await Promise.race([started.catch(() => undefined), pause(startedWithinMs)])
  } catch (error) {
    process.exitCode = 1
    complain(error, log)
  }
  setTimeout(() => process.exit(1), stopWithinMs).unref()
  await open.disposeAsync().catch((error: unknown) => complain(error, log))
  process.exit()
}

async function start(parts: Parts): Promise<void> {
  const { settings, log, open } = parts
  const { positionals } = parseArgs({ allowPositionals: true })
  if (positionals[0] === 'access-link') return await printAccessLink(parts, positionals[1] ?? '')
  const mode = modeOf(positionals)
  const store = await openDatabase(parts)
  const masterKey = await readMasterKey(settings)
  const demoErp =
    mode === 'worker' || !settings.demo ? undefined : await openDemoErp(settings, (line) => log.debug(line))
  if (demoErp) open.defer(() => demoErp.close())
  const demoAddress = await demoErpAddress(settings)
  const policy = networkPolicy(
    [...settings.outboundAllow, ...(settings.demo ? [demoAddress] : [])],
    [settings.port, Number(new URL(store.url).port || 5432)].flatMap((port) => [
      `127.0.0.1:${port}`,
      `::1:${port}`,
    ]),
  )
  const erp: ErpParts = {
    store,
    builtin: new Map<string, Connector>(
      [demoConnector(demoAddress), tryton].map((connector) => [connector.id, connector]),
    ),
    masterKey,
    createHost: (session) => createHost({ policy, ...session }),
    log: (message, detail) => log.info({ ...detail }, message),
    crmName: settings.crmName,
  }
  const engine: EngineParts = {
    store,
    openSession: sessionOpener(erp),
    log: erp.log,
    crmName: settings.crmName,
    marksFile: join(settings.data, 'marks.json'),
  }
  surviveConnectors(engine, (error) => {
    complain(error, log)
    process.exit(1)
  })
  await prepareConnectors(erp)
  if (mode !== 'server')
    await startWorker(parts, engine, mode === 'worker' ? erp : withStoreOfItsOwn(parts, erp))
  if (mode === 'worker') return log.info('The worker runs')

  // Of its own: whatever people ask for at once, they are let in, and whoever watches over us is answered.
  const doorStore = openStoreAt(store.url, 'koppel door', log)
  open.defer(() => doorStore.close())
  const access = openAccess({
    store: doorStore,
    url: settings.url,
    masterKey,
    crmName: settings.crmName,
    demoErpUrl: () => demoErp?.url ?? null,
    clientAddress: clientAddressBehind(settings.trustedProxies),
    requestLimit: requestLimit(),
    warn: (message) => log.warn(message),
  })
  open.defer(() => access.close())
  const live = await openLive(store.listen)
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const app = createApp({
    url: settings.url,
    version: about.version,
    log,
    access,
    crmName: settings.crmName,
    areas: [
      crmRoutes({ store, links: linksSeen }),
      erpRoutes({
        ...erp,
        syncLink: (linkId, { userId }) => syncLink(engine, linkId, { userId, kind: 'link' }),
      }),
      engineRoutes(engine),
    ],
    live,
    waiting: () => store.pool.waitingCount,
    ready: () => hasUsers(doorStore.db),
    registry,
    web: join(import.meta.dirname, '../../web/dist'),
  })
  const server = await serve(app, settings)
  open.defer(() => server.close(stopWithinMs / 2))
  open.defer(() => live.close())
  await sayHello(parts, store, access.setupToken, demoErp?.url)
}

async function startWorker({ open, askedToStop }: Parts, engine: EngineParts, erp: ErpParts): Promise<void> {
  const worker = await startEngine({ ...engine, store: erp.store, openSession: sessionOpener(erp) })
  open.defer(() => worker.stop())
  // Beside the requests that are still answered: together they have ten seconds.
  void askedToStop.then(() => worker.stop())
}

/** Whatever people ask for at once, passes find a connection to the database. */
function withStoreOfItsOwn({ log, open }: Parts, erp: ErpParts): ErpParts {
  const store = openStoreAt(erp.store.url, 'koppel engine', log)
  open.defer(() => store.close())
  return { ...erp, store }
}

async function openDatabase({ settings, log, open }: Parts): Promise<Store> {
  let url = settings.databaseUrl
  if (url === undefined) {
    const embedded = await startEmbedded({ data: join(settings.data, 'postgres') })
    open.defer(() => embedded.stop())
    url = embedded.url
  }
  const store = openStoreAt(url, 'koppel', log)
  open.defer(() => store.close())
  const applied = await migrate(store)
  for (const name of applied) log.info({ migration: name }, 'The database was brought up to date')
  await addStandardLists(store.db)
  if (settings.demo) await loadDemoData(store.db)
  if (settings.firstAdministrator) {
    await createFirstAdministrator(store, { name: 'Administrator', ...settings.firstAdministrator })
  }
  return store
}

function openStoreAt(url: string, applicationName: string, log: Logger): Store {
  return openStore({
    ...{ url, applicationName },
    onConnectionLost: (error) => log.warn({ error: error.message }, 'A database connection was lost'),
  })
}

/** `node main.ts access-link EMAIL`: a way in when no administrator can sign in any more. Ends by itself. */
async function printAccessLink(parts: Parts, email: string): Promise<void> {
  const made = await restoreAccess(await openDatabase(parts), parts.settings.url, email)
  if (!made) throw new SettingsError(`There is no user with the e-mail address "${email}".`)
  process.stdout.write(`${made.link}\n`)
  process.kill(process.pid, 'SIGTERM')
}

async function sayHello(
  { settings, log }: Parts,
  store: Store,
  setupToken: string,
  demoErpUrl: string | undefined,
): Promise<void> {
  const signIn = (await hasUsers(store.db))
    ? `Sign in there${settings.firstAdministrator ? ` as ${settings.firstAdministrator.email}` : ''}.`
    : `Make the first administrator here, within 15 minutes: ${settings.url}/setup?token=${setupToken}`
  const lines = [
    `Koppel runs at ${settings.url}`,
    signIn,
    ...(demoErpUrl ? [`The demo ERP has a page of its own: ${demoErpUrl} (user koppel, password demo)`] : []),
  ]
  if (process.stdout.isTTY) {
    process.stdout.write(`\n${lines.map((line) => `  ${line}\n`).join('')}\n  Ctrl-C stops it.\n\n`)
  } else {
    for (const line of lines) log.info(line)
  }
}

function modeOf([mode = 'both', ...rest]: readonly string[]): 'both' | 'server' | 'worker' {
  if (rest.length === 0 && (mode === 'both' || mode === 'server' || mode === 'worker')) return mode
  throw new SettingsError(
    'Start it with "server", with "worker", with neither for both, or with "access-link EMAIL".',
  )
}

/** Resolves at the first Ctrl-C or SIGTERM; the second one ends the process at once. */
function stopSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let asked = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(1)
      asked = true
      resolve()
    })
  }
  return promise
}

function complain(error: unknown, log: Logger | undefined): void {
  const expected = error instanceof SettingsError || error instanceof MigrationError
  if (isTaken(error)) {
    process.stderr.write(
      'koppel: the port is taken by another program. Stop that, or choose another with PORT.\n',
    )
  } else {
    if (log && !expected) log.fatal({ err: error }, 'Koppel stops')
    process.stderr.write(`koppel: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}
