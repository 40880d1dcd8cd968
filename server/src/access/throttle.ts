import type { Context } from 'hono'
import type { Env } from '../contract.ts'
import { ProblemError } from '../problem.ts'
import type { RequestLimit } from './request-limit.ts'
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

/** Counts a request; 429 when too many were made in this name. */
export function notTooHasty(c: Context<Env>, limit: RequestLimit, name: string): void {
  // The stream a screen listens to has an allowance of its own: it has to come back whatever the screen asked before.
  const wait = limit.attempt(c.req.path === '/api/v1/events' ? `${name}/events` : name)
  if (wait === 0) return
  c.header('retry-after', String(Math.ceil(wait / 1000)))
  throw new ProblemError(429, 'tooManyRequests', {
    en: 'Too much was asked in a short time. Nothing was changed; try again in a few seconds.',
    nl: 'Er is in korte tijd te veel gevraagd. Er is niets gewijzigd; probeer het over enkele seconden opnieuw.',
  })
}
