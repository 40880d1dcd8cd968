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
    choices: new Map(base.fields.map((field) => [field.key, choiceOf(field)])),
  }
}

/** What is stored of a field. */
export function choiceOf(field: MappedField): Choice {
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

/** Whether any CRM field could be mapped to it. */
export function fitting(field: MappedField, crmFields: readonly { readonly key: string }[]): boolean {
  return crmFields.some(({ key }) => key in field.arrows)
}

const grey = { possible: false, reason: null, together: false }
const nothing = { toCrm: grey, toErp: grey }

export function travels({ toCrm, toErp }: Pick<Choice, 'toCrm' | 'toErp'>): boolean {
  return toCrm || toErp
}

/** Another CRM field keeps the directions that are possible with it. */
export function chooseCrmField(field: MappedField, choice: Choice, crmField: string | null): Choice {
  const { toCrm, toErp } = arrowsOf(field, crmField)
  return inTab(field, choice, {
    ...choice,
    crmField,
    toCrm: choice.toCrm && toCrm.possible,
    toErp: choice.toErp && toErp.possible,
  })
}

/** Switches one arrow. */
export function toggle(field: MappedField, choice: Choice, way: 'toCrm' | 'toErp'): Choice {
  return inTab(field, choice, { ...choice, [way]: !choice[way] })
}

/** A field that begins to be synchronised leaves the ERP tab, and is back there when it is not after all. */
function inTab(field: MappedField, before: Choice, after: Choice): Choice {
  if (travels(before) === travels(after)) return after
  if (travels(after)) return { ...after, showInTab: travels(field) && field.showInTab }
  return { ...after, showInTab: field.showInTab }
}

/** Only what differs from the mapping the draft was begun on. */
export function changedChoices({ base, choices }: MappingDraft): Choice[] {
  return base.fields.flatMap((field) => {
    const choice = choices.get(field.key)
    return choice && !isStored(field, choice) ? [choice] : []
  })
}

export function isChanged(draft: MappingDraft): boolean {
  return draft.enabled !== draft.base.enabled || changedChoices(draft).length > 0
}

export function isStored(field: MappedField, choice: Choice): boolean {
  return keysOf(choice).every((key) => choice[key] === field[key])
}

function keysOf(choice: Choice): (keyof Choice)[] {
  return Object.keys(choice) as (keyof Choice)[]
}

/** The fields that begin to travel, or travel to or from somewhere else: existing links have to begin them. */
export function beginning(draft: MappingDraft): string[] {
  const before = new Map(draft.base.fields.map((field) => [field.key, field]))
  return changedChoices(draft)
    .filter(travels)
    .filter((choice) => {
      const was = before.get(choice.key)
      return was?.crmField !== choice.crmField || was.toCrm !== choice.toCrm || was.toErp !== choice.toErp
    })
    .map(({ key }) => key)
}

/** Whether an actor type is switched on of which records are linked: what is mapped travels again. */
export function resumes({ base, enabled }: MappingDraft): boolean {
  return enabled && !base.enabled && base.links > 0
}

/** By CRM field the ERP fields that write it. */
export function writersIn({ choices }: MappingDraft): ReadonlyMap<string, readonly string[]> {
  const writers = new Map<string, string[]>()
  for (const { key, crmField, toCrm } of choices.values()) {
    if (toCrm && crmField !== null) writers.set(crmField, [...(writers.get(crmField) ?? []), key])
  }
  return writers
}

/** The own changes on top of the mapping as it is now; of a field only what was changed of it. */
export function rebase(draft: MappingDraft, now: Mapping): MappingDraft {
  const fresh = begin(now)
  const before = new Map(draft.base.fields.map((field) => [field.key, field]))
  const mine = changedChoices(draft).flatMap((choice) => {
    const theirs = fresh.choices.get(choice.key)
    return theirs ? [merged(choice, before.get(choice.key), theirs)] : []
  })
  const enabled = draft.enabled === draft.base.enabled ? now.enabled : draft.enabled
  return mine.reduce(put, { ...fresh, enabled })
}

// CRM field and directions belong together: half of each would be a mapping nobody chose.
const together: readonly (keyof Choice)[] = ['crmField', 'toCrm', 'toErp']

function merged(mine: Choice, was: MappedField | undefined, theirs: Choice): Choice {
  const moved = (key: keyof Choice) => was?.[key] !== mine[key]
  const mapped = together.some(moved)
  const kept = keysOf(mine).filter((key) => (together.includes(key) ? mapped : moved(key)))
  return { ...theirs, ...Object.fromEntries(kept.map((key) => [key, mine[key]])) }
}
