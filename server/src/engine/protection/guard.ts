import { sql } from 'kysely'
import type { Db } from '../../store/index.ts'
import { FEW_LINKS } from '../../sync/index.ts'
import type { Work } from '../work.ts'

/**
 * What watches over a pass.
 *
 * - `watch`: what would be a disaster if it happened to most links is set aside until all is read;
 * - `compare`: every difference is set aside, nothing is written;
 * - `release`: what was set aside is done.
 */
export interface Guard {
  mode: 'watch' | 'compare' | 'release'
  /** Something was set aside in this pass. */
  found: boolean
  /** Of the connection; counted once it matters. */
  links: number | undefined
  /** The administrator was told that the ERP's clock is ahead. */
  clockAhead: boolean
}

export function newGuard(clockAhead = false): Guard {
  return { mode: 'watch', found: false, links: undefined, clockAhead }
}

/** The guard of this work, if it is watched: what somebody asked for himself is not. */
export function guardOf({ kind, guard }: Work): Guard | undefined {
  return kind === 'pass' && guard?.mode !== 'release' ? guard : undefined
}

/** Whether something suspicious is set aside at all: a handful of links is never too many. */
export async function setsAside(db: Db, work: Work, guard: Guard): Promise<boolean> {
  return guard.mode === 'compare' || (await linksOf(db, work, guard)) > FEW_LINKS
}

export async function linksOf(db: Db, { connectionId }: Work, guard: Guard): Promise<number> {
  if (guard.links === undefined) {
    const { rows } = await sql<{ links: number }>`
      select count(*) as links from link
      where connection_id = ${connectionId} and ended_at is null and broken_at is null`.execute(db)
    guard.links = rows[0]?.links ?? 0
  }
  return guard.links
}
