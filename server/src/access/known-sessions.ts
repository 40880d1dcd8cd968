import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../store/index.ts'
import type { Role } from '../store/tables.ts'

/** A user as each request reads it anew. */
export interface Present {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly licences: string[]
  readonly language: 'nl' | 'en' | null
  readonly lastSeenAt: string | null
}

/** Cookies that were found good before: what remains to be asked is whether their session still stands. */
export interface KnownSessions {
  /** Whose they were when they were last read; nothing is asked. */
  userOf(cookies: string): string | undefined
  /** Undefined where better-auth has to look: unknown cookies, a session that ended or has to be renewed. */
  read(cookies: string): Promise<{ readonly sessionId: string; readonly user: Present } | undefined>
  /** To be called with cookies better-auth has just found to be those of this session. */
  remember(cookies: string, sessionId: string, userId: string): void
}

const remembered = 10_000

/**
 * Who a session belongs to, in one statement.
 *
 * A signature says of the same cookies the same thing for ever, and checking it costs more than all the rest; session and
 * user are read from the database each time, so that what ends there has ended here.
 *
 * @param freshForSeconds a session that ends sooner than this is left to better-auth, which renews it
 */
export function knownSessions(db: Db, freshForSeconds: number): KnownSessions {
  const sessions = new Map<string, { readonly id: string; readonly userId: string }>()

  return {
    userOf: (cookies) => sessions.get(hashOf(cookies))?.userId,
    async read(cookies) {
      const key = hashOf(cookies)
      const session = sessions.get(key)
      if (!session) return undefined
      const { rows } = await sql<Present>`
        /* kept */
        select u.id, u.name, u.email, u.role, u.licences, u.language, u.last_seen_at
        from user_session s join app_user u on u.id = s.user_id
        where s.id = ${session.id} and s.expires_at > now() + make_interval(secs => ${freshForSeconds})
          and u.disabled_at is null`.execute(db)
      const [user] = rows
      if (user) return { sessionId: session.id, user }
      sessions.delete(key)
      return undefined
    },
    remember(cookies, sessionId, userId) {
      sessions.set(hashOf(cookies), { id: sessionId, userId })
      const [oldest] = sessions.keys()
      if (sessions.size > remembered && oldest !== undefined) sessions.delete(oldest)
    },
  }
}

// What opens a session is not kept in memory longer than it is looked at.
function hashOf(cookies: string): string {
  return createHash('sha256').update(cookies).digest('base64')
}
