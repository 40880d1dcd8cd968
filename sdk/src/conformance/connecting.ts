import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import type { ActorTypeName } from '../actor.ts'
import type { ErpSession, Host } from '../connector.ts'
import { ConnectorError } from '../errors.ts'
import type { Setting } from '../settings.ts'
import { isDate } from './canon.ts'
import type { Promises } from './promise.ts'
import { assertItems, assertNamed, assertNone, assertText } from './told.ts'
import { DoesNotApply, type Trial, type Values } from './trial.ts'

export const connecting: Promises = {
  'has an id, a name and a version': async ({ connector: { id, name, version } }) => {
    assert.match(
      id,
      /^[a-z][a-z0-9-]*$/,
      'the id is stored with connections: small letters, digits and dashes',
    )
    assertText(name, 'the name of the connector')
    assert.match(version, /^\d+\.\d+\.\d+/, 'the version must look like 1.2.0')
  },

  'describes every setting so that a form can be drawn from it': async ({ connector }) => {
    for (const [key, setting] of Object.entries(connector.settings)) {
      assertText(setting.label, `the label of setting ${key}`)
      if (setting.help !== undefined) assertText(setting.help, `the help of setting ${key}`)
      assertDefault(key, setting)
      assertBounds(key, setting)
      const open = setting.kind === 'list' && setting.items === undefined
      assert.ok(
        !open || connector.settingItems,
        `setting ${key} is a list without items, and there is no settingItems`,
      )
    }
  },

  'asks for every password as a secret': async ({ connector }) => {
    for (const [key, { kind }] of Object.entries(connector.settings)) {
      const secret = /password|secret|token|api_?key/i.test(key)
      assert.ok(!secret || kind === 'secret', `setting ${key} sounds like a secret, but its kind is ${kind}`)
    }
  },

  'offers the choices of a list setting, and none while too little is filled in': async (trial) => {
    const { connector } = trial
    const open = Object.entries(connector.settings).filter(
      ([, setting]) => setting.kind === 'list' && !setting.items,
    )
    if (open.length === 0) throw new DoesNotApply('no setting is filled by the ERP')
    const values = await trial.values()
    for (const [key] of open) {
      assertNone(await connector.settingItems?.(key, {}, trial.host()), `${key} without any values`)
      const without = Object.fromEntries(Object.entries(values).filter(([name]) => name !== key))
      const items = await connector.settingItems?.(key, without as never, trial.host())
      assertItems(items ?? [], `the choices of setting ${key}`)
      const used = values[key]
      assert.ok(
        used === undefined || items?.some((item) => item.key === used),
        `the choices of setting ${key} do not have ${used}, which the suite signs in with`,
      )
    }
  },

  'signs in with the right settings': async (trial) => {
    const session = await trial.connect()
    assert.equal(typeof session.describe, 'function', 'connect must answer with a session')
    await session.close?.()
  },

  'says unauthorized when a secret is wrong': async (trial) => {
    await rejectsWith(trial, await wrongSecret(trial), ['unauthorized'])
  },

  'says by name what is wrong when nothing answers at the address': async (trial) => {
    await rejectsWith(trial, await unreachable(trial), ['unavailable', 'misconfigured'])
  },

  'says by name what is wrong with other settings that cannot work': async (trial) => {
    const { wrongSettings = [] } = trial.options
    if (wrongSettings.length === 0) throw new DoesNotApply('the option wrongSettings has no examples')
    for (const { settings, kind } of wrongSettings) await rejectsWith(trial, settings, [kind])
  },

  'passes on that there is no way out': async (trial) => {
    let down = false
    const through: Host['fetch'] = (url, init) =>
      down ? Promise.reject(new ConnectorError('unavailable', 'The line is down.')) : trial.fetch(url, init)
    const session = await trial.connect({}, trial.host(undefined, through))
    const types = await trial.types()
    down = true
    for (const { type } of types) {
      const search = { limit: 1, fields: [] }
      await assertNamed(() => session.get(type, ['1'], []), ['unavailable'], `get of ${type}`)
      await assertNamed(() => session.search(type, search), ['unavailable'], `search of ${type}`)
      await assertNamed(() => firstPage(session, type), ['unavailable'], `changes of ${type}`)
    }
  },

  'stops within a second when the engine gives up waiting': async (trial) => {
    const giveUp = new AbortController()
    let stalled = false
    const session = await trial.connect(
      {},
      trial.host(giveUp.signal, (url, init) => (stalled ? never(init) : trial.fetch(url, init))),
    )
    const [first] = await trial.types()
    assert.ok(first, 'describe names no actor type')
    stalled = true
    const waiting = [
      session.get(first.type, ['1'], []),
      session.search(first.type, { limit: 1, fields: [] }),
      firstPage(session, first.type),
    ].map((call) =>
      call.then(
        () => true,
        () => true,
      ),
    )
    giveUp.abort()
    assert.ok(await within(1_000, Promise.all(waiting)), 'calls were still waiting a second after the signal')
  },

  'tells no secret in what it logs or throws': async (trial) => {
    const wrong = await wrongSecret(trial)
    const error = await trial.connect(wrong).catch((reason: unknown) => reason)
    const told = [...trial.lines, tellingOf(error)].join('\n')
    const all: Values = { ...(await trial.values()) }
    for (const [key, { kind }] of Object.entries(trial.connector.settings)) {
      if (kind !== 'secret') continue
      for (const secret of [wrong[key], all[key]]) {
        const short = typeof secret !== 'string' || secret.length < 6
        assert.ok(short || !told.includes(secret), `the value of setting ${key} is in the log or the error`)
      }
    }
  },

  'lets go of its own session only when closed': async (trial) => {
    const [one, other] = [await trial.connect(), await trial.connect()]
    await one.describe()
    await one.close?.()
    assert.ok((await other.describe()).length > 0, 'after one session was closed, another describes nothing')
  },
}

async function firstPage(session: ErpSession, type: ActorTypeName): Promise<void> {
  for await (const _ of session.changes(type, undefined, { fields: [], pageSize: 1 })) return
}

async function rejectsWith(trial: Trial, changed: Values, kinds: readonly string[]): Promise<void> {
  await assertNamed(
    () => trial.connect(changed),
    kinds,
    `connect with wrong ${Object.keys(changed).join(', ')}`,
  )
}

// Signing in must fail for the reason that is wrong, so one secret is changed at a time only if told so.
async function wrongSecret({ connector, options, values }: Trial): Promise<Values> {
  if (options.wrongSecret) return options.wrongSecret
  const given = await values()
  const secrets = Object.entries(connector.settings).filter(
    ([key, { kind }]) => kind === 'secret' && given[key],
  )
  if (secrets.length === 0) throw new DoesNotApply('no setting is a secret')
  return Object.fromEntries(secrets.map(([key]) => [key, 'wrong-canary-secret']))
}

async function unreachable({ values }: Trial): Promise<Values> {
  const addresses = Object.entries(await values()).filter(
    ([, value]) => typeof value === 'string' && /^https?:/.test(value),
  )
  if (addresses.length === 0) throw new DoesNotApply('no setting is an address')
  const port = await closedPort()
  return Object.fromEntries(addresses.map(([key]) => [key, `http://127.0.0.1:${port}`]))
}

async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 9
}

function assertDefault(key: string, setting: Setting): void {
  if (!('default' in setting) || setting.default === undefined) return
  const fits: Record<string, (value: unknown) => boolean> = {
    text: (value) => typeof value === 'string',
    integer: Number.isSafeInteger,
    decimal: (value) => typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value),
    date: isDate,
    checkbox: (value) => typeof value === 'boolean',
    list: (value) =>
      setting.kind !== 'list' || !setting.items || setting.items.some((item) => item.key === value),
  }
  assert.ok(
    fits[setting.kind]?.(setting.default),
    `the default of setting ${key} does not fit its kind ${setting.kind}`,
  )
}

function assertBounds(key: string, setting: Setting): void {
  if (setting.kind === 'text') {
    const { maxLength = 1, default: preset = '' } = setting
    assert.ok(Number.isSafeInteger(maxLength) && maxLength > 0, `setting ${key} has maxLength ${maxLength}`)
    const fits = setting.maxLength === undefined || [...preset].length <= maxLength
    assert.ok(fits, `the default of setting ${key} is longer than its maxLength`)
  }
  if (setting.kind !== 'integer' && setting.kind !== 'decimal') return
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = setting
  const { default: preset = Number.isFinite(Number(min)) ? min : max } = setting
  const ordered = Number(min) <= Number(preset) && Number(preset) <= Number(max)
  assert.ok(ordered, `the bounds of setting ${key} leave no room for a value, or for its default`)
}

function never(init: RequestInit | undefined): Promise<Response> {
  return new Promise((_, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason), { once: true })
  })
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), milliseconds)
  const done = await Promise.race([promise, work.then(() => true)])
  clearTimeout(timer)
  return done
}

function tellingOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const explanation = error instanceof ConnectorError ? JSON.stringify(error.explanation) : ''
  return `${error.message} ${explanation} ${error.stack} ${error.cause === undefined ? '' : tellingOf(error.cause)}`
}
