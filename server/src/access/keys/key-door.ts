import type { Context } from 'hono'
import type { Env } from '../../contract.ts'
import { ProblemError } from '../../problem.ts'
import type { Db } from '../../store/index.ts'
import { hashToken } from '../tokens.ts'
import { readApiKey } from './api-keys.ts'
import { wrongKeyLimit } from './wrong-key-limit.ts'

/** Where a request with an API key is looked at. */
export interface KeyDoor {
  /** The id of a key that opened something before; nothing is asked. */
  known(key: string): number | undefined
  /** Who the key acts as; undefined when it opens nothing. 429 to an address that tried too many that do not. */
  open(key: string, c: Context<Env> | undefined): ReturnType<typeof readApiKey>
}

const remembered = 1_000

export function keyDoor(db: Db, clientAddress: (c: Context<Env>) => string | undefined): KeyDoor {
  const limit = wrongKeyLimit(db)
  // Keys that opened something are let through to be looked at again: a wrong key elsewhere behind the same address
  // must not stop them.
  const good = new Map<string, number>()

  return {
    known: (key) => good.get(hashToken(key)),
    async open(key, c) {
      const hash = hashToken(key)
      if (good.has(hash)) {
        const found = await readApiKey(db, key)
        // Revoked meanwhile: it counts from its next use.
        if (!found) good.delete(hash)
        return found
      }
      const address = (c && clientAddress(c)) ?? 'unknown'
      const wait = await limit.attempt(address)
      if (wait > 0) throw tooManyKeys(wait, c)
      const found = await readApiKey(db, key)
      if (found) {
        await limit.right(address)
        remember(hash, found.keyId)
      }
      return found
    },
  }

  function remember(hash: string, keyId: number): void {
    good.set(hash, keyId)
    const [oldest] = good.keys()
    if (good.size > remembered && oldest !== undefined) good.delete(oldest)
  }
}

function tooManyKeys(wait: number, c: Context<Env> | undefined): ProblemError {
  c?.header('retry-after', String(Math.ceil(wait / 1000)))
  return new ProblemError(429, 'tooManyTries', {
    en: 'Too many wrong API keys came from this address. Wait a moment, and check the key.',
    nl: 'Van dit adres kwamen te veel verkeerde API-sleutels. Wacht even en controleer de sleutel.',
  })
}
