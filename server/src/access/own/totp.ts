import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

// Codes of authenticator apps (RFC 6238): six digits, a new one every 30 seconds, HMAC-SHA-1 as all apps expect.

const stepMs = 30_000
const digits = 6
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export const newSecret = (): Buffer => randomBytes(20)
export const stepAt = (now: number): number => Math.floor(now / stepMs)

export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0xf
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/**
 * The time step this code belongs to: now, or one step beside it for a clock that is off. None for a wrong code, and
 * none up to `after`, the step of the last code that was used: a code that was looked at over a shoulder is worthless.
 */
export function matchingStep(
  secret: Uint8Array,
  code: string,
  now: number,
  after: number,
): number | undefined {
  const given = Buffer.from(code.replaceAll(/\s/g, ''))
  const current = stepAt(now)
  return [current, current - 1, current + 1]
    .filter((step) => step > after)
    .find((step) => {
      const expected = Buffer.from(codeAt(secret, step))
      return given.length === expected.length && timingSafeEqual(given, expected)
    })
}

/** What an authenticator app reads from the QR code. */
export function otpauthUri(secret: Uint8Array, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`
}

/** As apps want it typed: base32 without padding. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('')
}
