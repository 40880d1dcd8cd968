import type { Direction } from '../../src/sync/index.ts'
import type { SimField } from './fields.ts'
import type { Random } from './random.ts'

/** A direction in which a field can go. */
export function drawDirection({ access, follows }: SimField, random: Random): Direction {
  if (access === 'readOnly') return 'toCrm'
  return follows ? 'toErp' : random.one(['both', 'both', 'both', 'toCrm', 'toErp'])
}
