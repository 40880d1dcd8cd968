import type { ListItem } from './actor.ts'
import type { Text } from './text.ts'

/** One thing an administrator fills in; the web draws its form from these, in the order given. */
export type Setting = {
  readonly label: Text
  readonly help?: Text
  /** The connection cannot be tested without it. */
  readonly mandatory?: boolean
} /** `maxLength` in characters (code points); left out: 2000. */ & (
  | { readonly kind: 'text'; readonly default?: string; readonly maxLength?: number }
  /** Masked, encrypted at rest, never shown again. */
  | { readonly kind: 'secret' }
  /** `min` and `max` themselves are allowed; left out: no bound. */
  | { readonly kind: 'integer'; readonly default?: number; readonly min?: number; readonly max?: number }
  /** Exact decimal text, bounds too. */
  | { readonly kind: 'decimal'; readonly default?: string; readonly min?: string; readonly max?: string }
  | { readonly kind: 'date'; readonly default?: string }
  | { readonly kind: 'checkbox'; readonly default?: boolean }
  /** A choice: of `items`, or of what the connector's `settingItems` answers. */
  | { readonly kind: 'list'; readonly default?: string; readonly items?: readonly ListItem[] }
  /** Text between the fields; holds no value. */
  | { readonly kind: 'label' }
)

export type Settings = Readonly<Record<string, Setting>>

type SettingValue<K extends Setting['kind']> = K extends 'integer'
  ? number
  : K extends 'checkbox'
    ? boolean
    : string

type Always = { readonly mandatory: true } | { readonly default: unknown } | { readonly kind: 'checkbox' }

/**
 * The values an administrator gave, typed from the declared settings.
 *
 * Mandatory settings and those with a default are always there; a checkbox left alone is `false`.
 */
export type SettingsOf<S extends Settings> = {
  readonly [K in keyof S as S[K] extends { kind: 'label' } ? never : K]:
    | SettingValue<S[K]['kind']>
    | (S[K] extends Always ? never : undefined)
}
