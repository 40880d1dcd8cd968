import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

// What is stored, as text: `k1.<key>.<text>`; the parts are base64url of nonce, ciphertext and tag.
// Every secret has a key of its own, sealed with the master key. Changing the master key means sealing those
// small keys anew, not the secrets; and a key that leaks from memory opens one secret.

/** Where a secret is stored. It opens nowhere else: moved to another row or field it is worthless. */
export interface SecretPlace {
  readonly table: string
  readonly row: string | number
  readonly field: string
}

/** The secret cannot be opened here: wrong master key, another place, or damaged. */
export class SecretError extends Error {
  override readonly name = 'SecretError'
}

const algorithm = 'aes-256-gcm'
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const keyVersion = 'k1'

/** Encrypts `text` for this place. The key has 32 bytes. */
export function seal(masterKey: Uint8Array, place: SecretPlace, text: string): string {
  const bound = boundTo(place)
  const secretKey = randomBytes(keyBytes)
  const parts = [
    encrypt(masterKey, `${bound}key`, secretKey),
    encrypt(secretKey, `${bound}text`, Buffer.from(text, 'utf8')),
  ]
  secretKey.fill(0)
  return [keyVersion, ...parts.map((part) => part.toString('base64url'))].join('.')
}

/** Decrypts what `seal` made for the same place; throws `SecretError` for anything else. */
export function open(masterKey: Uint8Array, place: SecretPlace, sealed: string): string {
  const [version, wrappedKey, text, ...rest] = sealed.split('.')
  if (version !== keyVersion || wrappedKey === undefined || text === undefined || rest.length > 0) {
    throw new SecretError('The stored secret is damaged or was written by a newer version of Koppel.')
  }
  const bound = boundTo(place)
  const secretKey = decrypt(masterKey, `${bound}key`, wrappedKey)
  return decrypt(secretKey, `${bound}text`, text).toString('utf8')
}

function boundTo({ table, row, field }: SecretPlace): string {
  return JSON.stringify([keyVersion, table, String(row), field])
}

function encrypt(key: Uint8Array, bound: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(bound, 'utf8'))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Uint8Array, bound: string, encoded: string): Buffer {
  const bytes = Buffer.from(encoded, 'base64url')
  // Decoding ignores spare bits at the end; every character has to count.
  if (bytes.length < nonceBytes + tagBytes || bytes.toString('base64url') !== encoded) throw damaged()
  try {
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    })
    decipher.setAAD(Buffer.from(bound, 'utf8'))
    decipher.setAuthTag(bytes.subarray(-tagBytes))
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()])
  } catch (error) {
    throw damaged(error)
  }
}

function damaged(cause?: unknown): SecretError {
  return new SecretError(
    'The stored secret cannot be opened: the master key is another one, or the secret was moved or damaged.',
    { cause },
  )
}
