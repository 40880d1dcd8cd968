import { sql } from 'kysely'
import { ProblemError } from '../../problem.ts'
import type { Db, Store, Tx } from '../../store/index.ts'
import { audit, open, SecretError, seal } from '../../store/index.ts'
import { renewRecoveryCodes, spendRecoveryCode } from './recovery-codes.ts'
import { base32, matchingStep, newSecret, otpauthUri } from './totp.ts'

// Signing in with a code of an authenticator app as well. Why it is ours: docs/decisions/0016-second-step-and-keys.md

const place = (userId: string) => ({ table: 'user_totp', row: userId, field: 'secret' })

export async function readTwoFactor(db: Db | Tx, userId: string) {
  const row = await confirmed(db, userId)
  const { left } = await db
    .selectFrom('userRecoveryCode')
    .select(sql<number>`count(*)::int`.as('left'))
    .where('userId', '=', userId)
    .executeTakeFirstOrThrow()
  return { since: row?.confirmedAt ?? null, recoveryCodesLeft: row ? left : 0 }
}

/** A secret that counts once `confirmTwoFactor` has seen a code of it. Begun again, the one before is forgotten. */
export async function beginTwoFactor(
  db: Db,
  masterKey: Uint8Array,
  user: { readonly id: string; readonly email: string },
  issuer: string,
): Promise<{ secret: string; uri: string }> {
  const secret = newSecret()
  const sealed = seal(masterKey, place(user.id), secret.toString('base64'))
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('userTotp')
    .values({ userId: user.id, secret: sealed, confirmedAt: null })
    .onConflict((conflict) =>
      conflict.column('userId').doUpdateSet({ secret: sealed }).where('userTotp.confirmedAt', 'is', null),
    )
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) throw twoFactorOn()
  return { secret: base32(secret), uri: otpauthUri(secret, issuer, user.email) }
}

/** Turns it on with the first code; the answer is the recovery codes. Whoever is signed in elsewhere has shown none. */
export function confirmTwoFactor(
  store: Store,
  masterKey: Uint8Array,
  by: { readonly userId: string; readonly sessionId: string },
  code: string,
): Promise<string[]> {
  const { userId, sessionId } = by
  return store.transaction(async (tx) => {
    const row = await tx
      .selectFrom('userTotp')
      .selectAll()
      .where('userId', '=', userId)
      .where('confirmedAt', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw notBegun()
    const step = stepOf(masterKey, row, code)
    if (step === undefined) throw wrongCode(422)
    await tx
      .updateTable('userTotp')
      .set({ confirmedAt: sql<string>`now()`, lastStep: step })
      .where('userId', '=', userId)
      .execute()
    await tx.deleteFrom('userSession').where('userId', '=', userId).where('id', '!=', sessionId).execute()
    await audit(tx, { userId, action: 'confirmTwoFactor', subject: `user/${userId}` })
    return await renewRecoveryCodes(tx, userId)
  })
}

/** Back to the password alone: by the user, or by whoever helps somebody who lost everything. */
export async function endTwoFactor(
  tx: Tx,
  userId: string,
  by: { readonly userId: string | null; readonly action: 'endTwoFactor' | 'resetTwoFactor' },
): Promise<void> {
  const { numDeletedRows } = await tx.deleteFrom('userTotp').where('userId', '=', userId).executeTakeFirst()
  await tx.deleteFrom('userRecoveryCode').where('userId', '=', userId).execute()
  if (numDeletedRows > 0n) await audit(tx, { ...by, subject: `user/${userId}` })
}

/**
 * Lets a sign-in pass whose password was right: without a code where none is asked for, else with one of the app or a
 * recovery code, and each of those once.
 */
export async function checkSecondStep(
  db: Db,
  masterKey: Uint8Array,
  userId: string,
  code: string | undefined,
): Promise<void> {
  const row = await confirmed(db, userId)
  if (!row) return
  if (code === undefined || code.trim() === '') throw codeNeeded()
  const step = stepOf(masterKey, row, code)
  if (step !== undefined && (await spendStep(db, userId, step))) return
  if (!(await spendRecoveryCode(db, userId, code))) throw wrongCode(401)
  await audit(db, { userId, action: 'useRecoveryCode', subject: `user/${userId}` })
}

/** Of two requests with the same code one gets it. */
async function spendStep(db: Db, userId: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('userTotp')
    .set({ lastStep: step })
    .where('userId', '=', userId)
    .where('lastStep', '<', step)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

function confirmed(db: Db | Tx, userId: string) {
  return db
    .selectFrom('userTotp')
    .selectAll()
    .where('userId', '=', userId)
    .where('confirmedAt', 'is not', null)
    .executeTakeFirst()
}

interface StoredTotp {
  readonly userId: string
  readonly secret: string
  readonly lastStep: number
}

function stepOf(masterKey: Uint8Array, row: StoredTotp, code: string): number | undefined {
  try {
    const secret = Buffer.from(open(masterKey, place(row.userId), row.secret), 'base64')
    return matchingStep(secret, code, Date.now(), row.lastStep)
  } catch (error) {
    // With another master key no code can be right; the recovery codes still are.
    if (error instanceof SecretError) return undefined
    throw error
  }
}

function codeNeeded(): ProblemError {
  return new ProblemError(401, 'codeNeeded', {
    en: 'Enter the code of your authenticator app.',
    nl: 'Vul de code van uw authenticator-app in.',
  })
}

function wrongCode(status: 401 | 422): ProblemError {
  return new ProblemError(status, 'wrongCode', {
    en: 'This code is not right, or was used already. Wait for the next one.',
    nl: 'Deze code klopt niet of is al gebruikt. Wacht op de volgende.',
  })
}

function twoFactorOn(): ProblemError {
  return new ProblemError(409, 'twoFactorOn', {
    en: 'Signing in with a code is on already. Turn it off first to use another app.',
    nl: 'Aanmelden met een code staat al aan. Zet het eerst uit om een andere app te gebruiken.',
  })
}

export function twoFactorOff(): ProblemError {
  return new ProblemError(409, 'twoFactorOff', {
    en: 'Signing in with a code is not on.',
    nl: 'Aanmelden met een code staat niet aan.',
  })
}

function notBegun(): ProblemError {
  return new ProblemError(409, 'twoFactorNotBegun', {
    en: 'Start again: there is no code to confirm.',
    nl: 'Begin opnieuw: er is geen code om te bevestigen.',
  })
}
