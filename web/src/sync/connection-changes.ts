import type { Value } from '../ui/field.ts'
import { type Draft, markOf } from './connection-draft.ts'
import type { Scope } from './queries.ts'
import { sameScope } from './scope-members.ts'

// What was changed in the form of an ERP connection since it was opened, here and by somebody else. Pure.

interface Change<What extends string, Of> {
  readonly what: What
  readonly was: Of
  readonly now: Of
  /** Changed in the own draft, too. */
  readonly mine: boolean
}

export type ConnectionChange =
  | Change<'name' | 'description', string>
  | Change<'scope', Scope>
  | (Change<'setting', Value> & { readonly key: string })

/** What is to be sent: nothing that was not changed here, so that nothing of somebody else is overwritten. */
export function ownChanges(begun: Draft, { name, description, scope, settings, ...draft }: Draft) {
  return {
    ...(name !== begun.name && { name }),
    ...(description !== begun.description && { description }),
    ...(!sameScope(scope, begun.scope) && { scope }),
    ...(markOf({ ...draft, name, description, scope, settings }) !== markOf(begun) && { settings }),
  }
}

/** What somebody else saved since the form was opened. */
export function theirChanges(begun: Draft, draft: Draft, now: Draft): readonly ConnectionChange[] {
  const texts = (['name', 'description'] as const)
    .filter((what) => now[what] !== begun[what])
    .map((what) => ({ what, was: begun[what], now: now[what], mine: draft[what] !== begun[what] }))
  const scope = sameScope(begun.scope, now.scope)
    ? []
    : [
        {
          what: 'scope' as const,
          was: begun.scope,
          now: now.scope,
          mine: !sameScope(draft.scope, begun.scope),
        },
      ]
  const mine = new Set(movedSettings(begun, draft))
  const settings = movedSettings(begun, now).map((key) => ({
    what: 'setting' as const,
    key,
    was: begun.settings[key] ?? null,
    now: now.settings[key] ?? null,
    mine: mine.has(key),
  }))
  return [...texts, ...scope, ...settings]
}

/** The own changes on top of what is stored now. */
export function onTopOf(begun: Draft, draft: Draft, now: Draft): Draft {
  const { settings, ...own } = ownChanges(begun, draft)
  const typed = settings ? movedSettings(begun, draft).map((key) => [key, draft.settings[key] ?? null]) : []
  return { ...now, ...own, settings: { ...now.settings, ...Object.fromEntries(typed) } }
}

function movedSettings(before: Draft, after: Draft): string[] {
  const valueIn = ({ settings }: Draft, key: string) => settings[key] ?? ''
  return [...new Set([...Object.keys(before.settings), ...Object.keys(after.settings)])].filter(
    (key) => valueIn(before, key) !== valueIn(after, key),
  )
}
