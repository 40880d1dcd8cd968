import type { Actor } from '@koppel/sdk'
import type { TypeMapping } from '../../erp/index.ts'
import type { ImportSettings } from '../../store/tables.ts'
import type { Start, Starts } from '../../sync/index.ts'

/**
 * How the fields of a link that an import makes to a record that was there begin.
 *
 * Only linked: each as it is, so that nothing moves before a side is edited. Brought in line: as the mapping says, but
 * where the ERP has a blank the record keeps its value, unless blanks count as well.
 */
export function beginningOf(
  { fields }: TypeMapping,
  actor: Actor,
  { onMatch, blanks }: Pick<ImportSettings, 'onMatch' | 'blanks'>,
): Starts {
  if (onMatch !== 'update') return Object.fromEntries(fields.map(({ erpField }) => [erpField, 'asIs']))
  if (blanks) return {}
  return Object.fromEntries(
    fields.flatMap(({ erpField, direction, erp }): [string, Start][] => {
      const value = actor.fields[erpField]
      if (direction === 'toErp' || (value !== null && value !== '')) return []
      return [[erpField, direction === 'both' && !erp.readOnly ? 'crm' : 'asIs']]
    }),
  )
}
