import { comparison } from '../comparison/kind.ts'
import { repair } from '../comparison/repair.ts'
import { undo } from '../undo/kind.ts'
import type { RunKind } from '../work.ts'
import type { AnyLongWorkKind } from './kind.ts'
import { preview } from './preview.ts'
import { resyncToCrm, resyncToErp } from './resync.ts'

/** Every kind of long work there is. */
const kinds: readonly AnyLongWorkKind[] = [resyncToCrm, resyncToErp, preview, comparison, repair, undo]

export function kindNamed(name: RunKind): AnyLongWorkKind {
  const kind = kinds.find((one) => one.kind === name)
  if (!kind) throw new Error(`${name} is no kind of long work.`)
  return kind
}

/** The kinds that run under the lease of a pass, or those that run beside. */
export function kindsThat(what: 'write' | 'read'): RunKind[] {
  return kinds.filter(({ writes }) => writes === (what === 'write')).map(({ kind }) => kind)
}
