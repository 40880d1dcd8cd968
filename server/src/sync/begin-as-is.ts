import type { MappedField } from './mapping.ts'
import { own } from './own.ts'
import { type LinkState, type Plan, planLink } from './plan.ts'

/**
 * The plan for a link that is left alone: it writes nothing on either side.
 *
 * A field of which only later changes count begins all the same, with what both sides have now: what is changed after
 * that counts once the link goes on.
 */
export function planBeginning(state: LinkState): Plan {
  return planLink({ ...state, fields: state.fields.filter((field) => beginsAsIs(state, field)) })
}

function beginsAsIs({ base, start }: LinkState, { erpField }: MappedField): boolean {
  return own(start, erpField) === 'asIs' && !Object.hasOwn(base, erpField)
}
