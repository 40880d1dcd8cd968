import { createRoute, type RouteConfig, z } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { notFound, ProblemError } from './problem.ts'
import type { Role } from './store/tables.ts'

// What every area's contract.ts is written with. A contract holds schemas and routes and nothing that runs.

/** Who is asking, as the session says on this very request. */
export interface SignedIn {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly licences: readonly string[]
  readonly language: 'nl' | 'en'
}

/** What a request proved who it is with. */
export type Credential =
  | { readonly kind: 'session'; readonly id: string }
  | { readonly kind: 'apiKey'; readonly id: number }

export interface Env {
  Variables: {
    user: SignedIn | undefined
    credential: Credential | undefined
    language: 'nl' | 'en'
    requestId: string
  }
}

/** Who may call a route. `reader` is everybody signed in; `user` may change records; read-only users may not. */
export type Access = 'public' | 'reader' | 'user' | 'administrator'

const mayCall: Record<Access, readonly Role[]> = {
  public: ['administrator', 'user', 'readOnly'],
  reader: ['administrator', 'user', 'readOnly'],
  user: ['administrator', 'user'],
  administrator: ['administrator'],
}

function allow(access: Access, byPerson: boolean): MiddlewareHandler<Env> {
  return async (c, next) => {
    const user = c.get('user')
    if (byPerson && c.get('credential')?.kind === 'apiKey') throw keyNotAllowed()
    if (access !== 'public' && !user) {
      throw new ProblemError(401, 'notSignedIn', { en: 'Please sign in first.', nl: 'Meld u eerst aan.' })
    }
    if (user && !mayCall[access].includes(user.role)) {
      throw new ProblemError(403, 'notAllowed', {
        en: 'Your role does not allow this.',
        nl: 'Uw rol staat dit niet toe.',
      })
    }
    await next()
  }
}

interface WhoMayCall {
  readonly access: Access
  /** Only somebody signed in: what gives access is not for API keys to give. */
  readonly byPerson?: boolean
}

/** Declares a route with who may call it; a route cannot be declared without. */
export function route<const R extends RouteConfig & WhoMayCall>(config: R) {
  const { access, byPerson = false } = config
  return createRoute({
    ...config,
    'x-access': access,
    ...(byPerson ? { 'x-by-person': true } : {}),
    middleware: allow(access, byPerson),
  })
}

function keyNotAllowed(): ProblemError {
  return new ProblemError(403, 'keyNotAllowed', {
    en: 'An API key cannot do this. Sign in as a person.',
    nl: 'Dit kan niet met een API-sleutel. Meld u als persoon aan.',
  })
}

export const problem = z
  .object({
    type: z.string().describe('urn:koppel:problem:<code>'),
    title: z.string().describe('What happened and what to do, in the language of the user'),
    status: z.int(),
    code: z.string().describe('Stable; see docs/operations.md'),
    detail: z.string().optional().describe('For the operator'),
    requestId: z.string().describe('Find it in the log with this'),
    faults: z
      .array(z.object({ code: z.string(), title: z.string(), at: z.string().optional() }))
      .describe('What is wrong where'),
    current: z.unknown().optional().describe('The state the request should have been based on'),
  })
  .openapi('Problem')
export type ProblemAnswer = z.infer<typeof problem>

/** A problem as it was stored when nobody waited for an answer, in the language of who reads it. */
export const storedProblem = z.object({ code: z.string(), title: z.string(), detail: z.string().nullable() })

const problems = {
  description: 'A problem (RFC 9457)',
  content: { 'application/problem+json': { schema: problem } },
} as const

/** 200 with `schema`, or a problem. */
export function answers<S extends z.ZodType>(schema: S, description = 'OK') {
  return {
    200: { description, content: { 'application/json': { schema } } },
    default: problems,
  } as const
}

/** 204, or a problem. */
export const answersNothing = { 204: { description: 'Done' }, default: problems } as const

/** A mandatory JSON body. */
export function body<S extends z.ZodType>(schema: S) {
  return { required: true, content: { 'application/json': { schema } } } as const
}

export const idParam = z.object({ id: z.coerce.number().int().positive() })
export const recordType = z.enum(['company', 'person', 'project'])
export const actorType = z.enum(['customer', 'supplier', 'person', 'project'])
export const direction = z.enum(['toCrm', 'toErp'])

/** One value in canonical form (see the SDK's `Value`). */
export const value = z.union([z.string(), z.number(), z.boolean(), z.null()])
export const values = z.record(z.string(), value)

/** ISO time, UTC, microseconds. */
export const time = z.string()

/** One page of a list: `offset` rows are passed over. */
export const paging = z.object({
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export { notFound, z }
