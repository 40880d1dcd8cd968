import { randomInt } from 'node:crypto'
import type { Db, Tx } from '../../store/index.ts'
import { hashToken } from '../tokens.ts'

// Letters and digits that nobody takes for another: 50 bits a code.
const alphabet = 'abcdefghjkmnpqrstvwxyz0123456789'
const howMany = 10

/** New codes in the place of those before. They are stored as hashes: this is the only time they can be shown. */
export async function renewRecoveryCodes(tx: Tx, userId: string): Promise<string[]> {
  const codes = Array.from({ length: howMany }, newCode)
  await tx.deleteFrom('userRecoveryCode').where('userId', '=', userId).execute()
  await tx
    .insertInto('userRecoveryCode')
    .values(codes.map((code) => ({ userId, codeHash: hashOf(userId, code) })))
    .execute()
  return codes
}

/** Takes the code away if it is one: of two requests with the same code one gets it. */
export async function spendRecoveryCode(db: Db | Tx, userId: string, code: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('userRecoveryCode')
    .where('userId', '=', userId)
    .where('codeHash', '=', hashOf(userId, code))
    .executeTakeFirst()
  return numDeletedRows > 0n
}

function newCode(): string {
  const characters = Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)])
  return `${characters.slice(0, 5).join('')}-${characters.slice(5).join('')}`
}

function hashOf(userId: string, code: string): string {
  return hashToken(`${userId} ${code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`)
}
