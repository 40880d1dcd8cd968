import type { MappedField, Mapping } from './queries.ts'

// What is being changed in the field mapping of one actor type. Pure.

/** What a person sets on one ERP field. */
export type Choice = Pick<
  MappedField,
  'key' | 'crmField' | 'toCrm' | 'toErp' | 'conflictRule' | 'keepOnBlank' | 'showInSearch' | 'showInTab'
>

export interface MappingDraft {
  /** As it was when the draft was begun. */
  readonly base: Mapping
  readonly enabled: boolean
  readonly choices: ReadonlyMap<string, Choice>
}

export function begin(base: Mapping): MappingDraft {
  return {
    base,
    enabled: base.enabled,
    choices: new Map(base.fields.map((field) => [field.key, pick(field)])),
  }
}

function pick(field: MappedField): Choice {
  const { key, crmField, toCrm, toErp, conflictRule, keepOnBlank, showInSearch, showInTab } = field
  return { key, crmField, toCrm, toErp, conflictRule, keepOnBlank, showInSearch, showInTab }
}

export function put(draft: MappingDraft, choice: Choice): MappingDraft {
  return { ...draft, choices: new Map([...draft.choices, [choice.key, choice]]) }
}

/** What could be set while this CRM field is chosen. */
export function arrowsOf({ arrows }: MappedField, crmField: string | null): MappedField['arrows'][string] {
  return arrows[crmField ?? ''] ?? arrows[''] ?? nothing
}

const grey = { possible: false, reason: null, together: false }
const nothing = { toCrm: grey, toErp: grey }

/** Another CRM field keeps the directions that are possible with it. */
export function chooseCrmField(field: MappedField, choice: Choice, crmField: string | null): Choice {
  const { toCrm, toErp } = arrowsOf(field, crmField)
  return {
    ...choice,
    crmField,
    toCrm: choice.toCrm && toCrm.possible,
    toErp: choice.toErp && toErp.possible,
  }
}

/** Only what differs from the mapping the draft was begun on. */
export function changedChoices({ base, choices }: MappingDraft): Choice[] {
  return base.fields.flatMap((field) => {
    const choice = choices.get(field.key)
    return choice && !same(choice, pick(field)) ? [choice] : []
  })
}

export function isChanged(draft: MappingDraft): boolean {
  return draft.enabled !== draft.base.enabled || changedChoices(draft).length > 0
}

function same(a: Choice, b: Choice): boolean {
  return (Object.keys(a) as (keyof Choice)[]).every((key) => a[key] === b[key])
}

/** The fields that begin to travel, or travel to or from somewhere else: existing links have to begin them. */
export function beginning(draft: MappingDraft): string[] {
  const before = new Map(draft.base.fields.map((field) => [field.key, field]))
  return changedChoices(draft)
    .filter(({ toCrm, toErp }) => toCrm || toErp)
    .filter((choice) => {
      const was = before.get(choice.key)
      return was?.crmField !== choice.crmField || was.toCrm !== choice.toCrm || was.toErp !== choice.toErp
    })
    .map(({ key }) => key)
}

/** Fields that would write the same CRM field as another one. */
export function writtenTwice({ choices }: MappingDraft): ReadonlySet<string> {
  const writers = new Map<string, string[]>()
  for (const { key, crmField, toCrm } of choices.values()) {
    if (toCrm && crmField !== null) writers.set(crmField, [...(writers.get(crmField) ?? []), key])
  }
  return new Set([...writers.values()].filter((keys) => keys.length > 1).flat())
}

/** The own changes on top of the mapping as somebody else left it. */
export function rebase(draft: MappingDraft, now: Mapping): MappingDraft {
  const fresh = begin(now)
  const mine = changedChoices(draft).filter(({ key }) => fresh.choices.has(key))
  const enabled = draft.enabled === draft.base.enabled ? now.enabled : draft.enabled
  return mine.reduce(put, { ...fresh, enabled })
}
