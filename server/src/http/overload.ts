import type { MiddlewareHandler } from 'hono'
import { ProblemError } from '../problem.ts'
import type { HttpEnv } from './env.ts'

/**
 * So many that wait for a connection to the database are answered within about half a second. Whoever comes later would
 * wait ever longer, while nobody is served faster.
 */
const mostWaiting = 60

// Whoever watches over us must not take busy for dead; an event stream costs nothing while it lasts.
const always = new Set(['/api/v1/health', '/api/v1/events'])

/** Refuses at the door, before anything is asked of the database, what could not be answered in time. */
export function refusesWhenOverloaded(waiting: () => number): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    if (waiting() >= mostWaiting && !always.has(c.req.path)) {
      throw new ProblemError(503, 'overloaded', {
        en: 'Too much is asked of Koppel at the moment. Nothing was changed; try again in a few seconds.',
        nl: 'Er wordt op dit moment te veel van Koppel gevraagd. Er is niets gewijzigd; probeer het over enkele seconden opnieuw.',
      })
    }
    await next()
  }
}
