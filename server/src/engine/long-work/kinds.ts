import { comparison } from '../comparison/kind.ts'
import { repair } from '../comparison/repair.ts'
import { importRun } from '../import/carry.ts'
import { importCollection } from '../import/collection.ts'
import { importPreview } from '../import/preview.ts'
import { importUndo } from '../import/undo.ts'
import { undo } from '../undo/kind.ts'
import type { RunKind } from '../work.ts'
import type { AnyLongWorkKind } from './kind.ts'
import { preview } from './preview.ts'
import { resyncToCrm, resyncToErp } from './resync.ts'

/** Every kind of long work there is. */
const kinds: readonly AnyLongWorkKind[] = [
  resyncToCrm,
  resyncToErp,
  preview,
  comparison,
  repair,
  undo,
  importCollection,
  importPreview,
  importRun,
  importUndo,
]

export function kindNamed(name: RunKind): AnyLongWorkKind {
  const kind = kinds.find((one) => one.kind === name)
  if (!kind) throw new Error(`${name} is no kind of long work.`)
  return kind
}

/** The kinds that run within passes, or those that have jobs of their own. */
export function kindsThat(run: 'withPasses' | 'byThemselves'): RunKind[] {
  return kinds.filter((kind) => runsWithPasses(kind) === (run === 'withPasses')).map(({ kind }) => kind)
}

/** Whether it runs within passes, under their lease. */
export function runsWithPasses({ writes, alone }: AnyLongWorkKind): boolean {
  return writes && !alone
}
