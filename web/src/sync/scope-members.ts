import type { Pickable } from '../ui/two-panes.tsx'
import type { Scope } from './queries.ts'

// Who is in the scope of a connection, under one kind of key for users and groups. Pure.

export interface Rights {
  readonly canConnect: boolean
  readonly canCreate: boolean
}

/** `user <id>` or `group <id>` → what they may do. */
export type Chosen = ReadonlyMap<string, Rights>

/** What somebody who was just chosen may do. */
export const usual: Rights = { canConnect: true, canCreate: false }

export function chosenIn({ users, groups }: Scope): Chosen {
  const entries = [
    ...groups.map(({ id, ...rights }) => [`group ${id}`, rights] as const),
    ...users.map(({ id, ...rights }) => [`user ${id}`, rights] as const),
  ]
  return new Map(entries)
}

export function scopeOf(chosen: Chosen): Scope {
  const of = (kind: string) =>
    [...chosen].flatMap(([key, rights]) =>
      key.startsWith(`${kind} `) ? [{ ...rights, id: key.slice(kind.length + 1) }] : [],
    )
  return {
    kind: 'selected',
    users: of('user'),
    groups: of('group').map(({ id, ...rights }) => ({ ...rights, id: Number(id) })),
  }
}

/** Whether two scopes let the same people do the same, in whatever order they name them. */
export function sameScope(a: Scope, b: Scope): boolean {
  if (a.kind !== b.kind) return false
  if (a.kind === 'everyone') return true
  const [here, there] = [chosenIn(a), chosenIn(b)]
  return here.size === there.size && [...here].every(([key, rights]) => sameRights(rights, there.get(key)))
}

export function sameRights(a: Rights | undefined, b: Rights | undefined): boolean {
  return a?.canConnect === b?.canConnect && a?.canCreate === b?.canCreate
}

interface User {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly disabled: boolean
}

/** Groups first. Whoever may no longer sign in is shown only where chosen before, so as not to vanish unseen. */
export function membersOf(
  users: readonly User[],
  groups: readonly { readonly id: number; readonly name: string }[],
  chosen: Chosen,
  groupWord: string,
): Pickable[] {
  return [
    ...groups.map(({ id, name }) => ({ id: `group ${id}`, name, detail: groupWord })),
    ...users
      .filter(({ id, disabled }) => !disabled || chosen.has(`user ${id}`))
      .map(({ id, name, email }) => ({ id: `user ${id}`, name, detail: email })),
  ]
}

/** What a user is called, with the e-mail address where another has the same name. */
export function nameApart(
  users: readonly Pick<User, 'id' | 'name' | 'email'>[],
  id: string,
): string | undefined {
  const user = users.find((one) => one.id === id)
  if (!user) return undefined
  const alone = users.every((one) => one.id === id || one.name !== user.name)
  return alone ? user.name : `${user.name} (${user.email})`
}
