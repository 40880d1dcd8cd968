import type { Context } from 'hono'
import type { Env } from '../../contract.ts'
import { ProblemError } from '../../problem.ts'
import type { Db } from '../../store/index.ts'
import { hashToken } from '../tokens.ts'
import { readApiKey } from './api-keys.ts'
import { wrongKeyLimit } from './wrong-key-limit.ts'

/** Where a request with an API key is looked at. */
export interface KeyDoor {
  /** Who the key acts as; undefined when it opens nothing. 429 to an address that tried too many that do not. */
  open(key: string, c: Context<Env> | undefined): ReturnType<typeof readApiKey>
}

const remembered = 1_000

export function keyDoor(db: Db, clientAddress: (c: Context<Env>) => string | undefined): KeyDoor {
  const limit = wrongKeyLimit()
  // Keys that opened something are let through to be looked at again: a wrong key elsewhere behind the same address
  // must not stop them.
  const good = new Set<string>()

  return {
    async open(key, c) {
      const address = (c && clientAddress(c)) ?? 'unknown'
      const hash = hashToken(key)
      const wait = good.has(hash) ? 0 : limit.wait(address, Date.now())
      if (wait > 0) {
        c?.header('retry-after', String(Math.ceil(wait / 1000)))
        throw tooManyKeys()
      }
      const found = await readApiKey(db, key)
      if (found) remember(hash)
      else {
        good.delete(hash)
        limit.wrong(address, Date.now())
      }
      return found
    },
  }

  function remember(hash: string): void {
    good.delete(hash)
    good.add(hash)
    const [oldest] = good
    if (good.size > remembered && oldest !== undefined) good.delete(oldest)
  }
}

function tooManyKeys(): ProblemError {
  return new ProblemError(429, 'tooManyTries', {
    en: 'Too many wrong API keys came from this address. Wait a moment, and check the key.',
    nl: 'Van dit adres kwamen te veel verkeerde API-sleutels. Wacht even en controleer de sleutel.',
  })
}
