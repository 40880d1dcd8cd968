import type { Store } from '../../store/index.ts'
import { audit } from '../../store/index.ts'
import { endTwoFactor } from '../own/two-factor.ts'
import { type AccessLink, makeAccessLink } from './access-links.ts'

/**
 * For whoever sits at the server when no administrator can sign in any more: this user is an enabled administrator again,
 * signs in without a code, and chooses a password with the link. Undefined when there is no such user.
 */
export function restoreAccess(store: Store, url: string, email: string): Promise<AccessLink | undefined> {
  return store.transaction(async (tx) => {
    const user = await tx
      .updateTable('appUser')
      .set({ role: 'administrator', disabledAt: null })
      .where('email', '=', email.toLowerCase())
      .returning('id')
      .executeTakeFirst()
    if (!user) return undefined
    await audit(tx, { userId: null, action: 'recoverAdministrator', subject: `user/${user.id}` })
    await endTwoFactor(tx, user.id, { userId: null, action: 'resetTwoFactor' })
    return await makeAccessLink(tx, url, user.id, null)
  })
}
