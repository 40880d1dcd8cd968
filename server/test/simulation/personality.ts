import type { Value } from '@koppel/sdk'
import { fieldOf } from './fields.ts'
import type { Random } from './random.ts'

/** What kind of ERP it is. */
export interface Personality {
  readonly versions: boolean
  readonly modifiedAt: boolean
  readonly deletions: boolean
  /** How it finds what changed: an exact sequence, or times that several changes share, read with an overlap. */
  readonly feed: 'sequence' | 'timestamp'
  /** So many changes share a time. */
  readonly changesPerTick: number
  readonly pageSize: number
  /** Delivers an actor twice, first as it was before. */
  readonly repeats: boolean
  readonly reorders: boolean
  readonly trims: boolean
  readonly upperCases: boolean
  /** Changes a phone number once more, some time after it was saved. */
  readonly rewrites: boolean
  /** Says which field it refuses. */
  readonly namesField: boolean
}

export function drawPersonality(random: Random): Personality {
  return {
    versions: random.chance(0.6),
    modifiedAt: random.chance(0.75),
    deletions: random.chance(0.5),
    feed: random.one(['sequence', 'timestamp']),
    changesPerTick: random.int(1, 5),
    pageSize: random.int(1, 6),
    repeats: random.chance(0.3),
    reorders: random.chance(0.3),
    trims: random.chance(0.4),
    upperCases: random.chance(0.25),
    rewrites: random.chance(0.2),
    namesField: random.chance(0.5),
  }
}

/** A value as this ERP keeps it. */
export function kept(personality: Personality, erpField: string, value: Value): Value {
  const { type, decimals } = fieldOf(erpField)
  if (value === null) return null
  if (type === 'decimal') return Number(value).toFixed(decimals ?? 2)
  if (type !== 'text' || typeof value !== 'string') return value
  const trimmed = personality.trims ? value.trim() : value
  return (personality.upperCases ? trimmed.toUpperCase() : trimmed) || null
}
