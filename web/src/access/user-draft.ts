import type { Licence, Role, User } from './queries.ts'
import { licences } from './queries.ts'

// Somebody's name, e-mail, role and licences while they are being edited. Pure.

export interface UserDraft {
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly licences: readonly Licence[]
}

export function beginUser(user: User | undefined): UserDraft {
  return {
    name: user?.name ?? '',
    email: user?.email ?? '',
    role: user?.role ?? 'user',
    licences: licences.filter((licence) => (user ? user.licences.includes(licence) : licence === 'erpSync')),
  }
}

/** What was changed here, and no more: what another administrator changed meanwhile stays theirs. */
export function changesIn(begun: UserDraft, { name, email, role, licences }: UserDraft) {
  return {
    ...(name !== begun.name && { name }),
    ...(email !== begun.email && { email }),
    ...(role !== begun.role && { role }),
    ...(licences.join() !== begun.licences.join() && { licences: [...licences] }),
  }
}
