import type { Context } from 'hono'
import type { Env } from '../contract.ts'
import { ProblemError } from '../problem.ts'
import type { SignInLimit } from './sign-in-limit.ts'

/** Counts a secret that is tried; 429 when too many were. */
export async function throttle(
  c: Context<Env>,
  limit: SignInLimit,
  account: string,
  address: string,
): Promise<void> {
  const wait = await limit.attempt(account, address)
  if (wait === 0) return
  c.header('retry-after', String(Math.ceil(wait / 1000)))
  throw new ProblemError(429, 'tooManyTries', {
    en: 'Too many tries. Wait a moment and try again.',
    nl: 'Te veel pogingen. Wacht even en probeer het opnieuw.',
  })
}
