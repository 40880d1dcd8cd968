import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { SettingValues } from './settings.ts'

const lifetimeMs = 30 * 60_000

/** What was tested: these very values, secrets included, on this connector. */
export interface Tested {
  readonly connectorId: number
  readonly values: SettingValues
}

/** Shows that a test of these values succeeded; holds for 30 minutes. */
export function proofOf(masterKey: Uint8Array, tested: Tested, now: number): string {
  const until = now + lifetimeMs
  return `${until}.${signature(masterKey, tested, until).toString('base64url')}`
}

/** Whether `proof` was given for exactly these values and still holds. */
export function proves(masterKey: Uint8Array, proof: string, tested: Tested, now: number): boolean {
  const [until = '', signed = ''] = proof.split('.')
  if (!/^\d{1,15}$/.test(until) || Number(until) < now) return false
  const given = Buffer.from(signed, 'base64url')
  const wanted = signature(masterKey, tested, Number(until))
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

function signature(masterKey: Uint8Array, { connectorId, values }: Tested, until: number): Buffer {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'koppel connection test', 32))
  const stated = JSON.stringify([connectorId, inOrder(values.plain), inOrder(values.secrets), until])
  return createHmac('sha256', key).update(stated).digest()
}

function inOrder(values: Readonly<Record<string, unknown>>) {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
}
