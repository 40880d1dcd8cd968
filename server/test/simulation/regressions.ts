import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Schedule } from './schedule.ts'

export interface Regression {
  readonly name: string
  readonly why: string
  readonly schedule: Schedule
}

const folder = join(import.meta.dirname, 'regressions')

/** Schedules that once failed, and what was wrong then; they are always played. */
export const regressions: readonly Regression[] = readdirSync(folder)
  .toSorted()
  .map((file) => ({
    name: file.replace('.json', ''),
    ...JSON.parse(readFileSync(join(folder, file), 'utf8')),
  }))
