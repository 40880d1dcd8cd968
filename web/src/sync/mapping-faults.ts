import { arrowsOf, type Choice, type MappingDraft, travels, writersIn } from './mapping-draft.ts'
import type { MappedField } from './queries.ts'

// What is wrong with a draft of a field mapping, before anybody saves it. Pure.

export type MappingFault =
  /** The CRM field it is mapped to no longer exists. */
  | { readonly kind: 'crmFieldGone' }
  /** Another ERP field writes the same CRM field. */
  | { readonly kind: 'writtenTwice'; readonly other: string }
  /** An arrow is on that cannot be; the server's sentence says why. */
  | { readonly kind: 'impossible'; readonly reason: string }
  /** A new actor cannot do without it, and nothing fills it in. */
  | { readonly kind: 'needsDirection' }

/** By ERP field what is wrong with it. */
export function faultsIn(draft: MappingDraft): ReadonlyMap<string, MappingFault> {
  const writers = writersIn(draft)
  const labels = new Map(draft.base.fields.map(({ key, label }) => [key, label]))
  return new Map(
    draft.base.fields.flatMap((field) => {
      const choice = draft.choices.get(field.key)
      const fault = choice && faultOf(field, choice, { writers, labels, draft })
      return fault ? [[field.key, fault] as const] : []
    }),
  )
}

interface Around {
  readonly writers: ReadonlyMap<string, readonly string[]>
  readonly labels: ReadonlyMap<string, string>
  readonly draft: MappingDraft
}

function faultOf(field: MappedField, choice: Choice, { writers, labels, draft }: Around) {
  const { crmField } = choice
  if (crmField !== null && !draft.base.crmFields.some(({ key }) => key === crmField)) {
    return { kind: 'crmFieldGone' } as const
  }
  if (!travels(choice)) {
    return draft.enabled && field.needsDirection ? ({ kind: 'needsDirection' } as const) : undefined
  }
  const other = choice.toCrm ? writers.get(crmField ?? '')?.find((key) => key !== field.key) : undefined
  if (other !== undefined) return { kind: 'writtenTwice', other: labels.get(other) ?? other } as const
  const reason = refusedArrow(field, choice)
  return reason === null ? undefined : ({ kind: 'impossible', reason } as const)
}

function refusedArrow(field: MappedField, choice: Choice): string | null {
  const { toCrm, toErp } = arrowsOf(field, choice.crmField)
  if (choice.toErp && !toErp.possible) return toErp.reason ?? ''
  const alone = toCrm.together && !choice.toErp
  return choice.toCrm && (!toCrm.possible || alone) ? (toCrm.reason ?? '') : null
}

/** The label of the other ERP field that already writes a field's CRM field, by ERP field. */
export function takenBy(draft: MappingDraft): ReadonlyMap<string, string> {
  const writers = writersIn(draft)
  const labels = new Map(draft.base.fields.map(({ key, label }) => [key, label]))
  const taken = [...draft.choices.values()].flatMap(({ key, crmField }): [string, string][] => {
    const other = writers.get(crmField ?? '')?.find((writer) => writer !== key)
    return other === undefined ? [] : [[key, labels.get(other) ?? other]]
  })
  return new Map(taken)
}
