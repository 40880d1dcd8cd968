import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Env, SignedIn } from './contract.ts'
import { ProblemError } from './problem.ts'

/** An empty set of routes for an area; input that does not fit its schema is answered 400 `malformedRequest`. */
export function areaRoutes(): OpenAPIHono<Env> {
  return new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (result.success) return
      throw new ProblemError(
        400,
        'malformedRequest',
        { en: 'The request was not understood.', nl: 'Het verzoek is niet begrepen.' },
        {
          faults: result.error.issues.map((issue) => ({
            code: issue.code,
            explanation: issue.message,
            at: issue.path.join('.'),
          })),
        },
      )
    },
  })
}

/** The one who is signed in; routes with access `public` may have nobody. */
export function signedIn(c: Context<Env>): SignedIn {
  const user = c.get('user')
  if (!user)
    throw new ProblemError(401, 'notSignedIn', { en: 'Please sign in first.', nl: 'Meld u eerst aan.' })
  return user
}
