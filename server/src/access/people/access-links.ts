import { sql } from 'kysely'
import { ProblemError } from '../../problem.ts'
import type { Db, Store, Tx } from '../../store/index.ts'
import { audit } from '../../store/index.ts'
import { hashToken, newToken } from '../tokens.ts'
import { findUser, sessionsChanged, setPassword } from './users.ts'

// One-time links with which somebody chooses a password. Whoever makes one hands it over: no mail server is assumed.

const validForDays = 7

export interface AccessLink {
  readonly kind: 'invitation' | 'reset'
  readonly link: string
  readonly expiresAt: string
}

/** Voids the link before. `by` is nobody when it is made on the machine itself. */
export async function makeAccessLink(
  tx: Tx,
  url: string,
  userId: string,
  by: string | null,
): Promise<AccessLink> {
  const user = await findUser(tx, userId)
  if (user.disabled) throw userDisabled()
  const kind = user.hasPassword ? 'reset' : 'invitation'
  const token = newToken()
  await tx.deleteFrom('accessLink').where('userId', '=', userId).execute()
  const { expiresAt } = await tx
    .insertInto('accessLink')
    .values({
      ...{ userId, kind, tokenHash: hashToken(token), createdBy: by },
      expiresAt: sql<string>`now() + make_interval(days => ${validForDays})`,
    })
    .returning('expiresAt')
    .executeTakeFirstOrThrow()
  await audit(tx, {
    userId: by,
    action: 'createAccessLink',
    subject: `user/${userId}`,
    new: { kind, expiresAt },
  })
  // Behind the #: browsers send it to no server, so it stands in no log.
  return { kind, link: `${url}/set-password#${token}`, expiresAt }
}

/** Whose password this link chooses. */
export async function lookAtLink(db: Db | Tx, token: string) {
  const found = await db
    .selectFrom('accessLink')
    .innerJoin('appUser', 'appUser.id', 'accessLink.userId')
    .select(['appUser.id as userId', 'kind', 'name', 'email'])
    .where('tokenHash', '=', hashToken(token))
    .where('expiresAt', '>', sql<string>`now()`)
    .where('disabledAt', 'is', null)
    .executeTakeFirst()
  if (!found) throw linkInvalid()
  return found
}

/** Whoever was signed in as this user is not any more. */
export function spendLink(store: Store, token: string, password: string): Promise<void> {
  return store.transaction(async (tx) => {
    const { userId, kind } = await lookAtLink(tx, token)
    const { numDeletedRows } = await tx
      .deleteFrom('accessLink')
      .where('tokenHash', '=', hashToken(token))
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw linkInvalid()
    await setPassword(tx, userId, password)
    await tx.deleteFrom('userSession').where('userId', '=', userId).execute()
    await audit(tx, { userId, action: 'useAccessLink', subject: `user/${userId}`, new: { kind } })
    await sessionsChanged(tx, userId)
  })
}

function userDisabled(): ProblemError {
  return new ProblemError(409, 'userDisabled', {
    en: 'This user is disabled. Enable the user first.',
    nl: 'Deze gebruiker is uitgeschakeld. Schakel de gebruiker eerst in.',
  })
}

function linkInvalid(): ProblemError {
  return new ProblemError(403, 'accessLinkInvalid', {
    en: 'This link was used, replaced by a newer one, or is too old. Ask the administrator for a new one.',
    nl: 'Deze link is gebruikt, vervangen door een nieuwere, of verlopen. Vraag de beheerder om een nieuwe.',
  })
}
