import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { networkPolicy } from './outbound/index.ts'

/** What the operator decides, as typed values. Everything has a default. */
export interface Settings {
  /** Their PostgreSQL; without it, the embedded one in `data`. */
  readonly databaseUrl: string | undefined
  /** Absolute path of the folder that keeps what must survive. */
  readonly data: string
  readonly host: string
  readonly port: number
  /** How browsers reach us, without a slash at the end. */
  readonly url: string
  readonly crmName: string
  readonly secretKeyFile: string | undefined
  readonly demo: boolean
  readonly firstAdministrator: { readonly email: string; readonly password: string } | undefined
  /** What connectors may reach beside the public internet: networks, addresses or names, with a port or without. */
  readonly outboundAllow: readonly string[]
  /** Networks and addresses of proxies in front of us, whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  readonly logLevel: LogLevel
}

export type LogLevel = (typeof logLevels)[number]

/** A setting that cannot be used; the message is for the operator. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

const networks = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .refine((list) => list.every(isNetwork))

const proxies = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .refine((list) => list.every((text) => isCidr(text) || isIP(text) > 0))

const web = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''))

const environment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  KOPPEL_DATA: z.string().default('.koppel'),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  KOPPEL_URL: web.optional(),
  KOPPEL_CRM_NAME: z.string().max(40).default('CRM'),
  KOPPEL_SECRET_KEY_FILE: z.string().optional(),
  KOPPEL_DEMO: z.enum(['on', 'off']).default('on'),
  KOPPEL_ADMIN_EMAIL: z.email().optional(),
  KOPPEL_ADMIN_PASSWORD: z.string().min(12).max(128).optional(),
  KOPPEL_OUTBOUND_ALLOW: networks.default([]),
  KOPPEL_TRUSTED_PROXIES: proxies.default([]),
  LOG_LEVEL: z.enum(logLevels).default('info'),
})

type Name = keyof z.infer<typeof environment>

const expected: Record<Name, string> = {
  DATABASE_URL: 'an address such as postgres://user:password@host:5432/koppel',
  KOPPEL_DATA: 'the path of a folder',
  PORT: 'a whole number from 1 to 65535',
  HOST: 'the address to listen on, such as 127.0.0.1 or 0.0.0.0',
  KOPPEL_URL: 'the address browsers use, such as https://crm.example.com',
  KOPPEL_CRM_NAME: 'a name of at most 40 characters',
  KOPPEL_SECRET_KEY_FILE: 'the path of a file',
  KOPPEL_DEMO: 'on or off',
  KOPPEL_ADMIN_EMAIL: 'an e-mail address',
  KOPPEL_ADMIN_PASSWORD: 'a password of 12 to 128 characters',
  KOPPEL_OUTBOUND_ALLOW:
    'networks, addresses or names separated by commas, such as 192.168.0.0/24, 10.1.2.3:8443, erp.intern:8000',
  KOPPEL_TRUSTED_PROXIES: 'addresses or networks separated by commas, such as 127.0.0.1, 10.0.0.0/8',
  LOG_LEVEL: `one of ${logLevels.join(', ')}`,
}

// Their values must not be repeated in a message that ends up in a log.
const confidential: ReadonlySet<Name> = new Set(['DATABASE_URL', 'KOPPEL_ADMIN_PASSWORD'])

/** Reads the settings; throws a `SettingsError` that names every variable that is wrong and what it should be. */
export function readSettings(variables: Readonly<NodeJS.ProcessEnv> = process.env): Settings {
  // An empty variable is how compose files and shells say "not set".
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) throw new SettingsError(complain(parsed.error, given))

  const values = parsed.data
  return {
    databaseUrl: values.DATABASE_URL,
    data: resolve(values.KOPPEL_DATA),
    host: values.HOST,
    port: values.PORT,
    url: values.KOPPEL_URL ?? `http://${addressOf(values.HOST)}:${values.PORT}`,
    crmName: values.KOPPEL_CRM_NAME,
    secretKeyFile: values.KOPPEL_SECRET_KEY_FILE,
    demo: values.KOPPEL_DEMO === 'on',
    firstAdministrator: administratorOf(values.KOPPEL_ADMIN_EMAIL, values.KOPPEL_ADMIN_PASSWORD),
    outboundAllow: values.KOPPEL_OUTBOUND_ALLOW,
    trustedProxies: values.KOPPEL_TRUSTED_PROXIES,
    logLevel: values.LOG_LEVEL,
  }
}

function complain(error: z.ZodError, given: Readonly<NodeJS.ProcessEnv>): string {
  const names = new Set(error.issues.map(({ path }) => path[0] as Name))
  return [...names]
    .map((name) => {
      const value = confidential.has(name) ? 'cannot be used' : `is "${given[name]}"`
      return `${name} ${value}; it should be ${expected[name]}.`
    })
    .join('\n')
}

function administratorOf(email: string | undefined, password: string | undefined) {
  if (email !== undefined && password !== undefined) return { email, password }
  if (email === undefined && password === undefined) return undefined
  throw new SettingsError('KOPPEL_ADMIN_EMAIL and KOPPEL_ADMIN_PASSWORD go together: set both or neither.')
}

/** The address to open in a browser on this machine; nobody can open 0.0.0.0. */
function addressOf(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost'
  return isIP(host) === 6 ? `[${host}]` : host
}

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/')
  const width = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : -1
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= width
}

function isNetwork(text: string): boolean {
  try {
    return networkPolicy([text]).allowed.length === 1
  } catch {
    return false
  }
}

const keyBytes = 32

/** The master key that seals secrets: from the operator's file, or made once and kept in `data`. */
export async function readMasterKey({ secretKeyFile, data }: Settings): Promise<Buffer> {
  const file = secretKeyFile ?? join(data, 'secret-key')
  if (secretKeyFile === undefined) await makeKey(data, file)
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new SettingsError(`The secret key cannot be read from ${file}: ${String(error)}`)
  })
  const key = Buffer.from(text.trim(), /^[0-9a-f]{64}$/i.test(text.trim()) ? 'hex' : 'base64')
  if (key.length === keyBytes) return key
  throw new SettingsError(
    `${file} should hold 32 random bytes as base64 or hex. Make one with: openssl rand -base64 32`,
  )
}

/** Complete under its name or not there at all, so that a crash here never costs a secret. */
async function makeKey(data: string, file: string): Promise<void> {
  await mkdir(data, { recursive: true, mode: 0o700 })
  const fresh = `${file}.${randomBytes(4).toString('hex')}`
  const handle = await open(fresh, 'wx', 0o600)
  try {
    await handle.writeFile(`${randomBytes(keyBytes).toString('base64')}\n`)
    await handle.sync()
    await link(fresh, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  } finally {
    await handle.close()
    await rm(fresh, { force: true })
  }
}
