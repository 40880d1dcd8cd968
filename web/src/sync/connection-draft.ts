import { type FieldShape, misread, type Value } from '../ui/field.ts'
import type { Connection, Connector, Scope, Setting, TestAnswer } from './queries.ts'

// What stands in the form of an ERP connection, and whether it may be saved. Pure.

export type Values = Readonly<Record<string, Value>>

export interface Draft {
  readonly name: string
  readonly connectorId: number | null
  readonly scope: Scope
  /** Secrets only where they were typed. */
  readonly settings: Values
  readonly description: string
}

/** A test, and the values it was about. */
export interface Tested {
  readonly of: string
  readonly answer: TestAnswer
}

export const newDraft: Draft = {
  name: '',
  connectorId: null,
  scope: { kind: 'everyone', users: [], groups: [] },
  settings: {},
  description: '',
}

export function draftOf({ name, connector, scope, settings, description }: Connection): Draft {
  return { name, connectorId: connector.id, scope, settings, description }
}

export function chooseConnector(draft: Draft, connector: Connector): Draft {
  if (draft.connectorId === connector.id) return draft
  return { ...draft, connectorId: connector.id, settings: defaultsOf(connector.settings) }
}

function defaultsOf(settings: readonly Setting[]): Values {
  return Object.fromEntries(
    settings
      .filter(({ kind }) => kind !== 'secret' && kind !== 'label')
      .map(({ key, kind, default: preset }) => [key, preset ?? (kind === 'checkbox' ? false : null)]),
  )
}

/** Two drafts with the same mark connect to the same place in the same way. */
export function markOf({ connectorId, settings }: Draft): string {
  const given = Object.entries(settings).filter(([, value]) => value !== null && value !== '')
  return JSON.stringify([connectorId, given.sort(([a], [b]) => (a < b ? -1 : 1))])
}

export type Obstacle = 'name' | 'connector' | 'settings' | 'scope' | 'untested' | 'retest' | 'failed'

interface Around {
  readonly settings: readonly Setting[]
  readonly connection: Connection | undefined
  readonly tested: Tested | undefined
}

/** What still keeps OK disabled; undefined if nothing does. */
export function obstacleOf(draft: Draft, around: Around): Obstacle | undefined {
  if (draft.name.trim() === '') return 'name'
  if (draft.connectorId === null) return 'connector'
  if (faultySettings(draft, around).length > 0) return 'settings'
  const { scope } = draft
  if (scope.kind === 'selected' && scope.users.length + scope.groups.length === 0) return 'scope'
  return untested(draft, around)
}

function untested(draft: Draft, { connection, tested }: Around): Obstacle | undefined {
  // What is stored was tested when it was saved.
  if (connection && markOf(draft) === markOf(draftOf(connection))) return undefined
  if (!tested) return 'untested'
  if (tested.of !== markOf(draft)) return 'retest'
  return tested.answer.ok ? undefined : 'failed'
}

/**
 * Whether the form leads to another place or account than what is stored: then stored secrets stay behind. The server has
 * the last word (`sameAccount` there has the same rule).
 */
export function movedAccount(
  { settings: values }: Draft,
  { settings, connection }: { readonly settings: readonly Setting[]; readonly connection: Connection },
): boolean {
  if (connection.secretsSet.length === 0) return false
  return settings.some(({ key, kind, mandatory }) => {
    const pair = [values[key] ?? null, connection.settings[key] ?? null] as const
    const typed = kind === 'text' || kind === 'integer'
    const decides = typed && (mandatory || pair.some((value) => String(value).includes('://')))
    return decides && pair[0] !== pair[1]
  })
}

/** Settings that are mandatory and empty, or that cannot be read. */
export function faultySettings(
  draft: Draft,
  { settings, connection }: Pick<Around, 'settings' | 'connection'>,
): readonly Setting[] {
  const { settings: values } = draft
  const stored = connection?.secretsSet ?? []
  const moved = connection !== undefined && movedAccount(draft, { settings, connection })
  return settings.filter((setting) => {
    const value = values[setting.key] ?? null
    if (faultOf(setting, value) !== undefined) return true
    const empty = value === null || String(value).trim() === ''
    const kept = setting.kind === 'secret' && stored.includes(setting.key) && !moved
    return empty && setting.mandatory && setting.kind !== 'checkbox' && setting.kind !== 'label' && !kept
  })
}

export type SettingFault = 'integer' | 'decimal' | 'date' | 'min' | 'max' | 'maxLength'

/** Why a value is none of this setting, as the server would see it. */
export function faultOf(setting: Setting, value: Value): SettingFault | undefined {
  const { kind, min, max, maxLength } = setting
  if (misread(shapeOf(setting), value)) return kind === 'integer' || kind === 'decimal' ? kind : 'date'
  if (value === null || value === '') return undefined
  if (min !== null && Number(value) < Number(min)) return 'min'
  if (max !== null && Number(value) > Number(max)) return 'max'
  return maxLength !== null && [...String(value)].length > maxLength ? 'maxLength' : undefined
}

/** A setting as the kit draws fields. */
export function shapeOf({ key, kind, label, mandatory, items }: Setting): FieldShape {
  const type = kind === 'secret' || kind === 'label' ? 'text' : kind
  return {
    key,
    label,
    type,
    mandatory,
    maxLength: null,
    items: items?.map(({ key, label, inactive }) => ({ key, name: label, inactive })) ?? null,
  }
}
